import { copyFile, mkdir, open, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readable } from "../isofile/access.ts";
import { describeMedium } from "../personal/describe.ts";
import { DESCRIPTION_BYTES } from "../personal/description.ts";
import { LINE_BYTES, loaderFile } from "../personal/loaders.ts";
import { ISO_LABEL } from "../personal/medium.ts";
import { Unable } from "./fail.ts";
import { command } from "./shell.ts";
import { unpack, withWorkDir } from "./workdir.ts";

const TOP = fileURLToPath(new URL("../../", import.meta.url));

export interface IsoParts {
  vmlinuz: string;
  initrd: string;
  site: string;
  /** Tar of the extracted packages that hold the boot loaders. */
  extracted: string;
  /** What follows `initrd=…` on the kernel's line. */
  cmdline: string;
  /** Seconds since 1970: equal inputs give equal bytes. */
  epoch: string;
}

/** Shim and GRUB alone: Debian signs what they load, so nobody enrols keys of a machine's own (MokManager). */
async function efiImage(dir: string, loaders: string, output: string, epoch: string): Promise<void> {
  const files: [from: string, to: string][] = [
    [join(loaders, "usr/lib/shim/shimx64.efi.signed"), "BOOTX64.EFI"],
    [join(loaders, "usr/lib/grub/x86_64-efi-signed/gcdx64.efi.signed"), "GRUBX64.EFI"],
  ];
  await writeFile(output, "");
  await truncate(output, 3456 * 1024);
  const env = { SOURCE_DATE_EPOCH: epoch, MTOOLS_SKIP_CHECK: "1" };
  await command("mkfs.fat", ["-F12", "-i", "52414d56", "-n", "RAMVISOREFI", "--invariant", output], { env });
  await command("mmd", ["-i", output, "::/EFI", "::/EFI/BOOT"], { env });
  for (const [from, to] of files) {
    const copy = join(dir, to);
    await copyFile(from, copy);
    await command("touch", ["-d", `@${epoch}`, copy]);
    await command("mcopy", ["-m", "-i", output, copy, `::/EFI/BOOT/${to}`], { env });
  }
}

/**
 * Writes a hybrid ISO: isolinux for BIOS, Debian's signed shim and GRUB for UEFI, both reading the same three files;
 * written to a stick it starts in both worlds as well. The file appears under its name only when it is whole.
 */
export async function makeIso(parts: IsoParts, output: string): Promise<void> {
  const bytes = Buffer.byteLength(parts.cmdline);
  if (bytes > LINE_BYTES || /[\n\r]/.test(parts.cmdline)) throw new Unable(`The line has ${String(bytes)} bytes, and a medium has room for one line of ${String(LINE_BYTES)}: leave something out.`);
  await withWorkDir(async (dir) => {
    const [root, loaders] = [join(dir, "iso"), join(dir, "loaders")];
    await unpack(parts.extracted, loaders, ["./usr/lib/ISOLINUX/*", "./usr/lib/syslinux/modules/bios/ldlinux.c32", "./usr/lib/shim/*", "./usr/lib/grub/*"]);
    for (const sub of ["isolinux", "boot/grub", ".disk", "ramvisor"]) await mkdir(join(root, sub), { recursive: true });
    await copyFile(parts.vmlinuz, join(root, "vmlinuz"));
    await copyFile(parts.initrd, join(root, "initrd.img"));
    await copyFile(parts.site, join(root, "site.img"));
    await copyFile(join(loaders, "usr/lib/ISOLINUX/isolinux.bin"), join(root, "isolinux/isolinux.bin"));
    await copyFile(join(loaders, "usr/lib/syslinux/modules/bios/ldlinux.c32"), join(root, "isolinux/ldlinux.c32"));
    await writeFile(join(root, "isolinux/isolinux.cfg"), loaderFile("isolinux", parts.cmdline));
    await writeFile(join(root, "isolinux/help.txt"), loaderFile("help", parts.cmdline));
    await writeFile(join(root, "boot/grub/grub.cfg"), loaderFile("grub", parts.cmdline));
    await writeFile(join(root, ".disk/info"), "Ramvisor\n");
    // Its place alone: what it says is known once all else is written.
    await writeFile(join(root, "ramvisor/medium.txt"), Buffer.alloc(DESCRIPTION_BYTES));
    await efiImage(dir, loaders, join(root, "boot/grub/efi.img"), parts.epoch);
    const unfinished = `${output}.${String(process.pid)}.part`;
    try {
      await command("xorriso", [
        "-as", "mkisofs", "-quiet", "-r", "-V", ISO_LABEL, "-o", unfinished,
        "-isohybrid-mbr", join(loaders, "usr/lib/ISOLINUX/isohdpfx.bin"),
        "-b", "isolinux/isolinux.bin", "-c", "isolinux/boot.cat", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table",
        "-eltorito-alt-boot", "-e", "boot/grub/efi.img", "-no-emul-boot", "-isohybrid-gpt-basdat",
        // Firmware that reads sticks by cylinders is older than KVM; the padding would be up to 1 MB.
        "-partition_cyl_align", "off",
        // The files were written now.
        "--set_all_file_dates", `=${parts.epoch}`,
        root,
      ], { env: { SOURCE_DATE_EPOCH: parts.epoch } });
      await describe(unfinished);
      await rename(unfinished, output);
    } finally {
      await rm(unfinished, { force: true });
    }
  });
}

/** Leaves in the ISO where its places are and what all other bytes sum up to. */
async function describe(iso: string): Promise<void> {
  const { version } = JSON.parse(await readFile(join(TOP, "package.json"), "utf8")) as { version: string };
  const file = await open(iso, "r+");
  try {
    const { offset, bytes } = await describeMedium(await readable(file), version);
    await file.write(bytes, 0, bytes.length, offset);
    await file.sync();
  } finally {
    await file.close();
  }
}
