import { strictEqual } from "node:assert/strict";
import { markerOn } from "../../disks/suites/imageMarker.ts";
import type { Lab } from "../lab/node.ts";
import { goesOn, type Scenario, sawRow, told } from "../scenario.ts";

const POOLS = "/var/lib/ramvisor/pools/";
/** Of so many resources that are in step, this node leads one. */
const inStep = (count: number): string => `[ $(grep -c 'cs:Connected .*ds:UpToDate/UpToDate' /proc/drbd) = ${String(count)} ]`;
const LEADS_ONE = `[ $(grep -c ' ${POOLS}' /proc/mounts) = 1 ]`;
const STATUS = "/lab/ramvisor status --lang en";

/** Waits until a claim of this disk has begun. */
async function claimBegins(image: string): Promise<void> {
  for (const end = Date.now() + 300_000; markerOn(image) === null; await new Promise((resolve) => setTimeout(resolve, 2))) {
    if (Date.now() > end) throw new Error(`nobody claims ${image}`);
  }
}

/** What `status` says while a disk of the node hangs; it has to say it at once. */
async function status(lab: Lab, index: number): Promise<string> {
  return (await lab.guest(index).sh(STATUS, 60_000)).text;
}

export const hanging: Scenario[] = [
  {
    name: "a disk hangs", whole: 2, claim: "a disk of one node answers nothing, while its mirror is made and later while it is used: the other mirror is made and goes on, and the node says what hangs; once the disk answers, all goes on by itself",
    run: async (lab) => {
      // Of equal size: of its two the second node leads the resource on the first.
      for (const [index, name] of ["A", "B"].entries()) for (const disk of [0, 1]) await lab.addDisk(index, `${name}${String(disk)}`);
      await Promise.all([lab.start(0), lab.start(1), claimBegins(`${lab.dir}/B1.img`).then(() => lab.guest(1).hang(1))]);
      for (const index of [0, 1]) await lab.untilShell(index, inStep(1));
      await lab.untilShell(1, `${STATUS} 2>&1 | grep -qE 'does not answer|cannot be read any more'`, 60_000);

      await lab.guest(1).hang(1, "none");
      for (const index of [0, 1]) await lab.untilShell(index, `${inStep(2)} && ${LEADS_ONE}`);
      await lab.until(1, "no step that fails", ({ steps }) => steps.every(({ error }) => error === null));

      const file = await Promise.all([0, 1].map(async (index) => `${(await lab.guest(index).must(`grep -o '${POOLS}[a-z0-9]*' /proc/mounts`)).trim()}/written`));
      for (const index of [0, 1]) await lab.guest(index).must(`setsid node /lab/writer.mjs write ${file[index] ?? ""} > /run/writer.log 2>&1 < /dev/null &`);
      for (const index of [0, 1]) await goesOn(lab.guest(index), 20);
      await lab.guest(1).hang(1);
      // What lies on that disk waits for it, on the other node too; the other mirror does not.
      await goesOn(lab.guest(1), 100);
      for (const index of [0, 1]) await sawRow(lab, index, "disk-unreadable");
      await goesOn(lab.guest(1), 30);
      for (const index of [0, 1]) {
        const said = await status(lab, index);
        if (!said.replaceAll(/\s+/g, " ").includes("cannot be read any more; lab-2 virtio-B1")) throw new Error(`status of node ${String(index)} does not tell: ${said}`);
      }
      await lab.guest(1).hang(1, "none");
      for (const index of [0, 1]) await goesOn(lab.guest(index), 30);
      for (const index of [0, 1]) {
        await lab.guest(index).must("pkill -f writer.mj[s]; sleep 1");
        const [acknowledged, found] = [told(lab.guest(index)), Number(await lab.guest(index).must(`node /lab/writer.mjs check ${file[index] ?? ""}`))];
        strictEqual(found >= acknowledged, true, `${String(acknowledged)} lines were acknowledged, ${String(found)} are there`);
      }
    },
  },
  {
    name: "a disk hangs before its mirror", whole: 2, claim: "a disk of one node takes no write when its mirror is to come up: the other mirror comes up, and is taken over when the other node dies; once the disk answers, its mirror comes up, too",
    run: async (lab) => {
      for (const [index, name] of ["A", "B"].entries()) for (const disk of [0, 1]) await lab.addDisk(index, `${name}${String(disk)}`);
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) await lab.untilShell(index, `${inStep(2)} && ${LEADS_ONE}`);
      await Promise.all([lab.shutDown(0), lab.shutDown(1)]);

      // The second node leads what lies on its first disk.
      const guest = await lab.look(1);
      await guest.hang(0, "writes");
      await Promise.all([lab.start(0), lab.startPair(1)]);
      for (const index of [0, 1]) await lab.untilShell(index, inStep(1));
      await lab.untilShell(0, LEADS_ONE);
      await lab.untilShell(1, `${STATUS} 2>&1 | grep -qE 'does not answer|cannot be read any more'`, 60_000);
      await lab.until(1, "the mirror on the good disk is whole", ({ links }) => links["r0"]?.wasWhole === true);
      await lab.kill(0);
      await lab.untilShell(1, "grep -q cs:WFConnection /proc/drbd");
      const { text } = await guest.sh("/lab/ramvisor takeover --lang en", 120_000);
      if (!text.includes("this node leads now")) throw new Error(`the mirror on the good disk was not taken over: ${text}`);
      await guest.must(LEADS_ONE);

      await guest.hang(0, "none");
      await lab.start(0);
      await lab.untilShell(1, `${inStep(2)} && [ $(grep -c ' ${POOLS}' /proc/mounts) = 2 ]`);
    },
  },
];
