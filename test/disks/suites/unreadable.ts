import { DEFAULT_LINE, DEFAULT_NIC } from "../../../src/qemu/options.ts";
import { Bench, Host } from "../../vm/support/host.ts";
import { BAD_DISKS, plugBadDisks, plugVanishing, pullVanishing, slowDown, SLOTS, VANISHING } from "./bad-disks.ts";
import type { Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const RUNS = 100;
/** How much longer than without bad disks a look may take. */
const LATER_MS = 10_000;

interface Looked {
  milliseconds: number;
  disks: { id: string; verdict: string; reason: string; remedy: unknown }[];
}

const bench = new Bench();
let host: Host | null = null;
let usualMs = 0;
const tally = new Tally();

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * One look and plan of the real agent in the guest. It is not waited for to end, only to answer: a process whose read
 * hangs ends when the read does.
 */
async function look(at: Host, during: () => Promise<void> = () => Promise.resolve()): Promise<Looked> {
  const script = [
    "rm -f /run/look.json /run/look.done",
    "start=$(cut -d' ' -f1 /proc/uptime)",
    "(ramvisor --dry-run --format json >/run/look.part 2>/run/look.err; true) </dev/null &",
    // The document ends with a brace in the first column.
    "for i in $(seq 600); do tail -n 1 /run/look.part 2>/dev/null | grep -qx '}' && break; sleep 0.1; done",
    "echo \"$start $(cut -d' ' -f1 /proc/uptime)\"; cat /run/look.part; rm -f /run/look.part",
  ].join("\n");
  const [said] = await Promise.all([at.run(script, 180_000), during()]);
  const [times = "", ...text] = said.split("\n");
  const [from = 0, to = 0] = times.split(" ").map(Number);
  const plan = JSON.parse(text.join("\n")) as { disks: Looked["disks"] };
  return { milliseconds: (to - from) * 1000, disks: plan.disks };
}

/** The machine that all runs share: one disk of its own that is claimed, then the bad ones plugged in. */
async function ready(): Promise<Host> {
  if (host !== null) return host;
  if (usualMs === 0) await bench.open();
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], freeSlots: SLOTS });
  await host.ready();
  const usual = [];
  for (let count = 0; count < 3; count += 1) usual.push((await look(host)).milliseconds);
  usualMs = usual.sort((a, b) => a - b)[1] ?? 0;
  await plugBadDisks(host.machine);
  await host.run("for i in $(seq 100); do [ $(ls /sys/block | grep -c ^vd) -ge 5 ] && break; sleep 0.2; done; udevadm settle --timeout=20; ls /sys/block", 60_000);
  await slowDown(host.machine);
  return host;
}

/**
 * QEMU itself may end when a disk is pulled during a read: that run is done again in a new machine, once, and counted.
 */
async function inMachine(run: number): Promise<void> {
  try {
    await once(run);
  } catch (error) {
    if (host === null || host.machine.running) throw error;
    const { code, stderr } = await host.machine.ended;
    tally.add(`QEMU ended by itself (${String(code)} ${stderr.slice(-200)})`);
    host = null;
    await once(run);
  }
  tally.add("refused in time");
}

/** 0 claimed, each of the bad ones refused with something to do about it, in time. */
async function once(run: number): Promise<void> {
  const at = await ready();
  await plugVanishing(at.machine);
  await at.run(`for i in $(seq 100); do [ -e /dev/disk/by-id/virtio-${VANISHING} ] && break; sleep 0.1; done`, 30_000);
  // At another moment of the look each time.
  const { milliseconds, disks } = await look(at, async () => {
    await wait((run * 83) % Math.max(1000, usualMs));
    await pullVanishing(at.machine);
  });
  await at.run(`for i in $(seq 200); do [ -e /sys/block ] && ! ls /dev/disk/by-id 2>/dev/null | grep -q ${VANISHING} && break; sleep 0.1; done`, 60_000);
  const claimed = disks.filter(({ verdict }) => verdict === "claim").map(({ id }) => id);
  if (claimed.some((id) => id !== `virtio-${VANISHING}`)) throw new Error(`claimed: ${claimed.join(" ")}`);
  for (const { serial } of BAD_DISKS) {
    const disk = disks.find(({ id }) => id === `virtio-${serial}`);
    if (disk?.verdict !== "refuse" || disk.remedy === null) throw new Error(`${serial}: ${JSON.stringify(disk)}`);
  }
  if (milliseconds > usualMs + LATER_MS) throw new Error(`the look took ${String(milliseconds)} ms, without the bad disks ${String(usualMs)} ms`);
}

/** Disks that cannot be read, in a machine in QEMU. */
export const unreadable: Suite = {
  name: "unreadable",
  claim: "looks at disks of which one fails at its start, one at its end, one between, one every other time, one is slow and one is pulled: 0 claimed, none 10 s later than usual",
  packages: ["qemu-system-x86", "openssh-client"],
  cases: () => Promise.resolve(Array.from({ length: RUNS }, (_, run) => ({ name: `run ${String(run + 1)}`, run: () => inMachine(run) }))),
  note: () => tally.text(),
  close: () => (host === null ? Promise.resolve() : bench.close()),
};
