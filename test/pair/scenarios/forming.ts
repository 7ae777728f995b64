import { deepStrictEqual } from "node:assert/strict";
import { execa } from "execa";
import { digestOf } from "../../disks/suites/bytes.ts";
import { changeMarker } from "../../disks/suites/imageMarker.ts";
import type { LabDisk } from "../lab/guest.ts";
import { DISK_BYTES, type Lab, type PairDocument } from "../lab/node.ts";
import { APART, check, formed, IN_STEP, MOUNTED, noSynchronisation, pairOf, pause, POOL, sawRow, type Scenario, TAKEOVER, write } from "../scenario.ts";
import { stayBlank, written } from "../untouched.ts";
import { cutWhileMade, madeOn } from "./making.ts";

/** The second node ends first, the other writes on, and has a blank disk when both start again: both wait. Gives the disk that was there. */
async function behindBlank(lab: Lab): Promise<LabDisk[]> {
  await pairOf(lab);
  await write(lab, 0, 30);
  await lab.shutDown(1);
  await write(lab, 0, 10);
  await lab.shutDown(0);
  const away = lab.disks.get(0) ?? [];
  lab.removeDisk(0, "A0");
  await lab.addDisk(0, "A1");
  await Promise.all([lab.start(0), lab.start(1)]);
  for (const index of [0, 1]) await lab.until(index, "waiting", ({ resources, peers }) => resources[0]?.situation === "may-be-behind" && resources[0].state === "wait" && peers[0]?.heard === true);
  return away;
}

export const forming: Scenario[] = [
  {
    name: "together", claim: "two bare nodes, started together: `make`, without a first synchronisation",
    run: async (lab) => {
      await pairOf(lab);
      for (const index of [0, 1]) await sawRow(lab, index, "both-empty");
      await write(lab, 0, 30);
      await check(lab, 0, 30);
      await noSynchronisation(lab);
    },
  },
  {
    name: "minutes apart", claim: "the second node comes later: the first one claims nothing and says whom it waits for",
    run: async (lab) => {
      await lab.addDisk(0, "A0");
      await lab.addDisk(1, "B0");
      await lab.start(1);
      const alone = await lab.until(1, "waiting", ({ resources }) => resources.length > 0);
      deepStrictEqual([alone.resources[0]?.state, alone.resources[0]?.situation, alone.peers[0]?.heard], ["wait", "peer-silent", false]);
      await lab.guest(1).console.waitFor(/virtio-B0: waiting - waits for lab-1,/, 120_000);
      await stayBlank(lab, [1]);
      await lab.start(0);
      await formed(lab);
      await write(lab, 0, 10);
      await check(lab, 0, 10);
    },
  },
  {
    name: "other size", whole: 0, claim: "blank disks of different size: `other-size`, nothing is written on either",
    run: async (lab) => {
      await lab.addDisk(0, "A0");
      await lab.addDisk(1, "B0", DISK_BYTES + 16 * 1_048_576);
      await Promise.all([lab.start(0), lab.start(1)]);
      const isRefused = ({ resources }: PairDocument): boolean => resources[0]?.situation === "other-size" && resources[0].state === "refuse";
      for (const index of [0, 1]) await lab.until(index, "refusal", isRefused);
      await stayBlank(lab, [0, 1]);
      for (const index of [0, 1]) await lab.until(index, "refusal still", isRefused, 0);
    },
  },
  {
    name: "foreign data", whole: 0, claim: "one side has a file system of somebody else: its node refuses it, and nothing is written on either",
    run: async (lab) => {
      await lab.addDisk(0, "A0");
      const { file } = await lab.addDisk(1, "B0");
      await execa("mke2fs", ["-q", "-F", file]);
      const before = digestOf(file);
      await Promise.all([lab.start(0), lab.start(1)]);
      await lab.until(0, "waiting", ({ resources, peers }) => resources[0]?.state === "wait" && resources[0].situation === "no-partner" && peers[0]?.heard === true);
      await lab.until(1, "the other one", ({ peers }) => peers[0]?.heard === true);
      await stayBlank(lab, [0]);
      // A disk without a place in a pair stands in the plan alone.
      const { disks } = JSON.parse(await lab.guest(1).must("cat /run/ramvisor/plan.json")) as { disks: { id: string; verdict: string; reason: string }[] };
      deepStrictEqual(disks.filter(({ id }) => id === "virtio-B0").map(({ verdict, reason }) => [verdict, reason]), [["refuse", "signature"]]);
      await written(lab, [1]);
      deepStrictEqual(digestOf(file), before, "somebody else's file system was changed");
    },
  },
  {
    name: "wrong line on one node", claim: "a token in error on one node alone, blank disks on both: neither claims anything; started again with the right line, they become a pair",
    run: async (lab) => {
      await lab.addDisk(0, "A0");
      await lab.addDisk(1, "B0");
      lab.typed.set(1, "sum.00000000");
      await Promise.all([lab.start(0), lab.start(1)]);
      await lab.until(0, "waiting", ({ resources, peers }) => resources[0]?.situation === "no-partner" && resources[0].state === "wait" && peers[0]?.heard === true);
      await stayBlank(lab, [0, 1]);
      await lab.kill(1);
      lab.typed.delete(1);
      await lab.start(1);
      await formed(lab);
      await write(lab, 0, 10);
      await check(lab, 0, 10);
    },
  },
  {
    name: "power cut while it is made", claim: "both lose power while the file system is made, and have none: `both-empty` once more, made again at the next start",
    run: async (lab) => {
      const images = await cutWhileMade(lab, [0, 1]);
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) await sawRow(lab, index, "both-empty");
      await formed(lab);
      deepStrictEqual(images.map(madeOn), [["ready", true], ["ready", true]]);
      await write(lab, 0, 10);
      await check(lab, 0, 10);
    },
  },
  {
    name: "used, and not noted", claim: "both markers say that the pair was never finished, and its file system was used: that is not made anew, and nothing is lost",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await Promise.all([lab.shutDown(0), lab.shutDown(1)]);
      for (const name of ["A0", "B0"]) changeMarker(`${lab.dir}/${name}.img`, (marker) => ({ ...marker, state: "claiming" }));
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) await sawRow(lab, index, "both-empty");
      await formed(lab);
      await check(lab, 0, 20);
    },
  },
  {
    name: "another secret", whole: 0, claim: "a node with another secret is not heard, and nothing is claimed",
    run: async (lab) => {
      await lab.addDisk(0, "A0");
      await lab.addDisk(1, "B0");
      await lab.start(0);
      lab.secret = "quite another secret of a stranger";
      await lab.start(1);
      // Not merely off: each has heard somebody whom it does not trust.
      const isStranger = ({ resources, peers }: PairDocument): boolean => resources[0]?.situation === "peer-silent" && peers[0]?.heard === false && peers[0].trouble === "other-secret";
      for (const index of [0, 1]) await lab.until(index, "another secret", isStranger);
      await stayBlank(lab, [0, 1]);
      for (const index of [0, 1]) await lab.until(index, "another secret still", isStranger, 0);
    },
  },
  {
    name: "replaced disk", claim: "a blank disk in the place of one that is gone: `join`, the data flows to it while it is used",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 30);
      await lab.shutDown(0);
      await lab.shutDown(1);
      lab.removeDisk(0, "A0");
      await lab.addDisk(0, "A1");
      // The one with the data is up before the other is heard.
      await lab.start(1);
      await lab.until(1, "a wait", ({ resources }) => resources[0]?.situation === "peer-silent");
      await lab.untilShell(1, APART);
      await lab.start(0);
      await lab.untilShell(1, MOUNTED);
      for (const index of [0, 1]) await sawRow(lab, index, "one-empty");
      await check(lab, 1, 30);
      await write(lab, 1, 10);
      await lab.untilShell(1, IN_STEP);
      await check(lab, 1, 40);
    },
  },
  {
    name: "replaced disk, other up", claim: "the node that leads is switched off in order and gets a blank disk while the other one stays up: that leads when it is back, without a question",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 30);
      await lab.shutDown(0);
      lab.removeDisk(0, "A0");
      await lab.addDisk(0, "A1");
      await lab.untilShell(1, APART);
      await lab.start(0);
      await lab.untilShell(1, `${MOUNTED} && ${IN_STEP}`);
      await sawRow(lab, 1, "one-empty");
      await check(lab, 1, 30);
    },
  },
  {
    name: "replaced disk, behind", claim: "the second node ends first, the other writes on, and its disk is gone when both start again: beside the blank one the older data are not used (`may-be-behind`) but by the operator's word",
    run: async (lab) => {
      await behindBlank(lab);
      await lab.untilShell(1, APART);
      await pause(4000);
      for (const index of [0, 1]) await lab.guest(index).must(`! ${MOUNTED}`);
      const status = (await lab.guest(1).sh("/lab/ramvisor status --lang en")).text.replaceAll(/\s+/g, " ");
      if (!status.includes("may be missing on the other") || !status.includes("ramvisor takeover --peer-is-off")) throw new Error(`status does not say what to do: ${status}`);
      const refused = await lab.guest(1).sh(TAKEOVER);
      if (refused.code === 0) throw new Error(`taken over without the word: ${refused.text}`);
      await lab.guest(1).must(`${TAKEOVER} --peer-is-off`);
      await check(lab, 1, 30);
      await write(lab, 1, 5);
      await lab.untilShell(1, IN_STEP);
      await sawRow(lab, 1, "one-empty");
      await check(lab, 1, 35);
    },
  },
  {
    name: "replaced disk, back", claim: "the same, and the disk that was away is put back: `one-ahead`, and nothing is lost",
    run: async (lab) => {
      const away = await behindBlank(lab);
      await lab.shutDown(0);
      lab.disks.set(0, away);
      await lab.start(0);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await sawRow(lab, 0, "one-ahead");
      await check(lab, 0, 40);
    },
  },
  {
    name: "replaced disk of the second", claim: "the same on the node that does not lead: the other one goes on leading",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 30);
      await lab.shutDown(1);
      lab.removeDisk(1, "B0");
      await lab.addDisk(1, "B1");
      await write(lab, 0, 10);
      await lab.start(1);
      await lab.untilShell(0, IN_STEP);
      await lab.guest(0).must(MOUNTED);
      await check(lab, 0, 40);
    },
  },
  {
    name: "replaced machine", claim: "another machine with a blank disk, its address in the token: as with a replaced disk",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 30);
      await lab.kill(1);
      await lab.shutDown(0);
      lab.replaceMachine(1);
      await lab.addDisk(1, "C0");
      await Promise.all([lab.start(0), lab.start(1)]);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await check(lab, 0, 30);
      await lab.guest(1).must(`! grep -q ' ${POOL} ' /proc/mounts`);
    },
  },
];
