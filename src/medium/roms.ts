import { join } from "node:path";
import { command } from "./shell.ts";

/** Cards of guests whose network boot does not travel (prune.ts). QEMU does not make a card whose ROM it does not find. */
const CARDS = ["pcnet", "ne2k_pci", "eepro100", "vmxnet3", "rtl8139"];
const ROM_BYTES = 512;

/** An option ROM that says of itself that it is one and does nothing: signature, length in units of 512 bytes, far return. */
export function emptyRom(): Buffer {
  const rom = Buffer.alloc(ROM_BYTES);
  rom.set([0x55, 0xaa, ROM_BYTES / 512, 0xcb]);
  // All bytes sum up to zero, else firmware takes it for damaged.
  rom[ROM_BYTES - 1] = -rom.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return rom;
}

export async function addEmptyRoms(tree: string): Promise<void> {
  for (const card of CARDS) await command("sh", ["-c", `base64 -d >"$1" && chmod 0644 "$1"`, "sh", join(tree, `usr/share/qemu/efi-${card}.rom`)], { root: true, input: emptyRom().toString("base64") });
}
