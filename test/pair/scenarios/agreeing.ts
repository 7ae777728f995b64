import { strictEqual } from "node:assert/strict";
import { changeMarker } from "../../disks/suites/imageMarker.ts";
import { DISK_BYTES, type Lab } from "../lab/node.ts";
import { APART, check, formed, IN_STEP, MOUNTED, pairOf, pause, POOL, type Scenario, sawRow, slowly, TAKEOVER, write } from "../scenario.ts";
import { stayBlank } from "../untouched.ts";
import { cutWhileMade } from "./making.ts";

const MIB = 1_048_576;

/** A node tells programs and people how far the synchronisation is. */
async function tellsProgress(lab: Lab, index: number): Promise<void> {
  const { text } = await lab.guest(index).sh("/lab/ramvisor status --format json 2> /dev/null");
  const { state, percent } = (JSON.parse(text) as { cluster: { resources: { state: string; percent: number | null }[] } }).cluster.resources[0] ?? {};
  strictEqual(state, "syncing");
  strictEqual(typeof percent === "number" && percent > 0 && percent < 100, true, `it is at ${String(percent)} %`);
  const { console } = lab.guest(index);
  for (const end = Date.now() + 150_000; !/r0 \(default\): being synchronised - lab-2 gets what it lacks \(\d+ %\)\./.test(console.text); await pause(500)) {
    if (Date.now() > end) throw new Error(`node ${String(index)} does not tell on its console: ${console.text.slice(-2000)}`);
  }
}

/** Starts in which both sides come to an agreement by a row that no other scenario has to go through. */
export const agreeing: Scenario[] = [
  {
    name: "first node dies while it is made", claim: "`both-empty`, and the second node goes on running: the first, back, goes on with what both were declared to be, and is not filled from the other one",
    run: async (lab) => {
      await cutWhileMade(lab, [0]);
      await lab.untilShell(1, APART);
      await lab.start(0);
      await sawRow(lab, 0, "both-empty");
      await formed(lab);
      await lab.guest(0).must("! dmesg | grep 'drbd r0' | grep -q 'resync as SyncTarget' && ! grep -q diverged /run/pair.log");
      await write(lab, 0, 10);
      await check(lab, 0, 10);
    },
  },
  {
    name: "not noted yet", claim: "`unnoted`: power failed after the second side had its data and before it said so: it notes that, and only then is the pool used",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      // The one that leads ends first: the other has all that it wrote.
      await lab.shutDown(0);
      await lab.shutDown(1);
      changeMarker(`${lab.dir}/B0.img`, (marker) => ({ ...marker, state: "claiming" }));
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) await sawRow(lab, index, "unnoted");
      await formed(lab);
      // In the leader's log: the round that mounts comes behind one that saw the note.
      await lab.guest(0).must("grep -n 'pair.mount' /run/pair.log | head -n 1 | grep -q ' resume '");
      await check(lab, 0, 20);
      await lab.guest(1).must("dd if=/dev/vdc bs=4096 skip=128 count=1 status=none | grep -a -q '\"state\":\"ready\"'");
    },
  },
  {
    name: "cut off while it catches up", claim: "`one-ahead`, then `sync-unfinished`: the second node loses power again while it gets what it has missed, of which status and console tell how far it is; it gets the rest at the next start",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 10);
      await lab.kill(1);
      await lab.guest(0).must(`dd if=/dev/urandom of=${POOL}/much bs=1M count=80 conv=fsync status=none`, 240_000);
      await lab.start(1);
      await lab.untilShell(1, "grep -q 'cs:SyncTarget' /proc/drbd");
      await slowly(lab);
      await sawRow(lab, 1, "one-ahead");
      for (const index of [0, 1]) await tellsProgress(lab, index);
      await lab.guest(1).must("grep -q 'cs:SyncTarget .*ds:Inconsistent/UpToDate' /proc/drbd");
      await lab.kill(1);
      await write(lab, 0, 10);
      await lab.start(1);
      await lab.untilShell(0, IN_STEP);
      await sawRow(lab, 1, "sync-unfinished");
      await lab.guest(0).must(MOUNTED);
      await check(lab, 0, 20);
    },
  },
  {
    name: "another size in its place", claim: "`other-size` beside data: a blank disk of another size in the place of the second side is left as it is; one of equal size gets all data",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await lab.shutDown(1);
      lab.removeDisk(1, "B0");
      await lab.addDisk(1, "B1", DISK_BYTES + 16 * MIB);
      await lab.start(1);
      for (const index of [0, 1]) await lab.until(index, "refusal", ({ resources }) => resources[0]?.situation === "other-size" && resources[0].state === "refuse");
      // What is in use stays in use, and takes writes.
      await lab.guest(0).must(MOUNTED);
      await write(lab, 0, 10);
      await stayBlank(lab, [1]);
      // After a power cut too the data can be used: nobody but a person can know that the other side had no newer ones.
      await Promise.all([lab.kill(0), lab.kill(1)]);
      await Promise.all([lab.start(0), lab.start(1)]);
      await lab.until(0, "refusal", ({ resources, peers }) => resources[0]?.situation === "other-size" && peers[0]?.heard === true);
      await lab.guest(0).must(`! ${MOUNTED}; ! ${TAKEOVER} && ${TAKEOVER} --peer-is-off && ${MOUNTED}`, 120_000);
      await write(lab, 0, 10);
      await lab.kill(1);
      lab.removeDisk(1, "B1");
      await lab.addDisk(1, "B2");
      await lab.start(1);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await check(lab, 0, 40);
    },
  },
];
