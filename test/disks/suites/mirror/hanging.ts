import type { StepOutcome } from "../../../../src/model/step.ts";
import { DISKS } from "../../../pair/lab/node.ts";
import { POOL } from "../../../pair/scenario.ts";
import { type Site, told } from "./site.ts";

/** Until a step is left because of the disk, and what is left of the start; a machine that is emulated is slow. */
const LIMIT_MS = 60_000;
/** How much a start may lose to such a disk: what udev reads meanwhile counts as an answer. */
const LATER_S = 20;
/** Places of the two disks behind the foreign one. */
const PLACE = { A: 1, B: 2 } as const;
type Name = keyof typeof PLACE;

/** The disks' phase while one disk answers nothing; gives what came of its steps. */
async function phase(site: Site): Promise<StepOutcome[]> {
  await site.begin();
  await site.guest.must("for i in $(seq 300); do [ -e /run/ramvisor/steps.disks.json ] && exit 0; sleep 0.2; done; exit 1", LIMIT_MS * 2);
  return site.outcomes();
}

const secondsOf = (outcomes: readonly StepOutcome[]): number => outcomes.find(({ action }) => action === "pool.mount")?.seconds ?? Infinity;

const failedOf = (outcomes: readonly StepOutcome[]): string => outcomes.flatMap(({ action, result, error }) => (result === "failed" ? [`${action}: ${error ?? ""}`] : [])).join("; ");

/** Once the disk answers, the same again in the same start, as the whole host does it by itself (src/stages/hangingDisks.ts). */
async function again(site: Site, name: Name): Promise<void> {
  await site.guest.hang(PLACE[name], "none");
  await site.guest.must(`for i in $(seq 100); do pgrep -f 'stage disk[s]' > /dev/null || break; sleep 0.2; done; /lab/ramvisor > /run/again.log 2>&1; ${DISKS}`, LIMIT_MS * 3);
}

/** The disk hangs after the look, when nobody refuses it any more. */
const made = (name: Name) => ({
  name: `hanging: ${name}, while a mirror is made`,
  run: async (site: Site): Promise<string> => {
    await site.blank("A", "B");
    await site.look();
    await site.guest.hang(PLACE[name]);
    const failed = failedOf(await phase(site));
    if (!failed.includes("does not answer")) throw new Error(`the steps that failed: ${failed}`);
    await again(site, name);
    await site.mustBecomeWhole("A", "B");
    return "made once it answers";
  },
});

const used = (name: Name) => ({
  name: `hanging: ${name}, while a mirror is started`,
  run: async (site: Site): Promise<string> => {
    await site.blank("A", "B");
    await site.look();
    await site.disks();
    await site.mustBecomeWhole("A", "B");
    await site.guest.must(`echo first > ${POOL}/known && umount ${POOL} && mdadm --stop /dev/md0 && sync`);
    await site.look();
    await site.guest.hang(PLACE[name]);
    const failed = failedOf(await phase(site));
    if (failed !== "") throw new Error(`the steps that failed: ${failed}`);
    await site.guest.must(`[ "$(cat ${POOL}/known)" = first ] && [ "$(cat /sys/block/md0/md/degraded)" = 1 ] && echo second > ${POOL}/known && sync`);
    await site.kill();

    const verdicts = await site.look();
    await site.disks();
    await site.guest.must(`[ "$(cat ${POOL}/known)" = second ]`);
    await site.mustBecomeWhole("A", "B");
    return `started from the other one, ${told(verdicts)} at the next start, whole`;
  },
});

/** md waits for the disk in the kernel, and nobody can use the mirror meanwhile: the start goes on without the pool, and names the disk, or both. */
const writing = (name: Name) => ({
  name: `hanging: ${name}, at the first write to a mirror`,
  run: async (site: Site): Promise<string> => {
    await site.blank("A", "B");
    await site.look();
    await site.disks();
    await site.mustBecomeWhole("A", "B");
    // Two starts from the same disks: as usual, and with one that hangs.
    await site.guest.must(`umount ${POOL} && mdadm --stop /dev/md0 && sync`);
    await site.look();
    const usual = secondsOf(await site.disks());
    await site.guest.must(`echo first > ${POOL}/known && umount ${POOL} && mdadm --stop /dev/md0 && sync`);
    const path = (await site.look())[name]?.path ?? "";
    await site.guest.hang(PLACE[name], "writes");
    const outcomes = await phase(site);
    const failed = failedOf(outcomes);
    if (!/^pool\.mount: .* does not answer/.test(failed) || !failed.includes(path)) throw new Error(`the steps that failed: ${failed}; it is ${path} that hangs`);
    const seconds = secondsOf(outcomes);
    if (seconds > usual + LATER_S) throw new Error(`the pool was left after ${seconds.toFixed(1)} s, and is mounted in ${usual.toFixed(1)} s`);
    await again(site, name);
    await site.guest.must(`[ "$(cat ${POOL}/known)" = first ] && echo second > ${POOL}/known && sync`);
    await site.mustBecomeWhole("A", "B");
    return `the pool left ${(seconds - usual).toFixed(1)} s later than it is mounted, used once the disk answers`;
  },
});

const joining = {
  name: "hanging: B, while it joins",
  run: async (site: Site): Promise<string> => {
    await site.blank("A", "B");
    await site.look();
    await site.disks();
    await site.mustBecomeWhole("A", "B");
    await site.guest.must(`echo first > ${POOL}/known && sync`);
    await site.plug("A");
    await site.add("B2");
    await site.look();
    await site.guest.hang(PLACE.B);
    const failed = failedOf(await phase(site));
    if (!/^mirror\.join: .*does not answer/.test(failed)) throw new Error(`the steps that failed: ${failed}`);
    await site.guest.must(`[ "$(cat ${POOL}/known)" = first ] && echo second > ${POOL}/known && sync`);
    await again(site, "B");
    await site.guest.must(`[ "$(cat ${POOL}/known)" = second ]`);
    await site.mustBecomeWhole("A", "B2");
    return "the mirror used meanwhile, joined once it answers";
  },
};

/** A disk of a mirror that answers nothing between the look and the end of the disks' phase. */
export const hanging = [used("A"), used("B"), writing("A"), writing("B"), joining, made("A"), made("B")];
