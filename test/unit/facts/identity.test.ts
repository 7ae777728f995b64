import { describe, expect, it } from "vitest";
import { bestName } from "../../../src/facts/identity.ts";
import { FakeHost, errno } from "./host.ts";

const GIB = 1024 ** 3;
const disk = (device: string): { sizeBytes: number; device: string } => ({ sizeBytes: 16 * 1024 * 1024, device });

describe("bestName", () => {
  it("prefers what names the disk for ever, and does not depend on the order", () => {
    const names = ["scsi-35000c500a1b2c3d7", "ata-ST1000_W470", "wwn-0x5000c500a1b2c3d7", "wwn-0x5000c500a1b2c3d7-part1", "dm-name-vg", "lvm-pv-uuid-x"];
    expect(bestName(names)).toBe("wwn-0x5000c500a1b2c3d7");
    expect(bestName([...names].reverse())).toBe("wwn-0x5000c500a1b2c3d7");
  });
  it("takes nvme-eui before the name made of model and serial", () => {
    expect(bestName(["nvme-SAMSUNG_S64_1", "nvme-SAMSUNG_S64", "nvme-eui.0025"])).toBe("nvme-eui.0025");
    expect(bestName(["nvme-SAMSUNG_S64_1", "nvme-SAMSUNG_S64"])).toBe("nvme-SAMSUNG_S64");
  });
  it("is null where only other things are named", () => {
    expect(bestName(["dm-uuid-LVM-x", "md-name-a", "virtio-A-part2"])).toBeNull();
    expect(bestName([])).toBeNull();
  });
});

describe("a disk is known", () => {
  it("by udev's record and links", async () => {
    const host = new FakeHost().disk("sda", disk("8:0"), { "device/model": "ST1000NX0453    " })
      .file("/run/udev/data/b8:0", "S:disk/by-id/wwn-0x5000c500a1b2c3d7\nS:disk/by-path/pci-0\nI:1234\nE:ID_SERIAL=ST1000NX0453_W470\nE:ID_SERIAL_SHORT=W470\nE:ID_WWN=0x5000c500a1b2c3d7\nE:ID_MODEL=ST1000NX0453\nG:systemd\n");
    expect((await host.facts()).disks[0]).toMatchObject({ id: "wwn-0x5000c500a1b2c3d7", serial: "W470", wwn: "0x5000c500a1b2c3d7", model: "ST1000NX0453" });
  });

  it("by the links alone", async () => {
    const host = new FakeHost().disk("vda", disk("254:0")).link("/dev/disk/by-id/virtio-A", "../../vda").link("/dev/disk/by-id/virtio-A-part1", "../../vda1").link("/dev/disk/by-id/virtio-B", "../../vdb");
    expect((await host.facts()).disks[0]?.id).toBe("virtio-A");
  });

  it("by the same id on both of its paths: the directory shows one of them only", async () => {
    const record = "S:disk/by-id/wwn-0x600508b4\n";
    const host = new FakeHost().disk("sda", disk("8:0")).disk("sdb", disk("8:16"), {}, "/sys/devices/x/host1").file("/run/udev/data/b8:0", record).file("/run/udev/data/b8:16", record)
      .link("/dev/disk/by-id/wwn-0x600508b4", "../../sdb");
    expect((await host.facts()).disks.map(({ id }) => id)).toEqual(["wwn-0x600508b4", "wwn-0x600508b4"]);
  });

  it.each([
    ["vda", { serial: "RAMVISOR0" }, "virtio-RAMVISOR0", "RAMVISOR0", null],
    ["vda", { serial: "a b/c" }, "virtio-a_b_c", "a b/c", null],
    ["nvme0n1", { wwid: "eui.0025385b71b12345", "device/serial": "S33UNX0HB12345      " }, "nvme-eui.0025385b71b12345", "S33UNX0HB12345", "eui.0025385b71b12345"],
    ["nvme0n1", { wwid: "nvme.1b36-31", "device/serial": "1", "device/model": "QEMU NVMe Ctrl   " }, "nvme-QEMU_NVMe_Ctrl_1", "1", null],
    ["sda", { "device/wwid": "naa.5000c500a1b2c3d7", "device/vpd_pg80": "\u0000\u0080\u0000\u0014      W470ABCD" }, "wwn-0x5000c500a1b2c3d7", "W470ABCD", "naa.5000c500a1b2c3d7"],
    ["sda", { "device/wwid": "t10.ATA     QEMU HARDDISK  QM00005 " }, "unknown:/dev/sda", null, null],
    ["vda", { serial: "" }, "unknown:/dev/vda", null, null],
    ["vda", {}, "unknown:/dev/vda", null, null],
  ])("without udev, by sysfs: %s %o", async (name, attributes, id, serial, wwn) => {
    const facts = await new FakeHost().disk(name, disk("8:0"), attributes as Record<string, string>).facts();
    expect(facts.disks[0]).toMatchObject({ id, serial, wwn, errors: [] });
  });

  it("by nothing, and that is said, where its serial cannot be read", async () => {
    const host = new FakeHost().disk("vda", { ...disk("254:0"), sizeBytes: GIB }, { serial: "A" }).fails("/sys/block/vda/serial", errno("EIO", "i/o error"));
    expect((await host.facts()).disks[0]).toMatchObject({ id: "unknown:/dev/vda", serial: null, errors: [{ what: "/sys/block/vda/serial", why: "EIO: i/o error" }] });
  });

  it("also where /dev/disk/by-id cannot be listed; that is said", async () => {
    const host = new FakeHost().disk("vda", disk("254:0"), { serial: "A" }).fails("/dev/disk/by-id", errno("EACCES", "permission denied"));
    const facts = await host.facts();
    expect(facts.disks[0]?.id).toBe("virtio-A");
    expect(facts.unread).toEqual([{ what: "/dev/disk/by-id", why: "EACCES: permission denied" }]);
  });
});
