import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../../src/qemu/options.ts";
import { Bench, Host } from "../../vm/support/host.ts";
import { BAD_DISKS, forgetVanishing, plugBadDisks, plugVanishing, pullVanishing, slowDown, SLOTS, VANISHING } from "./bad-disks.ts";
import type { Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

const RUNS = 100;
/** How much longer than without bad disks a boot run may take. */
const LATER_MS = 10_000;

interface Looked {
  milliseconds: number;
  disks: { id: string; verdict: string; reason: string; remedy: unknown }[];
}

const bench = new Bench();
let host: Host | null = null;
let usualMs = 0;
const tally = new Tally();
/** Of the runs in time, how much longer than usual each was. */
const later: number[] = [];

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * One boot run of the real agent in the guest: look, plan, claim, mount. It is not waited for to end, only for what it leaves: a process
 * whose read hangs ends when the read does.
 */
async function bootRun(at: Host, during: () => Promise<void> = () => Promise.resolve()): Promise<Looked> {
  const script = [
    "rm -f /run/ramvisor/steps.disks.json",
    "start=$(cut -d' ' -f1 /proc/uptime)",
    "(ramvisor >/run/boot-run 2>&1; true) </dev/null &",
    "for i in $(seq 600); do [ -e /run/ramvisor/steps.disks.json ] && break; sleep 0.1; done",
    "echo \"$start $(cut -d' ' -f1 /proc/uptime)\"; cat /run/ramvisor/plan.json",
  ].join("\n");
  const [said] = await Promise.all([at.run(script, 180_000), during()]);
  const [times = "", ...text] = said.split("\n");
  const [from = 0, to = 0] = times.split(" ").map(Number);
  const plan = JSON.parse(text.join("\n")) as { disks: Looked["disks"] };
  return { milliseconds: (to - from) * 1000, disks: plan.disks };
}

/** The machine that all runs share: one disk of its own, then the bad ones plugged in. */
async function ready(): Promise<Host> {
  if (host !== null) return host;
  if (usualMs === 0) await bench.open();
  await bench.stopAll();
  const good = bench.path("good.img");
  await makeBlankDisk(good, 512 * 1024 ** 2);
  const started = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], freeSlots: SLOTS, disks: [{ file: good, format: "raw", serial: "GOOD" }] });
  await started.ready();
  const usual = [];
  for (let count = 0; count < 3; count += 1) usual.push((await bootRun(started)).milliseconds);
  usualMs = usual.sort((a, b) => a - b)[1] ?? 0;
  await plugBadDisks(started.machine);
  await started.run("for i in $(seq 100); do [ $(ls /sys/block | grep -c ^vd) -ge 5 ] && break; sleep 0.2; done; udevadm settle --timeout=20; ls /sys/block", 60_000);
  await slowDown(started.machine);
  // Not before all of it is there: a run that finds half of it would prove nothing.
  host = started;
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

/** 0 claimed, each of the bad ones refused with something to do about it, in time; the one that was pulled is no pool. */
async function once(run: number): Promise<void> {
  const at = await ready();
  await plugVanishing(at.machine, bench.path("vanishing.img"));
  await at.run(`for i in $(seq 100); do [ -e /dev/disk/by-id/virtio-${VANISHING} ] && break; sleep 0.1; done`, 30_000);
  // At another moment of the run each time.
  const { milliseconds, disks } = await bootRun(at, async () => {
    await wait((run * 83) % Math.max(1000, usualMs));
    await pullVanishing(at.machine);
  });
  const gone = await at.run(`for i in $(seq 200); do ls /dev/disk/by-id 2>/dev/null | grep -q ${VANISHING} || break; sleep 0.1; done; findmnt -rn -t ext4 -o TARGET | grep -v /default$; umount -l /var/lib/ramvisor/pools/pool2 2>/dev/null; true`, 60_000);
  await forgetVanishing(at.machine);
  if (gone !== "") tally.add("of these, claimed before it was pulled");
  const claimed = disks.filter(({ verdict }) => verdict === "claim").map(({ id }) => id);
  if (claimed.some((id) => id !== `virtio-${VANISHING}`)) throw new Error(`claimed: ${claimed.join(" ")}`);
  for (const { serial } of BAD_DISKS) {
    const disk = disks.find(({ id }) => id === `virtio-${serial}`);
    if (disk?.verdict !== "refuse" || disk.remedy === null) throw new Error(`${serial}: ${JSON.stringify(disk)}`);
  }
  if (milliseconds > usualMs + LATER_MS) throw new Error(`the run took ${milliseconds.toFixed(0)} ms, without the bad disks ${usualMs.toFixed(0)} ms`);
  later.push(milliseconds - usualMs);
}

function delays(): string {
  const sorted = later.toSorted((a, b) => a - b).map((ms) => (ms / 1000).toFixed(1));
  return later.length === 0 ? "" : `; later than the usual ${(usualMs / 1000).toFixed(1)} s by ${String(sorted[0])} to ${String(sorted.at(-1))} s, median ${String(sorted[Math.floor(sorted.length / 2)])}`;
}

/** Disks that cannot be read, in a machine in QEMU. */
export const unreadable: Suite = {
  name: "unreadable",
  claim: "boot runs on disks of which one fails at its start, one at its end, one between, one every other time, one is slow and one is pulled: 0 claimed, none 10 s later than usual",
  packages: ["qemu-system-x86", "openssh-client"],
  cases: () => Promise.resolve(Array.from({ length: RUNS }, (_, run) => ({ name: `run ${String(run + 1)}`, run: () => inMachine(run) }))),
  note: () => `${tally.text()}${delays()}`,
  close: () => (host === null ? Promise.resolve() : bench.close()),
};
