import { strictEqual } from "node:assert/strict";
import type { Lab } from "../lab/node.ts";
import { APART, check, goesOn, IN_STEP, MOUNTED, pairOf, sawRow, type Scenario, sidesAreEqual, TAKEOVER, told, write, writeOn } from "../scenario.ts";
import { stayBlank } from "../untouched.ts";

const LEADS_ONE = "[ $(grep -c 'ro:Primary/Secondary ds:UpToDate/UpToDate' /proc/drbd) = 1 ] && [ $(grep -c ' ro:Secondary/Primary ds:UpToDate/UpToDate' /proc/drbd) = 1 ] && [ $(grep -c ' /var/lib/ramvisor/pools/' /proc/mounts) = 1 ]";
const pools = ["default", "pool2", "pool3"].map((name) => `/var/lib/ramvisor/pools/${name}/written`);
const lines = (lab: Lab, node: number, pool: number, what: string): Promise<string> => lab.guest(node).must(`node /lab/writer.mjs ${what.replace("FILE", pools[pool] ?? "")}`);

export const ring: Scenario[] = [
  {
    name: "ring of three", whole: 3, nodes: 3, claim: "three nodes with two disks each: three resources, each node leads one; one node dies, its neighbour takes over what it led, and it comes back as second",
    run: async (lab) => {
      for (const [index, name] of ["A", "B", "C"].entries()) for (const disk of [0, 1]) await lab.addDisk(index, `${name}${disk}`);
      await Promise.all([0, 1, 2].map((index) => lab.start(index)));
      for (const index of [0, 1, 2]) {
        await lab.untilShell(index, LEADS_ONE);
        await lines(lab, index, index, "write FILE 10");
      }
      await lab.kill(1);
      await lab.untilShell(2, "[ $(grep -c cs:WFConnection /proc/drbd) = 1 ]");
      // Of its two resources node 2 leads one; the other was led by the node that died, and is taken over.
      await lab.untilShell(2, TAKEOVER);
      strictEqual((await lines(lab, 2, 1, "check FILE")).trim(), "10");
      await lines(lab, 2, 1, "write FILE 10");
      await lines(lab, 0, 0, "write FILE 10");
      await lab.start(1);
      await lab.untilShell(1, "[ $(grep -c 'ro:Secondary/Primary ds:UpToDate/UpToDate' /proc/drbd) = 2 ]");
      for (const [node, pool, wanted] of [[0, 0, "20"], [2, 1, "20"], [2, 2, "10"]] as const) strictEqual((await lines(lab, node, pool, "check FILE")).trim(), wanted);
    },
  },
  {
    name: "ring of cables", whole: 2, nodes: 3, claim: "each of three nodes has a cable to each neighbour, `eth1` at one end and `eth2` at the other: each mirror goes over its own, and writes go on where the other network is switched off",
    run: async (lab) => {
      lab.storage = "cables";
      for (const [index, name] of ["A", "B", "C"].entries()) for (const disk of [0, 1]) await lab.addDisk(index, `${name}${disk}`);
      await Promise.all([0, 1, 2].map((index) => lab.start(index)));
      for (const index of [0, 1, 2]) await lab.untilShell(index, LEADS_ONE);
      lab.network.down(0);
      for (const index of [0, 1, 2]) await lines(lab, index, index, "write FILE 10");
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      for (const index of [0, 1, 2]) await lab.guest(index).must(LEADS_ONE);
      for (const resource of ["r0", "r1", "r2"]) await sidesAreEqual(lab, resource);
      // And not over another one's.
      lab.network.down(1);
      await lab.untilShell(0, "[ $(grep -c cs:WFConnection /proc/drbd) = 1 ] && [ $(grep -c cs:Connected /proc/drbd) = 1 ]");
      await lab.guest(2).must("[ $(grep -c cs:Connected /proc/drbd) = 2 ]");
    },
  },
  {
    name: "replication card", claim: "with `eth1` in both machines replication goes over it: writes go on where the other network is switched off, and both sides are equal",
    run: async (lab) => {
      lab.storage = "shared";
      await pairOf(lab);
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 10);
      lab.network.down(0);
      await goesOn(lab.guest(0), 30);
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      await lab.guest(0).must(`pkill -f writer.mj[s]; sleep 1; ${MOUNTED} && grep -q 'cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate' /proc/drbd`);
      const there = await check(lab, 0, told(lab.guest(0)));
      await write(lab, 0, 5);
      await check(lab, 0, there + 5);
    },
  },
  {
    name: "replication card cut", whole: 0, claim: "only the mirror's cable is cut while one writes: the other hears on the other card that it is behind, and `takeover` refuses, after the first one's death too",
    run: async (lab) => {
      lab.storage = "shared";
      await pairOf(lab);
      await write(lab, 0, 20);
      lab.network.down(1);
      await lab.untilShell(1, "grep -q cs:WFConnection /proc/drbd");
      await lab.untilShell(0, "grep -q cs:WFConnection /proc/drbd");
      await write(lab, 0, 10);
      await lab.until(1, "that the peer is ahead", ({ links }) => links["r0"] !== undefined && links["r0"].peerAheadTime !== null);
      const living = await lab.guest(1).sh(TAKEOVER);
      if (living.code === 0) throw new Error(`takeover beside a living peer: ${living.text}`);
      await lab.kill(0);
      const dead = await lab.guest(1).sh(TAKEOVER);
      if (dead.code === 0 || !dead.text.includes("--peer-is-off")) throw new Error(`takeover of data that is known to be old: ${dead.text}`);
      // The operator's word: it says that what the other wrote last is not here.
      await lab.guest(1).must(`${TAKEOVER} --peer-is-off`);
      await check(lab, 1, 20);
    },
  },
  {
    name: "third node", claim: "the second node ends, and the line then names a third one, with a blank disk of equal size: beside it the first waits for the node that its marker names (`peer-silent`), and nothing is written on that disk; the second is back: they go on",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await lab.shutDown(1);
      await write(lab, 0, 10);
      await lab.shutDown(0);
      lab.count = 3;
      await lab.addDisk(2, "C0");
      await Promise.all([lab.start(0), lab.start(2)]);
      await lab.until(0, "a wait beside the third node", ({ resources, peers }) => resources.length === 1 && resources[0]?.name === "r0" && resources[0].state === "wait" && resources[0].situation === "peer-silent" && peers.some(({ index, heard }) => index === 2 && heard));
      await lab.until(2, "a wait for a disk", ({ resources, peers }) => resources.every(({ state }) => state === "wait") && peers.some(({ index, heard }) => index === 0 && heard));
      await stayBlank(lab, [2]);
      await lab.guest(0).must(`! ${MOUNTED} && ${APART}`);
      await lab.start(1);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await sawRow(lab, 0, "one-ahead");
      await check(lab, 0, 30);
      await write(lab, 0, 10);
      // All nodes are heard now.
      await lab.until(2, "all of them", ({ peers }) => peers.every(({ heard }) => heard));
      await stayBlank(lab, [2]);
    },
  },
];
