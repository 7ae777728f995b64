import type { Machine } from "../apply/machine.ts";

const ACTIVE = "/sys/class/tty/console/active";

/**
 * The terminals a person may be looking at: all that the kernel uses as console, and the first virtual one.
 * `tty0` stands for the virtual terminal in the foreground; its login prompt is on tty1.
 */
export async function consoles({ fs }: Pick<Machine, "fs">): Promise<string[]> {
  const active = (await fs.readText(ACTIVE).catch(() => "")).trim().split(/\s+/).filter((name) => /^[a-zA-Z0-9]+$/.test(name));
  const paths = new Set(["tty1", ...active].map((name) => `/dev/${name === "tty0" ? "tty1" : name}`));
  const there: string[] = [];
  for (const path of paths) if (await fs.exists(path)) there.push(path);
  return there;
}

/** Prints on every console but `except` (the one that standard output is on already). A console that fails is logged. */
export async function printOnConsoles(machine: Machine, text: string, except: string | null): Promise<void> {
  await Promise.all((await consoles(machine)).filter((path) => path !== except).map(async (path) => {
    await machine.writeTerminal(path, `\n${text}`).catch((error: unknown) => {
      machine.log.warn({ console: path, why: String(error) }, "a console takes no text");
    });
  }));
}
