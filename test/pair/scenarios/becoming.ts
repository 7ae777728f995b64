import { deepStrictEqual } from "node:assert/strict";
import type { Lab } from "../lab/node.ts";
import { check, IN_STEP, MOUNTED, POOL, type Scenario, TAKEOVER, write } from "../scenario.ts";
import { cutsWhileAdopted } from "./adoption.ts";

const KEY = `cksum < ${POOL}/.ramvisor/ssh/ssh_host_ed25519_key`;
const markerOf = (what: string): string => `dd if=/dev/vdc bs=4096 skip=128 count=1 iflag=direct 2> /dev/null | grep -ao '"${what}":[^,}]*'`;
const marker = (lab: Lab, index: number, what: string): Promise<string> => lab.guest(index).must(`${markerOf(what)} || echo none`);

/** A machine by itself, with a pool that somebody has written to; shut down. Gives its host key. */
async function singleMachine(lab: Lab, lines: number): Promise<string> {
  lab.count = 1;
  await lab.addDisk(0, "A0");
  await lab.start(0);
  await lab.guest(0).must(MOUNTED);
  await write(lab, 0, lines);
  const key = await lab.guest(0).must(KEY);
  await lab.shutDown(0);
  lab.count = 2;
  return key;
}

/** A machine with data and a second one with a blank disk: a pair, both sides in step and noted. */
async function becomesAPair(lab: Lab, lines: number): Promise<void> {
  await lab.addDisk(1, "B0");
  await lab.start(1);
  await write(lab, 0, lines);
  await lab.untilShell(0, IN_STEP);
  // The one that led notes it first; only then is the other one ready. A copy under way is `resume` too, so the marker is asked.
  await lab.untilShell(1, `${markerOf("state")} | grep -q ready`);
  deepStrictEqual([(await marker(lab, 0, "formed")).trim(), (await marker(lab, 0, "linked")).trim()], ["none", '"linked":true']);
  for (const index of [0, 1]) await lab.until(index, "a pair", ({ resources }) => resources[0]?.state === "resume" && resources[0].situation !== "sync-unfinished");
}

export const becoming: Scenario[] = [
  {
    name: "single to pair", claim: "a machine with data gets a second `mac.` token: `never-formed`, led at once; its data flows to a blank disk that joins; then it is a pair like any other",
    run: async (lab) => {
      const key = await singleMachine(lab, 30);
      await lab.start(0);
      await lab.guest(0).must(MOUNTED);
      const alone = await lab.until(0, "use without a peer", ({ resources }) => resources[0]?.situation === "never-formed");
      deepStrictEqual(alone.resources.map(({ name, state }) => [name, state]), [["r32", "alone"]]);
      await check(lab, 0, 30);
      deepStrictEqual(await lab.guest(0).must(KEY), key, "the host key has changed");
      await write(lab, 0, 10);
      await becomesAPair(lab, 10);
      await check(lab, 0, 50);
    },
  },
  {
    name: "single to pair, later", claim: "power fails before a second machine is there: led at once again; once they are a pair, the first one dies: the other has all its data, and it comes back as second",
    run: async (lab) => {
      await singleMachine(lab, 30);
      await lab.start(0);
      await write(lab, 0, 10);
      await lab.kill(0);
      await lab.start(0);
      await lab.guest(0).must(MOUNTED);
      await check(lab, 0, 40);
      await becomesAPair(lab, 10);
      await lab.kill(0);
      await lab.untilShell(1, "grep -q cs:WFConnection /proc/drbd");
      await lab.untilShell(1, TAKEOVER);
      await check(lab, 1, 50);
      await write(lab, 1, 10);
      await lab.start(0);
      await lab.guest(0).must(`! ${MOUNTED}`);
      await lab.untilShell(1, IN_STEP);
      await check(lab, 1, 60);
    },
  },
  {
    name: "single to pair, cut off", whole: 0, claim: "power fails again and again while the pool becomes a pair's side, and the line names one node again: its data is there each time",
    run: async (lab) => {
      await singleMachine(lab, 20);
      await cutsWhileAdopted(lab, `${lab.dir}/A0.img`);
      lab.count = 1;
      await lab.start(0);
      await check(lab, 0, 20);
      deepStrictEqual((await marker(lab, 0, "role")).trim(), '"role":"pool"');
      await lab.shutDown(0);
      lab.count = 2;
      await lab.start(0);
      await check(lab, 0, 20);
      deepStrictEqual((await marker(lab, 0, "role")).trim(), '"role":"pair"');
    },
  },
];
