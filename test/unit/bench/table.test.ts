import { expect, it } from "vitest";
import { bootTable, cells } from "../../bench/table.ts";
import { BOOTS } from "./samples.ts";

const squeezed = (text: string): string[] => text.split("\n").map((line) => line.replace(/ +/g, " ").trim());

it("shows median, min and max of ours and of the peer, their ratio, and each target beside its figure", () => {
  const lines = squeezed(bootTable(BOOTS));
  expect(lines).toContain("ready, from the kernel's start s 50.0 48.0 51.0 200.0 190.0 210.0 0.25");
  expect(lines).toContain("bare kernel, busybox init s 2.00 1.90 2.10 - - - -");
  expect(lines).toContain("stage agent s 5.0 5.0 5.0 - - - -");
  expect(lines).toContain("stage cloud-init s - - - 60.0 60.0 60.0 -");
  expect(lines).toContain("target ready / bare kernel 25.0 at most 5 not met");
  expect(lines).toContain("target ISO bytes 99,000,000 at most 60,000,000 not met");
  expect(lines).toContain("target agent up to the hand-over / ready % 10.0 at most 10 met");
});

it("says what was not measured without a peer", () => {
  expect(squeezed(bootTable({ ...BOOTS, peer: null, isoBytes: { ours: 1, peer: null } }))).toContain("target ready / peer's ready - at most 0.2 not measured");
});

it("writes median, least and most", () => {
  expect(cells({ median: 12, min: 10, max: 20 }, 1)).toBe("    12.0    10.0    20.0");
  expect(cells(null, 1)).toBe("       -       -       -");
});
