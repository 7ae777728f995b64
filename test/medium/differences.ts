import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

const LAYERS = ["base", "rest", "agent"] as const;
/** cpio, newc: the header's length, and the place of the content's length in it as 8 hex digits. */
const HEADER_BYTES = 110;
const SIZE_AT = 54;

/** One squashfs file as initrd.img carries it. */
function layerOf(initrd: Buffer, name: string): Buffer {
  const path = `ramvisor/${name}.squashfs\0`;
  const at = initrd.lastIndexOf(path) - HEADER_BYTES;
  const start = at + Math.ceil((HEADER_BYTES + path.length) / 4) * 4;
  return initrd.subarray(start, start + parseInt(initrd.toString("latin1", at + SIZE_AT, at + SIZE_AT + 8), 16));
}

async function unpacked(initrd: string, dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const bytes = await readFile(initrd);
  for (const name of LAYERS) {
    const file = join(dir, `${name}.squashfs`);
    await writeFile(file, layerOf(bytes, name));
    await execa("unsquashfs", ["-quiet", "-no-progress", "-no-xattrs", "-dest", join(dir, name), file], { stdin: "ignore" });
    // Owners, modes and times, which a comparison of contents does not show.
    await writeFile(join(dir, `${name}.list`), (await execa("unsquashfs", ["-lln", file], { stdin: "ignore" })).stdout);
    await rm(file);
  }
  return dir;
}

/** The first lines of what differs inside two initrd.img, for the person who has to find out why. */
export async function differingFiles(first: string, second: string, work: string): Promise<string[]> {
  const [a, b] = [await unpacked(first, join(work, "first")), await unpacked(second, join(work, "second"))];
  const { stdout } = await execa("diff", ["-r", "-U0", "--no-dereference", a, b], { reject: false, stdin: "ignore", env: { LC_ALL: "C" } });
  return stdout.split("\n").filter(Boolean).slice(0, 60);
}
