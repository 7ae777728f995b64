import { describe, expect, it } from "vitest";
import { disksBelow, parseMountinfo } from "../../../src/apply/mounts.ts";
import { memory } from "./fakes.ts";

describe("the disks below a mount", () => {
  it("of a partition, of a whole disk, of an array", async () => {
    const { fs, volume } = memory({
      "/sys/devices/pci/vda/vda1/partition": "1\n", "/sys/devices/pci/vdb/vdb1/partition": "1\n", "/sys/devices/virtual/md127/slaves/": "", "/sys/class/block/": "", "/sys/dev/block/": "",
    });
    for (const [name, to] of [["/sys/class/block/vda1", "pci/vda/vda1"], ["/sys/class/block/vdb1", "pci/vdb/vdb1"], ["/sys/dev/block/254:1", "pci/vda/vda1"], ["/sys/dev/block/254:0", "pci/vda"], ["/sys/dev/block/9:127", "virtual/md127"]] as const) {
      volume.symlinkSync(`/sys/devices/${to}`, name);
    }
    for (const name of ["vda1", "vdb1"]) volume.symlinkSync(`/sys/class/block/${name}`, `/sys/devices/virtual/md127/slaves/${name}`);
    const below = await Promise.all(["254:1", "254:0", "9:127"].map((device) => disksBelow(fs, device)));
    expect(below).toEqual([["vda"], ["vda"], ["vda", "vdb"]]);
  });
});

describe("parseMountinfo", () => {
  it("reads device, path and type, with and without tags, and octal blanks", () => {
    const text = "36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw\n25 1 254:1 / /a\\040b rw - ext4 /dev/vda1 rw\nbroken\n";
    expect(parseMountinfo(text)).toEqual([{ device: "98:0", path: "/mnt", type: "ext3" }, { device: "254:1", path: "/a b", type: "ext4" }]);
  });
});
