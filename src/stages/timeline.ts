import type { Stage } from "../model/report.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import type { WriteFs } from "../apply/writeFs.ts";

/**
 * /run/ramvisor/timeline: one line `name seconds` per mark, seconds since the kernel's start as in /proc/uptime,
 * in the order in which they happened. Written by the initramfs scripts and by the stages; a name that is
 * written twice counts the first time, so that a later run on the same start changes nothing.
 */
export const TIMELINE = "/run/ramvisor/timeline";

/** The marks that the stages are made of; there may be others. `address`, `libvirt`: when their check first held. */
export type Mark = "initramfs" | "agent-start" | "agent-end" | "hand-over" | "address" | "libvirt" | "ready";

export function parseTimeline(text: string): Map<string, number> {
  const marks = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = /^([a-z][a-z-]*) (\d+(?:\.\d+)?)$/.exec(line.trim());
    if (match?.[1] !== undefined && !marks.has(match[1])) marks.set(match[1], Number(match[2]));
  }
  return marks;
}

export async function readTimeline(fs: ReadFs): Promise<Map<string, number>> {
  return parseTimeline(await fs.readText(TIMELINE).catch(() => ""));
}

/** Adds marks that are not there yet. */
export async function addMarks(fs: WriteFs, marks: Map<string, number>, added: readonly [Mark, number | undefined][]): Promise<Map<string, number>> {
  const fresh = added.flatMap(([name, seconds]): [string, number][] => (seconds === undefined || marks.has(name) ? [] : [[name, Number(seconds.toFixed(2))]]));
  if (fresh.length > 0) await fs.append(TIMELINE, fresh.map(([name, seconds]) => `${name} ${seconds.toFixed(2)}\n`).join(""));
  return new Map([...marks, ...fresh]);
}

/** When units began to start and were active, in seconds since the kernel's start; absent where they have not. */
export type UnitTimes = Map<string, { begun: number | null; active: number | null }>;

const UNITS = ["basic.target", "systemd-networkd.service", "ramvisor-disks.service", "libvirtd.service"];

/** One `systemctl show` for all units. Empty where systemd does not answer: a stage is then left out, not guessed. */
export async function readUnitTimes(run: Run): Promise<UnitTimes> {
  const { stdout, code } = await run("systemctl", ["show", "-p", "Id,InactiveExitTimestampMonotonic,ActiveEnterTimestampMonotonic", ...UNITS], { timeoutMs: 5000 });
  return code === 0 ? parseUnitTimes(stdout) : new Map();
}

/** Blocks of `Name=value` lines, one block per unit, blank lines between; times in microseconds, 0 for never. */
export function parseUnitTimes(text: string): UnitTimes {
  const times: UnitTimes = new Map();
  for (const block of text.split(/\n\s*\n/)) {
    const values = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
    const seconds = (name: string): number | null => Number(values.get(name) ?? 0) / 1e6 || null;
    const id = values.get("Id");
    if (id !== undefined) times.set(id, { begun: seconds("InactiveExitTimestampMonotonic"), active: seconds("ActiveEnterTimestampMonotonic") });
  }
  return times;
}

/**
 * Where the time went. Up to the hand-over one stage follows the other; afterwards network, disks and libvirt run
 * side by side, each from the moment systemd began to start it until its check was first seen to hold. `ready` is
 * what came after the last of them. A stage whose ends are not both known is left out.
 */
export function stagesOf(marks: Map<string, number>, units: UnitTimes, readySeconds: number | null): Stage[] {
  const mark = (name: Mark): number | null => marks.get(name) ?? null;
  const unit = (name: string): { begun: number | null; active: number | null } => units.get(name) ?? { begun: null, active: null };
  const disks = unit("ramvisor-disks.service");
  const spans: [Stage["name"], number | null, number | null][] = [
    ["kernel", 0, mark("initramfs")],
    ["initramfs", mark("initramfs"), mark("agent-start")],
    ["agent", mark("agent-start"), mark("agent-end")],
    ["systemd", mark("agent-end"), unit("basic.target").active],
    ["network", unit("systemd-networkd.service").begun, mark("address")],
    ["disks", disks.begun, disks.active],
    ["libvirt", unit("libvirtd.service").begun, mark("libvirt")],
    ["ready", Math.max(mark("address") ?? 0, mark("libvirt") ?? 0, disks.active ?? 0) || null, readySeconds],
  ];
  return spans.flatMap(([name, from, to]) => (from === null || to === null || to < from ? [] : [{ name, seconds: Math.round((to - from) * 100) / 100 }]));
}
