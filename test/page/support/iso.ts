import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { readable } from "../../../src/isofile/access.ts";
import { describeMedium } from "../../../src/personal/describe.ts";
import { DESCRIPTION_BYTES } from "../../../src/personal/description.ts";
import { loaderFile } from "../../../src/personal/loaders.ts";
import { ISO_LABEL, OVERLAY_BYTES } from "../../../src/personal/index.ts";

/** What the parts of a fake medium hold: a pattern, so that no two places are equal for long. */
function filler(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) content.writeUInt32LE((at * 2654435761) >>> 0, at);
  return content;
}

/** A base medium of our format with fake parts, that starts no machine: `initrd` bytes of initrd. */
export async function fakeIso(path: string, { initrd = 300_000, label = ISO_LABEL } = {}): Promise<string> {
  const root = `${path}.tree`;
  for (const dir of ["isolinux", "boot/grub", "ramvisor"]) await mkdir(join(root, dir), { recursive: true });
  await writeFile(join(root, "vmlinuz"), filler(100_000));
  await writeFile(join(root, "initrd.img"), filler(initrd));
  await writeFile(join(root, "site.img"), Buffer.alloc(OVERLAY_BYTES));
  await writeFile(join(root, "isolinux/isolinux.cfg"), loaderFile("isolinux", "quiet pci=nocrs"));
  await writeFile(join(root, "isolinux/help.txt"), loaderFile("help", "quiet pci=nocrs"));
  await writeFile(join(root, "boot/grub/grub.cfg"), loaderFile("grub", "quiet pci=nocrs"));
  await writeFile(join(root, "ramvisor/medium.txt"), Buffer.alloc(DESCRIPTION_BYTES));
  await execa("xorriso", ["-as", "mkisofs", "-quiet", "-r", "-V", label, "-o", path, root]);
  await rm(root, { recursive: true });
  const file = await open(path, "r+");
  try {
    const { offset, bytes } = await describeMedium(await readable(file), "0.0.0-test");
    await file.write(bytes, 0, bytes.length, offset);
  } finally {
    await file.close();
  }
  return path;
}

/** Changes one byte of a file. */
export async function spoil(path: string, at: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte.writeUInt8(byte.readUInt8(0) ^ 1);
    await file.write(byte, 0, 1, at);
  } finally {
    await file.close();
  }
}
