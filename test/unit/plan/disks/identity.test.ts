import { expect, test } from "vitest";
import { findTwins, hasIdentity, inOrder, stablePath } from "../../../../src/plan/disks/identity.ts";
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
