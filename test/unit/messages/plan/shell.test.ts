import { expect, it } from "vitest";
import { shellWord, wipeCommand } from "../../../../src/messages/plan/shell.ts";

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
