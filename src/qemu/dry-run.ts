import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { bundleAgent } from "../medium/bundle.ts";
import type { MachineOptions } from "./machine.ts";
import type { PreparedDisk } from "./disks.ts";
import { plannedFacts } from "./planned-facts.ts";
import { withTempDir, writeJson } from "./temp.ts";

/** PCI device number of the first network card: after the host bridge (0), the screen (1) and with `--iso` nothing more. */
const FIRST_SLOT = 2;

/**
 * The agent's own plan for the machine that is about to start, as text: `ramvisor --dry-run` on the planned facts. Null
 * where a disk is not blank, since only the machine itself can tell what is on it.
 */
export async function planText(machine: MachineOptions, disks: readonly PreparedDisk[], line: string, columns: number): Promise<string | null> {
  if (disks.some(({ blankBytes }) => blankBytes === null)) return null;
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  const facts = plannedFacts({
    version, memoryMiB: machine.memoryMiB ?? 0, cpus: machine.cpus ?? 1, firmware: machine.firmware === "bios" ? "bios" : "uefi",
    macs: (machine.nics ?? []).map(({ mac }) => mac), firstSlot: FIRST_SLOT,
    blankDisks: disks.map(({ serial, blankBytes }) => ({ serial, sizeBytes: blankBytes ?? 0 })),
  });
  return withTempDir(async (dir) => {
    const [agent, file] = [await bundleAgent(`${dir}/ramvisor.cjs`), await writeJson(dir, "facts.json", facts)];
    const { stdout, stderr } = await execa(process.execPath, [agent, "--dry-run", "--cmdline", "-", "--facts", file], {
      input: `${line}\n`, reject: false, timeout: 20_000, env: { COLUMNS: String(columns) },
    });
    return stdout.trim() === "" ? `(no plan: ${stderr.trim().split("\n").at(-1) ?? "the agent said nothing"})` : stdout;
  });
}
