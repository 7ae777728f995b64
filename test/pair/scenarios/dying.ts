import { deepStrictEqual, match } from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { execa } from "execa";
import { withLink } from "../../../src/apply/pairLink.ts";
import { changeMarker } from "../../disks/suites/imageMarker.ts";
import { diskAddresses } from "../lab/machine.ts";
import type { Lab } from "../lab/node.ts";
import { linesOnDisk } from "../lab/offline.ts";
import { APART, check, formed, goesOn, IN_STEP, MOUNTED, noSynchronisation, pairOf, pause, POOL, sawRow, type Scenario, TAKEOVER, told, write, writeOn } from "../scenario.ts";

/** What `ramvisor facts` says on both nodes, taken to this machine, gives the plan that they go by (README, Capture a machine). */
async function planElsewhere(lab: Lab): Promise<void> {
  await writeFile(`${lab.dir}/cmdline`, lab.line);
  for (const index of [0, 1]) await writeFile(`${lab.dir}/facts-${index}.json`, await lab.guest(index).must("/lab/ramvisor facts 2> /dev/null"));
  for (const [own, other] of [[0, 1], [1, 0]] as const) {
    const files = [own, other].flatMap((index) => ["--facts", `${lab.dir}/facts-${index}.json`]);
    const { exitCode, stdout, stderr } = await execa("node", [lab.rootfs.bundle, "--dry-run", "--lang", "en", "--cmdline", `${lab.dir}/cmdline`, ...files], { reject: false });
    deepStrictEqual([exitCode, stderr], [0, ""]);
    const disks = ["virtio-A0", "virtio-B0"];
    match(stdout, new RegExp(`go on +r0 ${disks[own] ?? ""} <-> lab-${other + 1} ${disks[other] ?? ""}`));
    match(stdout.replaceAll(/\s+/g, " "), /lab-1 leads/);
  }
}

export const dying: Scenario[] = [
  {
    name: "clean stop", claim: "both stopped in order and started in the other order: `in-step`, no synchronisation",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await lab.shutDown(0);
      await lab.shutDown(1);
      await lab.start(1);
      await pause(3000);
      await lab.guest(1).must(`! ${MOUNTED}`);
      await lab.start(0);
      await lab.untilShell(1, `${MOUNTED} || ${IN_STEP}`);
      await lab.untilShell(0, `${IN_STEP} && (${MOUNTED} || grep -q 'ro:Secondary/Primary' /proc/drbd)`);
      for (const index of [0, 1]) await sawRow(lab, index, "in-step");
      await noSynchronisation(lab);
      const leader = (await lab.guest(0).sh(MOUNTED)).code === 0 ? 0 : 1;
      await check(lab, leader, 20);
      await planElsewhere(lab);
    },
  },
  {
    name: "second node dies", claim: "the node that does not lead is killed while the other writes: it goes on, and the other gets what it has missed",
    run: async (lab) => {
      await pairOf(lab);
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 20);
      await lab.kill(1);
      await goesOn(lab.guest(0), 50);
      await lab.start(1);
      await lab.untilShell(0, IN_STEP);
      await sawRow(lab, 1, "one-ahead");
      await goesOn(lab.guest(0), 10);
      await lab.guest(0).must("pkill -f writer.mj[s]; sleep 1");
      await check(lab, 0, told(lab.guest(0)));
    },
  },
  {
    name: "first node dies", claim: "the node that leads is killed while it writes: `takeover` has every write that was acknowledged; it comes back as second",
    run: async (lab) => {
      await pairOf(lab);
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 40);
      const before = await lab.guest(1).sh(TAKEOVER);
      if (before.code === 0 || !before.text.includes("is connected")) throw new Error(`takeover beside a living peer: ${before.text}`);
      const acknowledged = lab.guest(0);
      await lab.kill(0);
      await lab.untilShell(1, APART);
      await lab.until(1, "a lost link", ({ links }) => links["r0"]?.lostAt !== null && links["r0"]?.wasWhole === true);
      const said = await lab.guest(1).must(TAKEOVER);
      if (!/apart for \d+ s/.test(said)) throw new Error(`takeover does not say since when: ${said}`);
      await check(lab, 1, told(acknowledged));
      await write(lab, 1, 10);
      await lab.start(0);
      await lab.untilShell(1, IN_STEP);
      await lab.guest(0).must("grep -q 'ro:Secondary/Primary' /proc/drbd");
      // DRBD leaves the mark of the crash on the disk for a long time: who leads now counts, and no step fails for it.
      for (const index of [0, 1]) await sawRow(lab, index, "was-primary");
      await pause(6000);
      for (const index of [0, 1]) {
        const { resources, steps } = await lab.until(index, "the other node to lead", ({ resources: [resource] }) => resource?.primaryIndex === 1);
        deepStrictEqual([resources[0]?.state, steps.filter(({ error }) => error !== null)], ["resume", []]);
      }
      await check(lab, 1, told(acknowledged) + 10);
    },
  },
  {
    name: "IPv6", claim: "all addresses are IPv6, behind the agent's own firewall: a pair is made, the node that leads is killed, `takeover` has every write that was acknowledged, and it comes back as second",
    run: async (lab) => {
      [lab.family, lab.firewall] = [6, true];
      await pairOf(lab);
      for (const index of [0, 1]) match(await lab.guest(index).must("nft list chain inet ramvisor input"), new RegExp(`policy drop[^]*ip6 saddr ${lab.address(1 - index)} tcp dport \\{ 7789-7899`));
      await lab.guest(0).must("[ -z \"$(ip -4 -o address show dev eth0)\" ] && grep -q 'address ipv6' /etc/drbd.d/r0.res");
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 20);
      const acknowledged = lab.guest(0);
      await lab.kill(0);
      await lab.untilShell(1, APART);
      await lab.until(1, "a lost link", ({ links }) => links["r0"]?.lostAt !== null && links["r0"]?.wasWhole === true);
      await lab.guest(1).must(TAKEOVER);
      await check(lab, 1, told(acknowledged));
      await write(lab, 1, 10);
      await lab.start(0);
      await lab.untilShell(1, IN_STEP);
      await lab.guest(0).must("grep -q 'ro:Secondary/Primary' /proc/drbd");
      await check(lab, 1, told(acknowledged) + 10);
    },
  },
  {
    name: "takeover cut off", claim: "a takeover ends after it has promoted: the next one mounts the pool, and one more has nothing to do; given back, the pool is led by the node that it was made on",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await lab.kill(0);
      await lab.untilShell(1, APART);
      await lab.until(1, "a lost link", ({ links }) => links["r0"]?.lostAt !== null && links["r0"]?.wasWhole === true);
      // As far as the first thing that it does.
      await lab.guest(1).must(`drbdadm primary r0; ! ${MOUNTED}`);
      const said = await lab.guest(1).must(TAKEOVER);
      if (!said.includes("this node leads now")) throw new Error(`the second takeover: ${said}`);
      await check(lab, 1, 20);
      const once = await lab.guest(1).must(TAKEOVER);
      if (!once.includes("led by this node already")) throw new Error(`the third takeover: ${once}`);
      await write(lab, 1, 10);
      await lab.start(0);
      await lab.untilShell(1, IN_STEP);
      await lab.guest(0).must("grep -q 'ro:Secondary/Primary' /proc/drbd");
      await lab.guest(1).must(`umount ${POOL} && drbdadm secondary r0`);
      await lab.untilShell(0, MOUNTED);
      await check(lab, 0, 30);
    },
  },
  {
    name: "both die", claim: "both lose power while one writes: the one that led goes on leading (`was-primary`), nothing acknowledged is lost",
    run: async (lab) => {
      await pairOf(lab);
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 40);
      const acknowledged = lab.guest(0);
      await Promise.all([lab.kill(0), lab.kill(1)]);
      await Promise.all([lab.start(0), lab.start(1)]);
      await formed(lab);
      for (const index of [0, 1]) await sawRow(lab, index, "was-primary");
      await check(lab, 0, told(acknowledged));
    },
  },
  {
    name: "alone after both died", claim: "one comes back alone: it waits, and takes over on the operator's word alone",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await Promise.all([lab.kill(0), lab.kill(1)]);
      await lab.start(1);
      await lab.untilShell(1, APART);
      await pause(4000);
      await lab.guest(1).must(`! ${MOUNTED}`);
      const refused = await lab.guest(1).sh(TAKEOVER);
      if (refused.code === 0 || !refused.text.includes("--peer-is-off")) throw new Error(`takeover without the word: ${refused.text}`);
      await lab.guest(1).must(`${TAKEOVER} --peer-is-off`);
      await check(lab, 1, 20);
      await write(lab, 1, 10);
      await lab.start(0);
      await lab.untilShell(1, IN_STEP);
      await check(lab, 1, 30);
    },
  },
  {
    name: "only copy", claim: "a side that has its whole copy and lost its partner before it could note that, beside a blank disk: `only-copy`, nothing is made anew, and the operator's word has it used",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await Promise.all([lab.shutDown(0), lab.shutDown(1)]);
      // Whichever of the two ended first: the note that the takeover has to take away is there.
      changeMarker(`${lab.dir}/B0.img`, (marker) => ({ ...withLink(marker, true), state: "claiming" }));
      lab.removeDisk(0, "A0");
      await lab.addDisk(0, "A1");
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) await lab.until(index, "waiting", ({ resources, peers }) => resources[0]?.situation === "only-copy" && resources[0].state === "wait" && peers[0]?.heard === true);
      await lab.untilShell(1, APART);
      await pause(4000);
      for (const index of [0, 1]) await lab.guest(index).must(`! ${MOUNTED}`);
      await lab.guest(1).must(`${TAKEOVER} --peer-is-off`);
      await check(lab, 1, 20);
      await write(lab, 1, 10);
      await lab.untilShell(1, IN_STEP);
      await sawRow(lab, 1, "one-empty");
      await check(lab, 1, 30);
    },
  },
  {
    name: "cut and healed", claim: "the network is cut while one writes, and healed: it goes on, and the other gets what it has missed",
    run: async (lab) => {
      await pairOf(lab);
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 20);
      lab.network.cut("0", "1");
      await lab.untilShell(1, APART);
      await goesOn(lab.guest(0), 30);
      lab.network.cut("0", "1", false);
      await lab.untilShell(0, IN_STEP);
      await lab.guest(0).must("pkill -f writer.mj[s]; sleep 1");
      await check(lab, 0, told(lab.guest(0)));
    },
  },
  {
    name: "both wrote alone", whole: 0, claim: "cut, and the other side is taken over beside a living one: both keep their data, nothing is thrown away, and both say so",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      lab.network.cut("0", "1");
      await lab.untilShell(1, APART);
      await pause(3000);
      await lab.guest(1).must(TAKEOVER);
      await write(lab, 0, 5);
      await write(lab, 1, 7);
      lab.network.cut("0", "1", false);
      for (const index of [0, 1]) {
        await lab.until(index, "divergence", ({ resources }) => resources[0]?.situation === "diverged" && resources[0].state === "refuse");
        await lab.guest(index).must(MOUNTED);
      }
      deepStrictEqual([await check(lab, 0, 25), await check(lab, 1, 27)], [25, 27]);
      await Promise.all([lab.kill(0), lab.kill(1)]);
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) {
        await lab.until(index, "divergence", ({ resources }) => resources[0]?.situation === "diverged" && resources[0].state === "refuse");
        await lab.guest(index).must(`! ${MOUNTED}`);
      }
      await Promise.all([lab.kill(0), lab.kill(1)]);
      deepStrictEqual(await Promise.all(["A0", "B0"].map((name) => linesOnDisk(`${lab.dir}/${name}.img`))), [25, 27]);
    },
  },
  {
    name: "a disk fails", claim: "the disk of the one that leads fails: guests go on over the other side's, and it is not tried again in this start; the node dies too, and `takeover` has every write; at its next start it catches up",
    run: async (lab) => {
      await pairOf(lab);
      await writeOn(lab, 0);
      await goesOn(lab.guest(0), 20);
      // Its driver lets go of it: from now on each request fails.
      await lab.guest(0).must(`echo ${diskAddresses[0] ?? ""} > /sys/bus/pci/drivers/virtio-pci/unbind`);
      await goesOn(lab.guest(0), 30);
      await pause(15_000);
      await lab.guest(0).must(`${MOUNTED} && grep -q 'ds:Diskless/UpToDate' /proc/drbd`);
      const status = await lab.guest(0).sh("/lab/ramvisor status --format json");
      if (!/"state": "lost"/.test(status.text)) throw new Error(`status does not tell: ${status.text}`);
      const acknowledged = lab.guest(0);
      await lab.kill(0);
      await lab.untilShell(1, APART);
      await lab.untilShell(1, TAKEOVER);
      await check(lab, 1, told(acknowledged));
      await write(lab, 1, 10);
      await lab.start(0);
      await lab.untilShell(1, IN_STEP);
      await check(lab, 1, told(acknowledged) + 10);
    },
  },
];
