import { Buffer } from "node:buffer";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cpio } from "../personal/cpio.ts";

/**
 * `initrd.img`: the small initramfs, then a cpio that carries the squashfs files as they are, since compressing them
 * twice costs time and gains nothing. The kernel unpacks one after the other; each part starts on a multiple of 4 bytes.
 */
export async function makeInitrd(initramfs: string, layers: string, agent: string, output: string): Promise<void> {
  const small = await readFile(initramfs);
  const aligned = Buffer.concat([small, Buffer.alloc((4 - (small.length % 4)) % 4)]);
  const squashfs = cpio([
    { name: "ramvisor", mode: 0o040755 },
    { name: "ramvisor/base.squashfs", mode: 0o100644, content: await readFile(join(layers, "base.squashfs")) },
    { name: "ramvisor/rest.squashfs", mode: 0o100644, content: await readFile(join(layers, "rest.squashfs")) },
    { name: "ramvisor/agent.squashfs", mode: 0o100644, content: await readFile(agent) },
  ], 4096);
  await writeFile(`${output}.part`, Buffer.concat([aligned, squashfs]));
  await rename(`${output}.part`, output);
}
