import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ascii, latin1 } from "../../../src/personal/file.ts";
import { LINE_BYTES, LOADER_FILES, LOADERS, loaderFile, shownIn } from "../../../src/personal/loaders.ts";
import { fill, lineIn, roomFor } from "../../../src/personal/room.ts";

const line = fc.string({ unit: fc.constantFrom(..."abc0123.:/,=- "), maxLength: LINE_BYTES });

describe.each(LOADERS)("the place in %s", (loader) => {
  const { room, before } = LOADER_FILES[loader];

  it("gives back what was written, and is always as long", () => {
    fc.assert(fc.property(line, (text) => {
      const shown = shownIn(loader, room, text);
      const bytes = fill(room, shown);
      expect(bytes.length).toBe(room.bytes);
      expect(lineIn(room, bytes)).toBe(shown);
    }));
  });

  it("takes a line to the last byte, and none longer", () => {
    const longest = "x".repeat(roomFor(room));
    expect(lineIn(room, fill(room, longest))).toBe(longest);
    expect(() => fill(room, `${longest}x`)).toThrow(RangeError);
  });

  it("notices every changed byte of a place: what it then reads is not what was written", () => {
    const bytes = fill(room, "quiet mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250");
    for (let at = 0; at < bytes.length; at += 1) {
      const other = bytes.slice();
      other[at] = (other[at] ?? 0) ^ 0x04;
      expect(lineIn(room, other), String(at)).not.toBe("quiet mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250");
    }
  });

  it("is padded so that no loader minds: comments, or what is behind Ctrl-Z", () => {
    const text = latin1(loaderFile(loader, "quiet")).slice(before.length + "quiet".length + room.after.length);
    if (room.padding === "eof") expect(text).toMatch(/^\x1a *$/);
    else expect(text.split("\n").filter((row) => !/^#{0,63}$/.test(row))).toEqual([]);
  });
});

it("leaves both loaders a line and a kernel's line that they can hold", () => {
  const cfg = latin1(loaderFile("isolinux", "x".repeat(LINE_BYTES))).split("\n").map((row) => row.length);
  // isolinux' fgets() takes 4095 bytes, the kernel of x86 2047.
  expect(Math.max(...cfg)).toBeLessThan(4095);
  expect(ascii("BOOT_IMAGE=/vmlinuz initrd=/initrd.img,/site.img ").length + LINE_BYTES).toBeLessThan(2047);
});

it("writes GRUB's entry as one block, its line unquoted", () => {
  expect(latin1(loaderFile("grub", "quiet a.b"))).toContain("--id ram {\n  linux /vmlinuz quiet a.b\n  initrd /initrd.img /site.img\n}\n#");
});

it("shows of a long line its beginning on isolinux' screen", () => {
  const long = "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 ".repeat(40).trim();
  const shown = shownIn("help", LOADER_FILES.help.room, long);
  expect(shown.length).toBe(800);
  expect(shown.endsWith(" ...")).toBe(true);
});

describe("what a loader says while the line is changed", () => {
  const said = { isolinux: LOADER_FILES.help.before, grub: /menuentry "(.*)"/.exec(LOADER_FILES.grub.before)?.[1] ?? "" };

  it.each(["isolinux", "grub"] as const)("names the keyboard, in ASCII: %s", (loader) => {
    expect(said[loader]).toMatch(/US (one|keyboard)/);
    expect(said[loader]).toMatch(/^[ -~\r\n]+$/);
  });
  it("fits isolinux' screen of 25 rows and 80 columns with the longest line and the prompt, and GRUB's menu", () => {
    const { room, before } = LOADER_FILES.help;
    const rows = `${before}${shownIn("help", room, "x".repeat(LINE_BYTES))}\r\nboot: `.split("\r\n");
    expect(rows.slice(0, -2).filter((row) => row.length > 80)).toEqual([]);
    // A row of 80 columns leaves an empty one behind it.
    expect(rows.reduce((sum, row) => sum + Math.floor(row.length / 80) + 1, 0)).toBeLessThanOrEqual(25);
    expect(said.grub.length).toBeLessThanOrEqual(72);
  });
});
