import { execa } from "execa";
import type { LabDisk } from "../lab/guest.ts";
import type { Lab } from "../lab/node.ts";
import { APART, check, IN_STEP, MOUNTED, pairOf, pause, POOL, sawRow, type Scenario, sidesAreEqual, slowly, TAKEOVER, write } from "../scenario.ts";

/** Node 0's disk is taken away, and a blank one is in its place: the other node leads, and fills it. Gives the disk that was there. */
async function replaced(lab: Lab): Promise<LabDisk[]> {
  await pairOf(lab);
  await write(lab, 0, 30);
  await lab.shutDown(0);
  await lab.shutDown(1);
  const away = lab.disks.get(0) ?? [];
  lab.removeDisk(0, "A0");
  await lab.addDisk(0, "A1");
  await Promise.all([lab.start(0), lab.start(1)]);
  await lab.untilShell(1, MOUNTED);
  return away;
}

/** Both nodes know the old disk for what it is, nothing connects, and what is given up by hand gets the other side's data. */
async function refusedUntilFreed(lab: Lab, lines: number): Promise<void> {
  for (const index of [0, 1]) await lab.until(index, "an older disk", ({ resources }) => resources[0]?.situation === "older-disk" && resources[0].state === "refuse");
  await lab.guest(0).must(`! ${MOUNTED} && ! grep -q 'cs:Connected\\|cs:Sync' /proc/drbd`);
  await lab.guest(0).must("echo 'A0 default' | /lab/ramvisor disk free virtio-A0 --lang en");
  await lab.untilShell(1, `${MOUNTED} && ${IN_STEP}`);
  await check(lab, 1, lines);
  await sidesAreEqual(lab);
}

export const older: Scenario[] = [
  {
    name: "old disk put back", claim: "`older-disk`: a disk that was replaced weeks ago is put back, and DRBD would take it for equal: neither is used with it, and once it is given up it gets the other's data",
    run: async (lab) => {
      const away = await replaced(lab);
      await lab.untilShell(1, IN_STEP);
      await write(lab, 1, 10);
      await lab.shutDown(0);
      await lab.shutDown(1);
      lab.disks.set(0, away);
      // It waits for the other one first, and so is up when it is found to be old, and given up.
      await lab.start(0);
      await lab.untilShell(0, APART);
      await lab.start(1);
      for (const index of [0, 1]) await lab.until(index, "an older disk", ({ resources }) => resources[0]?.situation === "older-disk");
      await lab.guest(0).must(APART);
      await lab.guest(1).must(`! ${MOUNTED}`);
      await refusedUntilFreed(lab, 40);
    },
  },
  {
    name: "old disk put back, copy cut off", whole: 0, claim: "`older-disk`: the new disk dies while it is filled, and the old one is put back: the bitmap speaks of the new one, and what runs goes on",
    run: async (lab) => {
      const away = await replaced(lab);
      await lab.untilShell(1, IN_STEP);
      // A third disk, and so much to copy that it can be cut off.
      await lab.guest(1).must(`dd if=/dev/urandom of=${POOL}/much bs=1M count=80 conv=fsync status=none`, 240_000);
      const second = lab.disks.get(0) ?? [];
      await lab.kill(0);
      await write(lab, 1, 5);
      lab.disks.set(0, []);
      await lab.addDisk(0, "A2");
      await lab.start(0);
      await lab.untilShell(0, "grep -q 'cs:SyncTarget .*ds:Inconsistent/UpToDate' /proc/drbd");
      await pause(2000);
      await lab.guest(0).must("grep -q 'cs:SyncTarget' /proc/drbd");
      await lab.kill(0);
      lab.disks.set(0, second);
      await lab.start(0);
      for (const index of [0, 1]) await lab.until(index, "an older disk", ({ resources }) => resources[0]?.situation === "older-disk" && resources[0].state === "refuse");
      await lab.guest(0).must("! grep -q 'cs:Connected\\|cs:Sync' /proc/drbd");
      await write(lab, 1, 5);
      // So is the very first one, which the other side has forgotten by now, or not.
      await lab.kill(0);
      lab.disks.set(0, away);
      await lab.start(0);
      await lab.until(0, "an old disk", ({ resources }) => resources[0]?.state === "refuse");
      await lab.guest(1).must(MOUNTED);
      await check(lab, 1, 40);
    },
  },
  {
    name: "old disk put back, copied from", whole: 0, claim: "`unrelated`: the new disk led, dies while it fills the other side, and the old one is put back: it is whole, and is not led all the same",
    run: async (lab) => {
      const away = await replaced(lab);
      await lab.untilShell(1, IN_STEP);
      await lab.kill(1);
      await lab.untilShell(0, APART);
      await lab.guest(0).must(`${TAKEOVER} --peer-is-off`);
      await lab.guest(0).must(`dd if=/dev/urandom of=${POOL}/much bs=1M count=80 conv=fsync status=none`, 240_000);
      await lab.start(1);
      await lab.untilShell(1, "grep -q 'cs:SyncTarget .*ds:Inconsistent/UpToDate' /proc/drbd");
      await slowly(lab);
      await pause(2000);
      await lab.guest(1).must("grep -q 'cs:SyncTarget' /proc/drbd");
      await Promise.all([lab.kill(0), lab.kill(1)]);
      lab.disks.set(0, away);
      await Promise.all([lab.start(0), lab.start(1)]);
      // What a target was before is not in its history (receive_sync_uuid(), drivers/block/drbd/drbd_receiver.c).
      for (const index of [0, 1]) await lab.until(index, "no generation in common", ({ resources }) => resources[0]?.situation === "unrelated" && resources[0].state === "refuse");
      await pause(5000);
      for (const index of [0, 1]) await lab.guest(index).must(`! ${MOUNTED} && ! grep -q 'cs:Connected\\|cs:Sync' /proc/drbd`);
    },
  },
  {
    name: "replaced disk, taken over before", claim: "`join`: after a power cut the other disk is gone, a person has this side taken over, it is used, ends in order, and a blank disk comes: nobody is asked again",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await Promise.all([lab.kill(0), lab.kill(1)]);
      await lab.start(0);
      await lab.until(0, "waiting", ({ resources }) => resources[0]?.situation === "peer-silent" && resources[0].state === "wait");
      await lab.guest(0).must(`! ${TAKEOVER} && ${TAKEOVER} --peer-is-off`, 120_000);
      await write(lab, 0, 10);
      await lab.shutDown(0);
      lab.removeDisk(1, "B0");
      await lab.addDisk(1, "B1");
      await Promise.all([lab.start(0), lab.start(1)]);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await sawRow(lab, 1, "one-empty");
      await lab.guest(1).must("! grep -q may-be-behind /run/pair.log");
      await check(lab, 0, 30);
    },
  },
  {
    name: "replaced disk, cut off before", claim: "`may-be-behind`: the node that leads is cut off, the other one takes over and its disk is gone later: the first, back beside a blank disk, does not lead what it has",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 30);
      lab.network.cut("0", "1");
      await lab.untilShell(0, APART);
      await write(lab, 0, 5);
      await lab.untilShell(1, APART);
      await pause(3000);
      await lab.guest(1).must(TAKEOVER);
      await write(lab, 1, 20);
      await Promise.all([lab.kill(0), lab.kill(1)]);
      lab.network.cut("0", "1", false);
      lab.removeDisk(1, "B0");
      // A spare that held something else: that it was freed says nothing of the side that is gone.
      await execa("mke2fs", ["-q", "-F", (await lab.addDisk(1, "B1")).file]);
      await Promise.all([lab.start(0), lab.start(1)]);
      await lab.until(1, "refusal", ({ resources }) => resources.every(({ name }) => name === ""));
      await lab.guest(1).must("echo B1 | /lab/ramvisor disk free virtio-B1 --lang en");
      for (const index of [0, 1]) await lab.until(index, "waiting", ({ resources, peers }) => resources[0]?.situation === "may-be-behind" && resources[0].state === "wait" && peers[0]?.heard === true);
      await lab.guest(0).must(`! ${MOUNTED}`);
      await lab.guest(0).must(`${TAKEOVER} --peer-is-off`);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await check(lab, 0, 35);
      await sidesAreEqual(lab);
    },
  },
];
