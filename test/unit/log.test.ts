import { describe, expect, it } from "vitest";
import { kmsgRecord } from "../../src/log.ts";

describe("kmsgRecord", () => {
  it("is one line with a priority and the name the journal knows", () => {
    expect(kmsgRecord("error", "one\ntwo").toString()).toBe("<27>ramvisor: one two\n");
  });
  it.each(["x", "ä", "→", "😀"])("stays within 1024 bytes and does not cut %s in half", (character) => {
    const record = kmsgRecord("info", character.repeat(2000));
    expect(record.length).toBeLessThanOrEqual(1024);
    expect(record.length).toBeGreaterThan(1018);
    expect(record.toString("utf8")).not.toContain("\ufffd");
  });
});
