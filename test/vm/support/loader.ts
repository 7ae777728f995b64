import type { Machine } from "../../../src/qemu/machine.ts";
import { BOOT_MS } from "./host.ts";
import { screenText } from "./screen.ts";

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

/** Names of keys that are not their character (QEMU's QKeyCode). */
const NAMES: Record<string, string> = { " ": "spc", ".": "dot", "\n": "ret" };

/** At iPXE's question: opens the line and appends text to it. iPXE has the screen and the keyboard alone. */
export async function typeAtIpxe(machine: Machine, file: string, text: string): Promise<void> {
  const press = async (key: string): Promise<void> => {
    await machine.monitor("send-key", { keys: [{ type: "qcode", data: NAMES[key] ?? key }] });
    await pause(150);
  };
  for (const until = performance.now() + BOOT_MS; !/press e/.test(await screenText(machine, file)); await pause(200)) {
    if (performance.now() > until) throw new Error("iPXE does not ask");
  }
  await press("e");
  await pause(1000);
  for (const key of `${text}\n`) await press(key);
}
