import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { makeIso } from "../../../src/medium/iso.ts";
import { BASE_LINE } from "../../../src/medium/index.ts";
import { OVERLAY_BYTES, type RandomAccess } from "../../../src/personal/index.ts";

/** A file in memory. */
export const inMemory = (bytes: Uint8Array): RandomAccess => ({ size: bytes.length, read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)) });

/** isolinux from this machine's packages; of shim and GRUB stand-ins of a few bytes, as nothing here starts them. */
async function loaders(dir: string): Promise<string> {
  const tree = join(dir, "loaders");
  for (const path of ["ISOLINUX/isolinux.bin", "ISOLINUX/isohdpfx.bin", "syslinux/modules/bios/ldlinux.c32"]) {
    await mkdir(dirname(join(tree, "usr/lib", path)), { recursive: true });
    await copyFile(join("/usr/lib", path), join(tree, "usr/lib", path));
  }
  for (const path of ["shim/shimx64.efi.signed", "grub/x86_64-efi-signed/gcdx64.efi.signed"]) {
    await mkdir(dirname(join(tree, "usr/lib", path)), { recursive: true });
    await writeFile(join(tree, "usr/lib", path), path);
  }
  const tar = join(dir, "loaders.tar");
  await execa("tar", ["-C", tree, "-cf", tar, "."]);
  return tar;
}

/** A real ISO as the build makes it, with a kernel and, unless told otherwise, an initrd of a few KiB; gone after `close`. */
export async function smallIso(initrdBytes = 9000): Promise<{ dir: string; iso: string; bytes: Uint8Array; close: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), "ramvisor-iso-"));
  const [vmlinuz, initrd, site, iso] = ["vmlinuz", "initrd.img", "site.img", "base.iso"].map((name) => join(dir, name)) as [string, string, string, string];
  await writeFile(vmlinuz, Buffer.alloc(5000, "kernel"));
  await writeFile(initrd, Buffer.alloc(initrdBytes, "initrd"));
  await writeFile(site, Buffer.alloc(OVERLAY_BYTES));
  await makeIso({ vmlinuz, initrd, site, extracted: await loaders(dir), cmdline: BASE_LINE, epoch: "1760000000" }, iso);
  return { dir, iso, bytes: new Uint8Array(await readFile(iso)), close: () => { rmSync(dir, { recursive: true, force: true }); } };
}
