import { expect, it } from "vitest";
import { freeCommand, releaseCommand, shellWord, wipeAdvice, wipeCommand } from "../../../../src/messages/plan/shell.ts";

it.each([
  ["/dev/disk/by-id/ata-Samsung_SSD_860", "/dev/disk/by-id/ata-Samsung_SSD_860"],
  ["/dev/disk/by-id/usb-X_0:0", "/dev/disk/by-id/usb-X_0:0"],
  ["/dev/disk/by-id/a\\x20b", "'/dev/disk/by-id/a\\x20b'"],
  ["/dev/x;reboot", "'/dev/x;reboot'"],
  ["/dev/it's", "'/dev/it'\\''s'"],
  ["", "''"],
])("%s as a word of a shell: %s", (path, word) => {
  expect(shellWord(path)).toBe(word);
});

it("never forces: a disk in use is to be refused by the tools as well", () => {
  expect(wipeCommand("/dev/disk/by-id/x")).toBe("wipefs -a /dev/disk/by-id/x && blkdiscard -z /dev/disk/by-id/x");
});

it("a used disk is given away by the id under which it is known; one without an id can only be overwritten", () => {
  expect(freeCommand("/dev/disk/by-id/virtio-A")).toBe("ramvisor disk free virtio-A");
  expect(freeCommand("/dev/disk/by-id/virtio-A\\x20B")).toBe("ramvisor disk free 'virtio-A\\x20B'");
  expect(freeCommand("/dev/vda")).toBeNull();
  const texts = { free: "Free:", overwrite: "Or:", overwriteAlone: "Overwrite:" };
  expect(wipeAdvice("/dev/vda", texts)).toEqual({ text: "Overwrite:", command: wipeCommand("/dev/vda") });
  expect(wipeAdvice("/dev/disk/by-id/x", texts)).toEqual({ text: "Free:", command: "ramvisor disk free x", or: { text: "Or:", command: wipeCommand("/dev/disk/by-id/x") } });
});

it.each([
  [{ mounts: ["/srv", "/srv/a b"], holders: [], swap: false }, "umount '/srv/a b' /srv && ramvisor"],
  [{ mounts: [], holders: ["md0", "md127", "dm-0", "dm-1"], swap: true, again: "ramvisor disk free x" }, "swapoff -a && dmsetup remove --retry /dev/dm-1 /dev/dm-0 && mdadm --stop /dev/md127 /dev/md0 && ramvisor disk free x"],
  [{ mounts: ["/srv"], holders: ["dm-0", "dm-1"], swap: false }, "umount /srv && dmsetup remove --retry /dev/dm-1 /dev/dm-0 && ramvisor"],
  [{ mounts: [], holders: ["dm-7", "md0", "dm-3"], swap: false }, "dmsetup remove --retry /dev/dm-3 && mdadm --stop /dev/md0 && dmsetup remove --retry /dev/dm-7 && ramvisor"],
  [{ mounts: [], holders: ["bcache0"], swap: false }, "ramvisor"],
])("what releases a disk: %j", (remedy, command) => {
  expect(releaseCommand({ kind: "release", ...remedy })).toBe(command);
});
