import type { Machine } from "../apply/machine.ts";
import { disksStage, type LookAtDisks } from "./disks.ts";
import { someHang } from "./hangingDisks.ts";
import { withLock } from "./lock.ts";
import { planWithDisksSeen, readyStage } from "./ready.ts";
import { RUN_DIR, systemdRuns } from "./state.ts";

const POLL_MS = 50;
const FIRST = -10;
const LAST = 10;
/** How long the agent waits for systemd after the hand-over began: without it there is no host. */
const SYSTEMD_MS = 120_000;

/** What the agent that goes on does, and what a unit waits for: src/medium/root/usr/lib/ramvisor/await-stage. */
type Stage = "disks" | "ready";

/**
 * The agent goes on after the hand-over, in the process that the initramfs started: a start of Node is a second where
 * processors are slow. It does what `ramvisor stage disks` and `ramvisor stage ready` do, beside one another, and the units of these names
 * wait for it; where it has gone they do it themselves.
 */
export async function stay(machine: Machine, look: LookAtDisks, priority: (nice: number) => void): Promise<void> {
  // Until then /dev and /run are being moved, and paths lead nowhere for a moment.
  for (let waited = 0; !(await systemdRuns(machine.fs).catch(() => false)); waited += POLL_MS) {
    if (waited >= SYSTEMD_MS) return;
    await machine.sleep(POLL_MS);
  }
  // libvirt waits for the disks; what waits for READY itself comes last.
  priority(FIRST);
  await Promise.all([
    end(machine, "disks", async () => {
      const outcomes = await withLock(machine, () => disksStage(machine, look)).finally(() => { priority(LAST); });
      return outcomes.every(({ result }) => result !== "failed");
    }),
    end(machine, "ready", async () => {
      const plan = await planWithDisksSeen(machine);
      if (plan === null) return false;
      const { report } = await readyStage(machine, plan, null);
      return await isWell(machine, report.ready, plan.outcome);
    }),
  ]);
}

/** The unit's failure starts the one that watches on; a rescue has said all there is to say. A host that is ready without a disk that hangs is watched on as well. */
export async function isWell({ fs, run }: Pick<Machine, "fs" | "run">, ready: boolean, outcome: string): Promise<boolean> {
  if (outcome !== "configured") return true;
  if (ready && (await someHang(fs))) await run("systemctl", ["--no-block", "start", "ramvisor-late-ready.service"]);
  return ready;
}

/** Runs a stage and leaves its exit code for the unit; then wakes the unit where it waits already. */
async function end({ fs, log }: Machine, stage: Stage, run: () => Promise<boolean>): Promise<void> {
  const well = await run().catch((error: unknown) => {
    log.error({ stack: error instanceof Error ? error.stack : String(error) }, `stage ${stage} failed`);
    return false;
  });
  await fs.replace(`${RUN_DIR}/stage.${stage}`, well ? "0\n" : "1\n");
  await fs.wake(`${RUN_DIR}/stage.${stage}.wait`);
}
