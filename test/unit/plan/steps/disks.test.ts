import { expect, test } from "vitest";
import type { DiskFacts } from "../../../../src/model/facts.ts";
import type { PlannedDisk } from "../../../../src/model/plan.ts";
import { planDisks } from "../../../../src/plan/disks/index.ts";
import { diskSteps, hostKeysDir } from "../../../../src/plan/steps/disks.ts";
import type { Step } from "../../../../src/model/step.ts";
import { uuidOf } from "../../../../src/plan/uuid.ts";
import { layOut } from "../../../../src/plan/disks/layout.ts";
import { arrayOf, disk, GIB, MIB, mirrorDisk, ownDisk, simpleSite } from "../fixtures.ts";

const steps = (disks: DiskFacts[]): Step[] => {
  const planned: PlannedDisk[] = planDisks(simpleSite(), disks, "configured", "default").disks;
  return diskSteps(disks, planned, "default");
};

test("claim, mount, tell libvirt, restore: in this order, all in the disks' phase", () => {
  const made = steps([disk("vda")]);
  expect(made.map(({ action }) => action)).toEqual(["disk.claim", "pool.mount", "file.write", "link.make", "guests.restore"]);
  expect(made.every(({ phase }) => phase === "disks")).toBe(true);
});

test("a claim says which disk, exactly", () => {
  const [claim, mount] = steps([disk("vda", { diskSeq: 9 })]);
  expect(claim).toMatchObject({ path: "/dev/vda", id: "virtio-vda", sizeBytes: GIB, logicalBlockBytes: 512, diskSeq: 9, site: "default", pool: "default", resume: false, partition: { startByte: MIB } });
  expect(claim?.action === "disk.claim" && mount?.action === "pool.mount" && claim.partitionUuid === mount.partitionUuid).toBe(true);
  expect(claim?.action === "disk.claim" && new Set([claim.partitionUuid, claim.filesystemUuid, claim.diskUuid]).size).toBe(3);
});

test("our disk is mounted by its marker, never claimed", () => {
  const made = steps([ownDisk("vda")]);
  expect(made.some(({ action }) => action === "disk.claim")).toBe(false);
  expect(made[0]).toMatchObject({ action: "pool.mount", partitionUuid: "11111111-1111-5111-8111-111111111111", path: "/var/lib/ramvisor/pools/default" });
});

test("an interrupted claim goes on with the UUIDs in the marker", () => {
  expect(steps([ownDisk("vda", { state: "claiming" })])[0]).toMatchObject({
    action: "disk.claim", resume: true, partitionUuid: "11111111-1111-5111-8111-111111111111", filesystemUuid: "22222222-2222-5222-8222-222222222222",
  });
});

test("what is refused or left has no step", () => {
  expect(steps([disk("vda", { mounts: ["/mnt"] }), disk("vdb", { transport: "usb" })])).toEqual([]);
});

test("a pair: both claimed, then the array, then the pool once", () => {
  const made = steps([disk("vda"), disk("vdb")]);
  expect(made.map(({ action }) => action)).toEqual(["disk.claim", "disk.claim", "mirror.make", "pool.mount", "file.write", "link.make", "guests.restore"]);
  const [one, two, make, mount] = made;
  const array = arrayOf("vda", "vdb");
  expect(one).toMatchObject({ id: "virtio-vda", mirror: { array, slot: 0 }, resume: false });
  expect(two).toMatchObject({ id: "virtio-vdb", mirror: { array, slot: 1 } });
  expect(make).toMatchObject({ array, pool: "default", members: [{ id: "virtio-vda", slot: 0 }, { id: "virtio-vdb", slot: 1 }] });
  expect(mount).toMatchObject({ mirror: { array, behind: [], members: [{ id: "virtio-vda" }, { id: "virtio-vdb" }] } });
  expect(one?.action === "disk.claim" && two?.action === "disk.claim" && one.filesystemUuid === two.filesystemUuid && one.partitionUuid !== two.partitionUuid).toBe(true);
});

test("our mirror is mounted from the disks that are there; the one that is behind is put back", () => {
  const array = arrayOf("vda", "vdb");
  expect(steps([mirrorDisk("vda", 0, array), mirrorDisk("vdb", 1, array)])[0]).toMatchObject({ action: "pool.mount", mirror: { members: [{ id: "virtio-vda" }, { id: "virtio-vdb" }], behind: [] } });
  expect(steps([mirrorDisk("vda", 0, array, { active: [0], events: 20 }), mirrorDisk("vdb", 1, array)])[0]).toMatchObject({ action: "pool.mount", mirror: { members: [{ id: "virtio-vda" }], behind: [{ id: "virtio-vdb" }] } });
});

test("a stand-in joins after the pool is there, with a partition as long as the array needs", () => {
  const made = steps([mirrorDisk("vda", 0, arrayOf("vda", "vdb")), disk("vdc", { sizeBytes: 2 * GIB })]);
  expect(made.map(({ action }) => action)).toEqual(["pool.mount", "file.write", "link.make", "guests.restore", "mirror.join"]);
  expect(made.at(-1)).toMatchObject({ id: "virtio-vdc", resume: false, partition: { startByte: MIB, sizeBytes: layOut(GIB, 512).sizeBytes }, mirror: { slot: 1 }, members: [{ id: "virtio-vda", slot: 0 }], filesystemUuid: "22222222-2222-5222-8222-222222222222" });
});

test("default comes first, and holds the host keys", () => {
  const made = steps([ownDisk("vda", { pool: "pool2" }), disk("vdb", { sizeBytes: 2 * GIB })]);
  expect(made.flatMap((step) => (step.action === "pool.mount" ? [step.pool] : []))).toEqual(["default", "pool2"]);
  expect(hostKeysDir(made)).toBe("/var/lib/ramvisor/pools/default/.ramvisor/ssh");
  expect(hostKeysDir([])).toBeNull();
});

test("our disks behind another controller keep what their markers say, and are looked for under their new names", () => {
  const now = (name: string): Partial<DiskFacts> => ({ id: `ata-QEMU_HARDDISK_SERIAL-${name}`, serial: `SERIAL-${name}` });
  const pool = ownDisk("sda", { disk: "virtio-SERIAL-sda" }, now("sda"));
  expect(planDisks(simpleSite(), [pool], "configured", "default").disks).toMatchObject([{ verdict: "own", reason: "own", id: "ata-QEMU_HARDDISK_SERIAL-sda", markedAs: "virtio-SERIAL-sda", evidence: [{ kind: "marker", disk: "virtio-SERIAL-sda" }] }]);
  expect(steps([pool]).map(({ action }) => action)).toEqual(steps([ownDisk("vda")]).map(({ action }) => action));
  expect(steps([pool])[0]).toMatchObject({ action: "pool.mount", partitionUuid: "11111111-1111-5111-8111-111111111111" });
  const array = arrayOf("SERIAL-sda", "SERIAL-sdb");
  const mirror = (["sda", "sdb"] as const).map((name, slot) => mirrorDisk(name, slot === 0 ? 0 : 1, array, {}, { disk: `virtio-SERIAL-${name}`, partitionUuid: uuidOf("partition", name) }, now(name)));
  expect(steps(mirror)[0]).toMatchObject({ action: "pool.mount", mirror: { array, behind: [], members: mirror.map(({ id, path }, slot) => ({ id, slot, partitionUuid: uuidOf("partition", path.slice(5)) })) } });
  // Alone, with a blank disk beside it: the mirror goes on, and what the new one gets is the file system in the marker.
  expect(steps([mirror[0] as DiskFacts, disk("sdc")]).find(({ action }) => action === "mirror.join")).toMatchObject({ filesystemUuid: "22222222-2222-5222-8222-222222222222", members: [{ id: mirror[0]?.id }] });
});

test("a claim that never ended is not gone on with under another name, and nothing is written", () => {
  const one = ownDisk("sda", { disk: "virtio-SERIAL-sda", state: "claiming" }, { id: "ata-QEMU_HARDDISK_SERIAL-sda", serial: "SERIAL-sda" });
  expect(planDisks(simpleSite(), [one], "configured", "default").disks).toMatchObject([{ verdict: "refuse", reason: "moved-marker" }]);
  expect(steps([one])).toEqual([]);
});
