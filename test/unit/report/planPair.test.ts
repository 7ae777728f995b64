import { describe, expect, test } from "vitest";
import { pairMessages } from "../../../src/messages/pair/index.ts";
import { LANGS } from "../../../src/model/token.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { pairLines } from "../../../src/report/planPair.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { disk, facts, GIB, nic } from "../plan/fixtures.ts";
import { cardOf, gen, meta, ring, sideDisk } from "../plan/cluster/fixtures.ts";

const plan = (own: ReturnType<typeof disk>[], other: ReturnType<typeof disk>[] | null): ReturnType<typeof makePlan> =>
  makePlan(ring(2), [], facts([nic("eth0", cardOf(0))], own), other === null ? [] : [facts([nic("eth0", cardOf(1))], other)]);

test("who mirrors what where", () => {
  expect(pairLines(plan([disk("a")], [disk("b")]), "en", 80)).toEqual([
    "  make    r0 virtio-a <-> lab-2 virtio-b",
    "          lab-1 leads, pool default; both sides are empty: mirrored without a",
    "          first copy.",
  ]);
  expect(pairLines(plan([disk("a")], null), "en", 80)).toEqual(["  wait    virtio-a", "          the other node has not been heard in this start."]);
  expect(pairLines(plan([disk("a")], [disk("b", { sizeBytes: 2 * GIB })]), "en", 80).join(" ").replaceAll(/ +/g, " ")).toMatch(/Put in a disk of equal size and block size\.$/);
});

describe.each(LANGS)("in %s", (lang) => {
  test("every situation has words of its own, and fits", () => {
    const said = Object.values(pairMessages[lang].situation);
    expect(new Set(said).size).toBe(said.length);
    const diverged = plan([sideDisk("a", 0, meta(gen("A"), { bitmap: gen("X") }))], [sideDisk("b", 1, meta(gen("B"), { bitmap: gen("X") }))]);
    const lines = pairLines(diverged, lang, 80);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
  });
});
