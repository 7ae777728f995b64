import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MASKED, MASKED_GENERATORS } from "../../../src/medium/masks.ts";
import { LATER } from "../../../src/medium/setup.ts";

describe("units", () => {
  const unit = readFileSync(new URL("../../../src/medium/root/etc/systemd/system/ramvisor-later.service", import.meta.url), "utf8");

  it("that are taken out of the start are started later", () => {
    const started = /^ExecStart=\S+ --no-block start (.*)$/m.exec(unit)?.[1]?.split(" ");
    // virtlogd has a socket, which starts it when a guest wants it.
    expect(started).toEqual(LATER.filter((name) => name !== "virtlogd.service"));
  });

  it("are masked once each, with a reason, and none of those that start later", () => {
    const names = [...MASKED, ...MASKED_GENERATORS].map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => LATER.includes(name))).toEqual([]);
    expect([...MASKED, ...MASKED_GENERATORS].filter(([, reason]) => reason.length < 8)).toEqual([]);
  });
});
