import { describe, expect, it } from "vitest";
import { makeSiteOverlay, OVERLAY_BYTES } from "../../../src/medium/overlay.ts";

/** Names, modes and contents of a newc archive (cpio(5)). */
function members(archive: Buffer): { name: string; mode: number; content: string }[] {
  const found = [];
  for (let at = 0; ; ) {
    const field = (index: number): number => parseInt(archive.toString("latin1", at + 6 + index * 8, at + 14 + index * 8), 16);
    expect(archive.toString("latin1", at, at + 6)).toBe("070701");
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    const name = archive.toString("utf8", at + 110, at + 110 + nameSize - 1);
    if (name === "TRAILER!!!") return found;
    const start = (at + 110 + nameSize + 3) & ~3;
    found.push({ name, mode, content: archive.toString("utf8", start, start + size) });
    at = (start + size + 3) & ~3;
  }
}

describe("makeSiteOverlay", () => {
  it("puts files under /site/, for root alone, in the order of their names", () => {
    const overlay = makeSiteOverlay({ "site.id": "north", authorized_keys: Buffer.from("ssh-ed25519 AAAA müller\n") });
    expect(overlay.length).toBe(OVERLAY_BYTES);
    expect(members(overlay)).toEqual([
      { name: "site", mode: 0o040700, content: "" },
      { name: "site/authorized_keys", mode: 0o100600, content: "ssh-ed25519 AAAA müller\n" },
      { name: "site/site.id", mode: 0o100600, content: "north" },
    ]);
  });

  it("gives equal bytes for equal files", () => {
    expect(makeSiteOverlay({ "site.id": "a", shadow: "b" }).equals(makeSiteOverlay({ shadow: "b", "site.id": "a" }))).toBe(true);
  });

  it("refuses what does not fit", () => {
    expect(() => makeSiteOverlay({ "tls.crt": "x".repeat(OVERLAY_BYTES) })).toThrow("65536");
  });
});
