import { access, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { Unable } from "../medium/fail.ts";
import type { UefiSpec } from "./arguments.ts";

/** `uefi-secure`: Secure Boot is on, with the keys that real machines are delivered with. */
export type Firmware = "bios" | "uefi" | "uefi-secure";

/** Where Debian's package ovmf puts its files: code, and the variables that a new machine starts with. */
const OVMF = {
  uefi: { code: "/usr/share/OVMF/OVMF_CODE_4M.fd", vars: "/usr/share/OVMF/OVMF_VARS_4M.fd" },
  "uefi-secure": { code: "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", vars: "/usr/share/OVMF/OVMF_VARS_4M.ms.fd" },
} as const;

/** The firmware for one machine, its variables copied into `dir`; null for BIOS (QEMU's own SeaBIOS). */
export async function prepareFirmware(firmware: Firmware, dir: string): Promise<UefiSpec | null> {
  if (firmware === "bios") return null;
  const { code, vars } = OVMF[firmware];
  await Promise.all([access(code), access(vars)]).catch(() => {
    throw new Unable("The UEFI firmware for QEMU is not there. Type: sudo apt-get install ovmf");
  });
  const own = join(dir, "uefi-vars.fd");
  await copyFile(vars, own);
  return { code, vars: own, secureBoot: firmware === "uefi-secure" };
}
