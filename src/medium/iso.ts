import { copyFile, mkdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { command } from "./shell.ts";
import { unpack, withWorkDir } from "./workdir.ts";

/** The volume label by which the agent knows the medium that it was started from. */
export const ISO_LABEL = "RAMVISOR";

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

const HELP = [
  "Ramvisor",
  "",
  "This machine starts in 3 seconds. To change the line for this start:",
];

const isolinuxConfig = (cmdline: string): string => `SERIAL 0 115200
PROMPT 1
TIMEOUT 30
DISPLAY help.txt
DEFAULT ram
LABEL ram
  KERNEL /vmlinuz
  APPEND initrd=/initrd.img,/site.img ${cmdline}
`;

const isolinuxHelp = (cmdline: string): string => [
  ...HELP,
  "type  ram  and what is to be added, then Enter. A later token replaces an earlier one:",
  "  ram mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24 gw.192.168.0.2 lang.de",
  "",
  `The line now: ${cmdline}`,
  "",
].join("\r\n");

// `$` and the like never stand in a token; the kernel line of the base medium is ours.
const grubConfig = (cmdline: string): string => `serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
set timeout=3
set default=ram
menuentry "Ramvisor (e: change the line, then Ctrl-X: start)" --id ram {
  linux /vmlinuz ${cmdline}
  initrd /initrd.img /site.img
}
`;

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
  await withWorkDir(async (dir) => {
    const [root, loaders] = [join(dir, "iso"), join(dir, "loaders")];
    await unpack(parts.extracted, loaders, ["./usr/lib/ISOLINUX/*", "./usr/lib/syslinux/modules/bios/ldlinux.c32", "./usr/lib/shim/*", "./usr/lib/grub/*"]);
    for (const sub of ["isolinux", "boot/grub", ".disk"]) await mkdir(join(root, sub), { recursive: true });
    await copyFile(parts.vmlinuz, join(root, "vmlinuz"));
    await copyFile(parts.initrd, join(root, "initrd.img"));
    await copyFile(parts.site, join(root, "site.img"));
    await copyFile(join(loaders, "usr/lib/ISOLINUX/isolinux.bin"), join(root, "isolinux/isolinux.bin"));
    await copyFile(join(loaders, "usr/lib/syslinux/modules/bios/ldlinux.c32"), join(root, "isolinux/ldlinux.c32"));
    await writeFile(join(root, "isolinux/isolinux.cfg"), isolinuxConfig(parts.cmdline));
    await writeFile(join(root, "isolinux/help.txt"), isolinuxHelp(parts.cmdline));
    await writeFile(join(root, "boot/grub/grub.cfg"), grubConfig(parts.cmdline));
    await writeFile(join(root, ".disk/info"), "Ramvisor\n");
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
        root,
      ], { env: { SOURCE_DATE_EPOCH: parts.epoch } });
      await rename(unfinished, output);
    } finally {
      await rm(unfinished, { force: true });
    }
  });
}
