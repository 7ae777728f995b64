import type { Machine } from "../../../src/qemu/machine.ts";
import { BOOT_MS } from "./host.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Keys of GRUB's editor (GRUB manual, "Editing a menu entry"). */
const [DOWN, END_OF_LINE, START] = ["\x0e", "\x05", "\x18"];

/** Types as a person does. GRUB reads the serial line by itself and through the firmware's console at once. */
async function typeSlowly(machine: Machine, text: string): Promise<void> {
  for (const key of text) {
    machine.type(key);
    await pause(60);
  }
}

/** At GRUB's menu: opens the editor, appends text to the line that begins with `linux`, and starts. */
export async function addAtGrub(machine: Machine, text: string): Promise<void> {
  await machine.waitFor(/e: change the line/, BOOT_MS);
  machine.type("e");
  await machine.waitFor(/linux \/vmlinuz/, BOOT_MS);
  await pause(1000);
  await typeSlowly(machine, `${DOWN}${DOWN}${END_OF_LINE}${text}`);
  await pause(1000);
  machine.type(START);
}
