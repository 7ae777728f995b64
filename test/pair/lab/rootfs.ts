import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { CACHE_TOOLS } from "./cache.ts";
import { bundleAgent } from "../../../src/medium/bundle.ts";
import { cpio, type CpioEntry } from "../../../src/personal/cpio.ts";
import { unpackLayers } from "../../../src/medium/layers.ts";
import { command } from "../../../src/medium/shell.ts";
import { NODE_FILES, NODE_FLAGS, withoutTag, writeLauncher } from "../../../src/medium/snapshot.ts";
import { ensureTools } from "../../../src/medium/tools.ts";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const INIT = fileURLToPath(new URL("init.sh", import.meta.url));
const LAUNCHER = join(TOP, "src/medium/launcher.sh");
const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));
const MODULES = [
  "net/core/failover", "drivers/net/net_failover", "drivers/net/virtio_net", "drivers/block/virtio_blk",
];
/** These travel in the image's initramfs alone. */
const EARLY_MODULES = ["fs/squashfs/squashfs", "fs/overlayfs/overlay"];

/** What a lab machine is started from. */
export interface Rootfs {
  kernel: string;
  initrd: string;
  /** A disk with the agent: an archive, as long as it is. */
  agent: string;
  /** The agent as one file, for this machine's own Node. */
  bundle: string;
  /** The two squashfs files of the image, read-only disks of every lab machine. */
  layers: [string, string];
}

/** The member `name` of the archive behind the image's initramfs (`newc`, Documentation/driver-api/early-userspace/buffer-format.rst). */
function memberOf(archive: Buffer, name: string): Buffer {
  const at = archive.lastIndexOf(`${name}\0`);
  const head = at - 110;
  if (at < 0 || archive.toString("latin1", head, head + 6) !== "070701") throw new Error(`${name} is not in the image's initrd`);
  const size = Number.parseInt(archive.toString("latin1", head + 54, head + 62), 16);
  const start = head + Math.ceil((110 + name.length + 1) / 4) * 4;
  return archive.subarray(start, start + size);
}

/** How a zstd frame begins (RFC 8878, 3.1.1). */
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** The packed part of the image's initramfs: behind an archive that is not packed, before the one with the squashfs files. */
async function initramfsOf(archive: Buffer): Promise<Buffer> {
  const [start, end] = [archive.indexOf(ZSTD), archive.indexOf("ramvisor\0") - 110];
  if (start < 0 || end < start) throw new Error("the image's initrd is not put together as expected");
  // Zeros up to a multiple of four stand behind the stream: zstd says so with its exit code.
  const { stdout } = await execa("zstd", ["-dcq"], { input: archive.subarray(start, end), encoding: "buffer", maxBuffer: 1 << 28, reject: false });
  return Buffer.from(stdout);
}

let made: Promise<Rootfs> | null = null;

/**
 * Kernel, root file system and agent of the lab: Debian's part comes from the built image (`out/`), the agent from the
 * sources as they are now. What is derived from the image is kept beside it and made anew with it. Made once in a process: machines read from these files.
 */
export function labRootfs(): Promise<Rootfs> {
  return made ??= makeRootfs();
}

async function makeRootfs(): Promise<Rootfs> {
  await ensureTools([...CACHE_TOOLS, "busybox-static", "squashfs-tools", "zstd"], () => undefined);
  const [image, kernel, dir] = [join(TOP, "out/initrd.img"), join(TOP, "out/vmlinuz"), join(TOP, "out/pair-lab")];
  const { kernel: version } = JSON.parse(await readFile(join(TOP, "out/manifest.json"), "utf8")) as { kernel: string };
  const layers: [string, string] = [join(dir, "base.squashfs"), join(dir, "rest.squashfs")];
  const [early, late] = [EARLY_MODULES, MODULES].map((names) => names.map((module) => `usr/lib/modules/${version}/kernel/${module}.ko`)) as [string[], string[]];
  const modules = [...late, ...early];
  const [built, unpacked] = await Promise.all([image, join(dir, "made")].map((file) => stat(file).then(({ mtimeMs }) => mtimeMs, () => 0)));
  if ((unpacked ?? 0) < (built ?? 0) || unpacked === 0) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    const archive = await readFile(image);
    for (const file of layers) await writeFile(file, memberOf(archive, `ramvisor/${basename(file)}`));
    await unpackLayers(dir, join(dir, "tree"), late);
    const initramfs = await initramfsOf(archive);
    for (const module of early) {
      await mkdir(dirname(join(dir, "tree", module)), { recursive: true });
      await writeFile(join(dir, "tree", module), memberOf(initramfs, module));
    }
    await writeFile(join(dir, "made"), "");
  }
  const bundle = await bundleAgent(join(dir, "ramvisor.cjs"));
  const folders = (...names: string[]): CpioEntry[] => names.map((name) => ({ name, mode: 0o040755 }));
  const file = async (name: string, from: string, mode = 0o100755): Promise<CpioEntry> => ({ name, mode, content: await readFile(from) });
  const initrd = join(dir, "initrd.img");
  await writeFile(initrd, cpio([
    ...folders("bin", "dev", "proc", "sys", "run", "modules"), await file("bin/busybox", "/bin/busybox"), await file("init", INIT),
    ...(await Promise.all(modules.map((module) => file(`modules/${basename(module)}`, join(dir, "tree", module))))),
  ]));
  const [agent, blob, launcher] = [join(dir, "agent.cpio"), join(dir, "ramvisor.blob"), join(dir, "launcher")];
  await writeFile(blob, withoutTag(await readFile(await agentBlob(dir, bundle))));
  // The medium's own launcher; nobody upgrades Node here.
  await writeLauncher(LAUNCHER, blob, "/lab/ramvisor.blob", launcher);
  await writeFile(launcher, (await readFile(launcher, "utf8")).replaceAll("/usr/lib/ramvisor", "/lab"));
  await writeFile(agent, wholeBlocks(cpio([
    await file("ramvisor.cjs", bundle), await file("ramvisor.blob", blob, 0o100644), await file("writer.mjs", WRITER), await file("ramvisor", launcher),
  ])));
  return { kernel, initrd, agent, bundle, layers };
}

/** The agent as loaded, as on the medium (src/medium/snapshot.ts): a start in a third of the time. Not the same bytes each time. */
async function agentBlob(dir: string, bundle: string): Promise<string> {
  const node = join(dir, "node");
  if (!existsSync(join(node, "usr/bin/node"))) await unpackLayers(dir, node, NODE_FILES);
  await copyFile(bundle, join(node, "ramvisor.cjs"));
  await command("chroot", [node, "/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "/usr/bin/node", "--no-warnings", ...NODE_FLAGS, "--snapshot-blob", "/ramvisor.blob", "--build-snapshot", "/ramvisor.cjs"], { root: true });
  return join(node, "ramvisor.blob");
}

/** A disk's length is a whole number of blocks. */
function wholeBlocks(bytes: Uint8Array): Buffer {
  const whole = Buffer.alloc(Math.ceil(bytes.length / 4096) * 4096);
  whole.set(bytes);
  return whole;
}
