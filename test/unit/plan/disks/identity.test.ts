import { describe, expect, test } from "vitest";
import type { DiskFacts, DiskMarker } from "../../../../src/model/facts.ts";
import { claimedName, findTwins, formerName, hasIdentity, inOrder, isMarkedFor, stablePath } from "../../../../src/plan/disks/identity.ts";
import { disk, GIB, ownDisk } from "../fixtures.ts";

test("the path that stays is the one by id; without an id there is only the kernel's", () => {
  expect(stablePath(disk("vda"))).toBe("/dev/disk/by-id/virtio-vda");
  const nameless = disk("vda", { id: "unknown:/dev/vda" });
  expect(hasIdentity(nameless)).toBe(false);
  expect(stablePath(nameless)).toBe("/dev/vda");
});

test("disks are ordered by size, then id, whatever order they were seen in", () => {
  const [a, b, c] = [disk("vda", { id: "b", sizeBytes: GIB }), disk("vdb", { id: "a", sizeBytes: GIB }), disk("vdc", { id: "0", sizeBytes: 2 * GIB })];
  expect(inOrder([c, a, b])).toEqual([b, a, c]);
});

test("two disks with one id are twins; two without any are not", () => {
  const [a, b, c] = [disk("sda", { id: "wwn-1" }), disk("sdb", { id: "wwn-1" }), disk("sdc")];
  expect(findTwins([a, b, c], "default")).toEqual(new Map([[a, { paths: ["/dev/sdb"], oneId: true }], [b, { paths: ["/dev/sda"], oneId: true }]]));
  expect(findTwins([disk("vda", { id: "unknown:/dev/vda" }), disk("vdb", { id: "unknown:/dev/vda" })], "default").size).toBe(0);
});

test("two disks of this site that both are one pool are twins", () => {
  const disks = [ownDisk("vda"), ownDisk("vdb"), ownDisk("vdc", { pool: "pool2" })];
  expect([...findTwins(disks, "default").values()]).toEqual([{ paths: ["/dev/vdb"], oneId: false }, { paths: ["/dev/vda"], oneId: false }]);
  expect(findTwins(disks, "elsewhere").size).toBe(0);
});

test("a copy of our disk leaves the original alone", () => {
  expect(findTwins([ownDisk("vda"), ownDisk("vdb", { disk: "virtio-vda" })], "default").size).toBe(0);
});

describe("a disk behind another controller", () => {
  const marked = (name: string, now: Partial<DiskFacts>, marker: Partial<DiskMarker> = {}): DiskFacts => ownDisk("sda", { disk: name, ...marker }, now);
  const isOurs = (one: DiskFacts): boolean => one.marker.state === "good" && isMarkedFor(one, one.marker.marker);

  test.each([
    ["ata-QEMU_HARDDISK_S3Z8NB0K", { id: "scsi-SATA_QEMU_HARDDISK_S3Z8NB0K", serial: "S3Z8NB0K" }],
    ["scsi-SATA_QEMU_HARDDISK_S3Z8NB0K", { id: "ata-QEMU_HARDDISK_S3Z8NB0K", serial: "S3Z8NB0K" }],
    ["virtio-RAMVISOR0", { id: "ata-QEMU_HARDDISK_RAMVISOR0", serial: "RAMVISOR0" }],
    ["ata-WDC_WD10EZEX-08WN4A0_WD-WCC6Y1234567", { id: "wwn-0x50014ee2b1234567", serial: "WD-WCC6Y1234567", wwn: "0x50014ee2b1234567" }],
    ["ata-SSD_AB_12345", { id: "scsi-SATA_SSD_AB_12345", serial: "AB 12345" }],
    ["scsi-350014ee2b1234567", { id: "wwn-0x50014ee2b1234567", serial: null, wwn: "0x50014ee2b1234567" }],
    ["wwn-0x50014ee2b1234567", { id: "scsi-SATA_X", serial: null, wwn: "naa.50014ee2b1234567" }],
    ["nvme-eui.0025385b21404041", { id: "nvme-SSD_S4EV", serial: "S4EV", wwn: "eui.0025385b21404041" }],
  ])("%s is the same one as %j", (name, now) => {
    const one = marked(name, now);
    expect([isOurs(one), formerName(one), claimedName(one)]).toEqual([true, name, name]);
  });

  test.each<[string, string, Partial<DiskFacts>, Partial<DiskMarker>]>([
    ["a copy: another serial number", "ata-QEMU_HARDDISK_S3Z8NB0K", { id: "scsi-SATA_QEMU_HARDDISK_S3Z8NB0L", serial: "S3Z8NB0L" }, {}],
    ["a copy: the number is the end of a longer one", "virtio-guest-000001", { id: "virtio-000001", serial: "000001" }, {}],
    ["a copy: no separator before it", "ata-QEMU_HARDDISK_XS3Z8NB0K", { id: "ata-QEMU_HARDDISK_S3Z8NB0K", serial: "S3Z8NB0K" }, {}],
    ["another size", "virtio-RAMVISOR0", { id: "ata-QEMU_HARDDISK_RAMVISOR0", serial: "RAMVISOR0" }, { sizeBytes: GIB / 2 }],
    ["a number that is too short to tell", "virtio-DISK0", { id: "ata-QEMU_HARDDISK_DISK0", serial: "DISK0" }, {}],
    ["no number at all", "virtio-RAMVISOR0", { id: "unknown:/dev/sda", serial: null }, {}],
    ["an empty one", "virtio-RAMVISOR0_", { id: "unknown:/dev/sda", serial: "", wwn: "0x" }, {}],
    ["another WWN", "wwn-0x50014ee2b1234567", { id: "wwn-0x50014ee2b1234568", serial: null, wwn: "0x50014ee2b1234568" }, {}],
    ["a claim that never ended", "virtio-RAMVISOR0", { id: "ata-QEMU_HARDDISK_RAMVISOR0", serial: "RAMVISOR0" }, { state: "claiming" }],
  ])("is another one: %s", (_, name, now, marker) => {
    const one = marked(name, now, marker);
    expect([isOurs(one), formerName(one), claimedName(one)]).toEqual([false, null, one.id]);
  });

  test("is a twin of a disk whose marker says the same", () => {
    const [there, copy] = [ownDisk("vda", { disk: "virtio-RAMVISOR0" }, { id: "virtio-RAMVISOR0", serial: "RAMVISOR0" }), marked("virtio-RAMVISOR0", { id: "ata-QEMU_HARDDISK_RAMVISOR0", serial: "RAMVISOR0" })];
    expect([...findTwins([there, copy], "default").values()].map(({ paths }) => paths)).toEqual([["/dev/sda"], ["/dev/vda"]]);
  });
  test("is not known by a number that another disk has too", () => {
    const one = marked("virtio-RAMVISOR0", { id: "ata-QEMU_HARDDISK_RAMVISOR0", serial: "RAMVISOR0" });
    expect([...findTwins([one, disk("sdb", { serial: "RAMVISOR0" })], "default")]).toEqual([[one, { paths: ["/dev/sdb"], oneId: true }]]);
    expect(findTwins([ownDisk("vda", {}, { serial: "RAMVISOR0" }), disk("sdb", { serial: "RAMVISOR0" })], "default").size).toBe(0);
  });
  test("with its copy, on a disk of another number, beside it: it alone is ours", () => {
    const [one, copy] = [marked("virtio-RAMVISOR0", { id: "ata-QEMU_HARDDISK_RAMVISOR0", serial: "RAMVISOR0" }), ownDisk("sdb", { disk: "virtio-RAMVISOR0" }, { id: "ata-QEMU_HARDDISK_RAMVISOR1", serial: "RAMVISOR1" })];
    expect([findTwins([one, copy], "default").size, isOurs(one), isOurs(copy)]).toEqual([0, true, false]);
  });
});
