import { describe, expect, it } from "vitest";
import { notReadAtStart } from "../../../src/medium/layers.ts";

describe("notReadAtStart", () => {
  const listed = ["usr/bin/node", "usr/lib/modules/*/kernel/drivers/net/tun.ko", "usr/bin/gone"];

  it("keeps what is listed out of the slow layer, whatever the kernel's version", () => {
    expect(notReadAtStart(["usr/bin/node", "usr/bin/perl", "usr/lib/modules/6.12.1/kernel/drivers/net/tun.ko"], listed, "6.12.1")).toEqual(["usr/bin/perl"]);
  });

  it("passes over a listed file that is not there", () => {
    expect(notReadAtStart([], listed, "6.12.1")).toEqual([]);
  });
});
