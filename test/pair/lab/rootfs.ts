import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleAgent } from "../../../src/medium/bundle.ts";
import { cpio, type CpioEntry } from "../../../src/personal/cpio.ts";
import { unpackLayers } from "../../../src/medium/layers.ts";
import { ensureTools } from "../../../src/medium/tools.ts";

const TOP = fileURLToPath(new URL("../../../", import.meta.url));
const INIT = fileURLToPath(new URL("init.sh", import.meta.url));
const MODULES = [
  "net/core/failover", "drivers/net/net_failover", "drivers/net/virtio_net", "drivers/block/virtio_blk", "fs/squashfs/squashfs", "fs/overlayfs/overlay",
];

/** What a lab machine is started from. */
export interface Rootfs {
  kernel: string;
  initrd: string;
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

/**
 * Kernel, root file system and agent of the lab: Debian's part comes from the built image (`out/`), the agent from the
 * sources as they are now. What is derived from the image is kept beside it and made anew with it.
 */
export async function labRootfs(): Promise<Rootfs> {
  await ensureTools(["busybox-static", "squashfs-tools"], () => undefined);
  const [image, kernel, dir] = [join(TOP, "out/initrd.img"), join(TOP, "out/vmlinuz"), join(TOP, "out/pair-lab")];
  const { kernel: version } = JSON.parse(await readFile(join(TOP, "out/manifest.json"), "utf8")) as { kernel: string };
  const layers: [string, string] = [join(dir, "base.squashfs"), join(dir, "rest.squashfs")];
  const modules = MODULES.map((module) => `usr/lib/modules/${version}/kernel/${module}.ko`);
  const [built, made] = await Promise.all([image, join(dir, "made")].map((file) => stat(file).then(({ mtimeMs }) => mtimeMs, () => 0)));
  if ((made ?? 0) < (built ?? 0) || made === 0) {
    await mkdir(dir, { recursive: true });
    const archive = await readFile(image);
    for (const file of layers) await writeFile(file, memberOf(archive, `ramvisor/${basename(file)}`));
    await unpackLayers(dir, join(dir, "tree"), modules);
    await writeFile(join(dir, "made"), "");
  }
  const bundle = await bundleAgent(join(dir, "ramvisor.cjs"));
  const entries: CpioEntry[] = [
    ...["bin", "dev", "proc", "sys", "run", "modules", "lab"].map((name) => ({ name, mode: 0o040755 })),
    { name: "bin/busybox", mode: 0o100755, content: await readFile("/bin/busybox") },
    { name: "init", mode: 0o100755, content: await readFile(INIT) },
    { name: "lab/ramvisor.cjs", mode: 0o100755, content: await readFile(bundle) },
  ];
  for (const module of modules) entries.push({ name: `modules/${basename(module)}`, mode: 0o100644, content: await readFile(join(dir, "tree", module)) });
  const initrd = join(dir, "initrd.img");
  await writeFile(initrd, cpio(entries));
  return { kernel, initrd, layers };
}
