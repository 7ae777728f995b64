import { describe, expect, it } from "vitest";
import { sortKeys } from "../../../src/qemu/terminal.ts";

const sort = (keys: string, ready: boolean, escaped = false): { forward: string; end: string | null; escaped: boolean } => {
  const sorted = sortKeys(Buffer.from(keys), escaped, ready);
  return { ...sorted, forward: sorted.forward.toString() };
};

describe("sortKeys", () => {
  it("hands keys to the machine", () => {
    expect(sort("ls\r", true)).toEqual({ forward: "ls\r", end: null, escaped: false });
  });

  it("leaves on Ctrl-A X, in one piece or in two", () => {
    expect(sort("ab\x01xcd", true)).toEqual({ forward: "ab", end: "leave", escaped: false });
    expect(sort("\x01", false)).toEqual({ forward: "", end: null, escaped: true });
    expect(sort("X", false, true).end).toBe("leave");
  });

  it("types Ctrl-A for the machine where it is pressed twice, or before another key", () => {
    expect(sort("\x01\x01x", true)).toEqual({ forward: "\x01x", end: null, escaped: false });
    expect(sort("\x01k", true).forward).toBe("\x01k");
  });

  it("ends on Ctrl-C until the machine is ready, and hands it over afterwards", () => {
    expect(sort("a\x03b", false)).toEqual({ forward: "a", end: "interrupt", escaped: false });
    expect(sort("a\x03b", true)).toEqual({ forward: "a\x03b", end: null, escaped: false });
  });
});
