import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { command } from "./shell.ts";

/** What every start reads, one path a line (`*` for the kernel's version), taken from a started host with fincore(1). */
export const START_FILES = fileURLToPath(new URL("start-files.txt", import.meta.url));

/** What a start reads: zstd, which a processor unpacks five to ten times faster than xz. */
const FAST = ["-comp", "zstd", "-Xcompression-level", "22", "-b", "1M"];
/** What a start does not read: xz with the filter for x86 code, a tenth smaller. */
const SMALL = ["-comp", "xz", "-Xbcj", "x86", "-b", "1M"];

/** The files of `all` that a start does not read. A listed file that is not there is no error: kernels and packages change. */
export function notReadAtStart(all: readonly string[], listed: readonly string[], kernelVersion: string): string[] {
  const read = new Set(listed.map((path) => path.replace("/modules/*/", `/modules/${kernelVersion}/`)));
  return all.filter((path) => !read.has(path));
}

/**
 * Packs a tree as two squashfs files in the folder `output`: `base.squashfs`, and below it `rest.squashfs` with what a
 * start does not read. All folders and links, and so their owners and modes, lie in the base. Takes the tree apart.
 */
export async function packLayers(tree: string, kernelVersion: string, work: string, output: string, epoch: string): Promise<void> {
  const listed = (await readFile(START_FILES, "utf8")).split("\n").filter(Boolean);
  const files = (await command("find", [".", "-type", "f", "-printf", "%P\\0"], { root: true, cwd: tree })).split("\0").filter(Boolean);
  const rest = notReadAtStart(files, listed, kernelVersion).join("\0");
  const [restTree, archive] = [join(work, "rest"), join(work, "rest.tar")];
  await command("mkdir", ["-p", restTree, output], { root: true });
  await command("tar", ["-cf", archive, "--xattrs", "--null", "--no-recursion", "-T", "-"], { root: true, cwd: tree, input: rest });
  await command("tar", ["-xpf", archive, "--xattrs", "--xattrs-include=*", "-C", restTree], { root: true });
  await command("xargs", ["-0", "rm", "-f", "--"], { root: true, cwd: tree, input: rest });
  const times = ["-mkfs-time", epoch, "-all-time", epoch];
  await command("mksquashfs", [".", join(output, "base.squashfs"), "-noappend", "-no-progress", "-quiet", "-xattrs", ...FAST, ...times], { root: true, cwd: tree });
  await command("mksquashfs", [".", join(output, "rest.squashfs"), "-noappend", "-no-progress", "-quiet", "-xattrs", ...SMALL, ...times], { root: true, cwd: restTree });
  await command("chmod", ["-R", "a+rX", output], { root: true });
}

/** The lower one first. */
export const LAYERS = ["rest.squashfs", "base.squashfs"] as const;

/** Puts both layers together again in a folder: all, or the named paths alone. */
export async function unpackLayers(layers: string, dir: string, only: readonly string[] = []): Promise<void> {
  for (const name of LAYERS) {
    await command("unsquashfs", ["-quiet", "-no-progress", "-no-xattrs", "-force", "-dest", dir, join(layers, name), ...only], { root: true });
  }
}
