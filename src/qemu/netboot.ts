import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImagePaths } from "../medium/index.ts";

/** Name of the iPXE script, which DHCP gives as the boot file. */
export const IPXE_SCRIPT = "boot.ipxe";

/**
 * An iPXE script (ipxe.org/scripting) that starts the three files, which lie beside it on the server, with this line (pure).
 * Where iPXE has these commands, it first lets a person change the line. Under UEFI the kernel asks for each initrd by name, under BIOS iPXE hands them over: the words do no harm there.
 */
export function ipxeScript(line: string): string {
  return `#!ipxe
set line ${line}
prompt --key e --timeout 3000 To change the line for this start, press e within 3 seconds && read line ||
kernel vmlinuz initrd=initrd.img initrd=site.img \${line}
initrd initrd.img
initrd site.img
boot
`;
}

/** A new folder for a TFTP or web server: links to the image's files, this overlay, and the script with this line. */
export async function layOutNetboot(folder: string, image: ImagePaths, overlay: Uint8Array, line: string): Promise<{ folder: string; bootfile: string }> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(image.vmlinuz, join(folder, "vmlinuz"));
  await symlink(image.initrd, join(folder, "initrd.img"));
  await writeFile(join(folder, "site.img"), overlay);
  await writeFile(join(folder, IPXE_SCRIPT), ipxeScript(line));
  return { folder, bootfile: IPXE_SCRIPT };
}
