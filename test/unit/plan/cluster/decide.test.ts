import { describe, expect, test } from "vitest";
import { areBegun, decide, situationOf } from "../../../../src/plan/cluster/decide.ts";
import type { Side } from "../../../../src/plan/cluster/sides.ts";
import { pairRows } from "../../readme.ts";
import { CREATED, gen, meta, NONE, UUID } from "./fixtures.ts";

const data = (current: string, over: Parameters<typeof meta>[1] = {}, uuid = UUID): Side => ({ kind: "data", uuid, meta: meta(current, over), formed: true, mayBeBehind: false });
/** Data that never had another side. */
const own = (current: string): Side => ({ kind: "data", uuid: UUID, meta: meta(current), formed: false, mayBeBehind: false });
/** The side that it followed may have gone on. */
const behind = (current: string, over: Parameters<typeof meta>[1] = {}): Side => ({ ...data(current, over), mayBeBehind: true }) as Side;
const begun = (current: string | null, over: Parameters<typeof meta>[1] = {}): Side => ({ kind: "unfinished", uuid: UUID, meta: current === null ? null : meta(current, over) });
const blank: Side = { kind: "blank" };
const freed: Side = { kind: "blank", freed: UUID };
const A = gen("A");
const B = gen("B");
/** That of a copy that goes on from A. */
const COPIED = "AAABAAAAAAAAA410";

/** One side, the other, what both come to, and whose data counts. */
const ROWS: [string, Side, Side, string, string | null][] = [
  ["both blank", blank, blank, "both-empty make", "first"],
  ["one begun", blank, begun(null), "both-empty make", "first"],
  ["both begun, metadata made", begun(CREATED), begun(A), "both-empty make", "first"],
  ["its copy is whole and was never noted, and the other side is gone", blank, begun(A), "only-copy wait", null],
  ["begun beside blank, its copy cut off", blank, begun(A, { consistent: false }), "both-empty make", "first"],
  ["begun beside blank, its metadata new", blank, begun(CREATED), "both-empty make", "first"],
  ["blank beside data", data(A), blank, "one-empty join", "one"],
  ["begun beside data", data(A), begun(null), "one-empty join", "one"],
  ["begun with new metadata beside data", data(A), begun(CREATED), "one-empty join", "one"],
  ["may be behind, beside blank", behind(A), blank, "may-be-behind wait", null],
  ["may be behind, beside a claim that it was whole for, without metadata", behind(A), begun(null), "one-empty join", "one"],
  ["may be behind, beside a claim that it was whole for, with new metadata", behind(A), begun(CREATED), "one-empty join", "one"],
  ["may be behind, beside a claim for another resource", behind(A), { ...begun(CREATED), uuid: "55555555-5555-5555-8555-555555555555" } as Side, "may-be-behind wait", null],
  ["may be behind, and the other side is there: what DRBD knows counts", behind(A), data(B, { bitmap: A }), "one-ahead resume", "other"],
  ["may be behind, equal to the other", behind(A), data(A), "in-step resume", "first"],
  ["may be behind, and is not whole", behind(A, { consistent: false }), blank, "both-partial refuse", null],
  ["may be behind, and the other is not there", behind(A), { kind: "none" }, "no-partner wait", null],
  ["begun and of the same generation: its marker alone is late", data(A), begun(A), "unnoted settle", "one"],
  ["begun, and its first copy was cut off", data(B, { bitmap: A }), begun(A, { consistent: false }), "sync-unfinished resume", "one"],
  ["equal", data(A), data(A), "in-step resume", "first"],
  ["equal but for the bit that says primary", data(A), data(`${A.slice(0, 15)}1`), "in-step resume", "first"],
  ["equal, one was primary", data(A, { primary: true }), data(A), "was-primary resume", "one"],
  ["equal, one is primary and the other was when it crashed", data(A, { primary: true }), data(A, { crashed: true }), "was-primary resume", "one"],
  ["equal, one was primary when it crashed", data(A, { crashed: true }), data(A), "was-primary resume", "one"],
  ["equal, and it had mirrored another disk since", data(A, { history: [gen("R"), gen("Z")] }), data(A, { history: [gen("Z"), NONE] }), "older-disk refuse", null],
  ["equal, its copy to another disk was cut off", data(A, { bitmap: gen("R"), history: [gen("Z"), NONE] }), data(A, { history: [gen("Z"), NONE] }), "older-disk refuse", null],
  ["equal, it could not note the end of the copy", data(A, { bitmap: gen("R"), history: [gen("Z"), NONE] }), data(A, { history: [gen("R"), gen("Z")] }), "in-step resume", "first"],
  ["it ran on alone, and had mirrored another disk before", data(B, { bitmap: A, history: [gen("R"), gen("Z")] }), data(A, { history: [gen("Z"), NONE] }), "older-disk refuse", null],
  ["it ran on alone, its copy to another disk was cut off", data(B, { bitmap: COPIED, history: [A, NONE] }), data(A), "older-disk refuse", null],
  ["the same, and the one put back is no whole copy", data(B, { bitmap: COPIED, history: [A, NONE] }), data(A, { consistent: false }), "older-disk refuse", null],
  ["a copy was cut off that had begun", data(B, { bitmap: COPIED, history: [A, NONE] }), data(COPIED, { consistent: false }), "sync-unfinished resume", "one"],
  ["it may be behind, and a disk is put back that is older still", behind(B, { history: [A, NONE] }), data(A), "older-disk refuse", null],
  ["it may be behind a third one, and went on from what the other has", behind(B, { bitmap: A }), data(A), "one-ahead resume", "one"],
  ["begun, and guests went on over it before it could note that it was whole", data(A), begun(B, { bitmap: A }), "diverged refuse", null],
  ["the same, and the other one was used since", data(gen("C"), { bitmap: A }), begun(B, { bitmap: A }), "diverged refuse", null],
  ["begun, ahead, and no whole copy", data(A), begun(B, { bitmap: A, consistent: false }), "one-empty join", "one"],
  ["begun, its copy cut off, and another disk was filled since: made anew", data(B, { bitmap: COPIED, history: [A, NONE] }), begun(A, { consistent: false }), "one-empty join", "one"],
  ["may be behind, beside a disk that was given up", behind(A), freed, "may-be-behind wait", null],
  ["went on alone, beside a disk of another resource that was given up", behind(B, { bitmap: A, primary: true }), { kind: "blank", freed: "55555555-5555-5555-8555-555555555555" }, "may-be-behind wait", null],
  ["went on alone, beside a disk that was given up", behind(B, { bitmap: A, primary: true }), freed, "one-empty join", "one"],
  ["was in use alone when it was last heard of, beside a blank disk", behind(B, { bitmap: A, primary: true }), blank, "may-be-behind wait", null],
  ["crashed in use alone, beside a blank disk", behind(B, { bitmap: A, crashed: true }), blank, "may-be-behind wait", null],
  ["was used alone and ended in order, beside a blank disk", behind(B, { bitmap: A }), blank, "one-empty join", "one"],
  ["the same, and a disk that is older still", behind(B, { bitmap: gen("W"), history: [A, NONE] }), data(A), "one-ahead resume", "one"],
  ["in use alone, and a disk that is older still", behind(B, { bitmap: gen("W"), history: [A, NONE], primary: true }), data(A), "older-disk refuse", null],
  ["equal, both were primary after one another", data(A, { primary: true }), data(A, { primary: true }), "in-step resume", "first"],
  ["one ran on alone", data(B, { bitmap: A }), data(A), "one-ahead resume", "one"],
  ["one ran on alone, more than once", data(gen("C"), { history: [B, A] }), data(A), "one-ahead resume", "one"],
  ["a third one copied to it, and a disk is put back that is older still: a target does not keep what it was", data(COPIED, { history: [gen("R"), NONE], consistent: false }), data(A), "unrelated refuse", null],
  ["the one that went on alone was declared worthless by hand", data(B, { bitmap: A, consistent: false }), data(A), "sync-unfinished resume", "other"],
  ["a copy was cut off", data(B, { bitmap: A }), data(A, { consistent: false }), "sync-unfinished resume", "one"],
  ["both ran alone", data(B, { bitmap: A }), data(gen("C"), { bitmap: A }), "diverged refuse", null],
  ["both ran alone, and one forgot", data(B, { history: [A, gen("Z")] }), data(gen("C"), { bitmap: A }), "diverged refuse", null],
  ["nothing in common", data(A), data(B), "unrelated refuse", null],
  ["another resource of the same name", data(A), data(A, {}, "55555555-5555-5555-8555-555555555555"), "other-resource refuse", null],
  ["neither is whole", data(A, { consistent: false }), data(A, { consistent: false }), "both-partial refuse", null],
  ["not whole, and the other blank: DRBD copies from nobody who is not", data(A, { consistent: false }), blank, "both-partial refuse", null],
  ["not whole, and the other begun with new metadata", data(A, { consistent: false }), begun(CREATED), "both-partial refuse", null],
  ["no metadata", data(A), { kind: "no-metadata", uuid: UUID }, "no-metadata refuse", null],
  ["does not answer any more", data(A), { kind: "unreadable" }, "disk-unreadable refuse", null],
  ["does not answer, and the other blank", blank, { kind: "unreadable" }, "disk-unreadable refuse", null],
  ["refused by its own node", data(A), { kind: "refused" }, "refused-side refuse", null],
  ["refused, and the other blank", blank, { kind: "refused" }, "refused-side refuse", null],
  ["the peer is silent", data(A), { kind: "silent" }, "peer-silent wait", null],
  ["the peer is silent, blank here", blank, { kind: "silent" }, "peer-silent wait", null],
  ["never had another side, and nobody is heard", own(A), { kind: "silent" }, "never-formed alone", "one"],
  ["never had another side, and there is none", own(A), { kind: "none" }, "never-formed alone", "one"],
  ["never had another side, and there is a blank one", own(A), blank, "one-empty join", "one"],
  ["its first copy is under way", own(A), begun(gen("Z"), { consistent: false }), "one-empty join", "one"],
  ["its first copy was cut off", { ...own(B), meta: meta(B, { bitmap: A }) } as Side, begun(A, { consistent: false }), "sync-unfinished resume", "one"],
  ["its first copy is whole, and not noted", own(A), begun(A), "unnoted settle", "one"],
  ["never had another side, and is refused by its node", own(A), { kind: "refused" }, "refused-side refuse", null],
  ["no disk there", data(A), { kind: "none" }, "no-partner wait", null],
];

test("two sides that were made together are gone on with, and none is made anew beside one that is whole", () => {
  const other = { ...begun(A), uuid: "55555555-5555-5555-8555-555555555555" } as Side;
  expect([[begun(A), begun(A)], [begun(B, { bitmap: A, crashed: true }), begun(A)], [begun(A), begun(B, { bitmap: A })], [begun(A, { consistent: false }), begun(B, { bitmap: A })]].map(([one, two]) => [situationOf(one as Side, two as Side).situation, areBegun(one as Side, two as Side)])).toEqual([["both-empty", true], ["both-empty", true], ["both-empty", true], ["both-empty", true]]);
  for (const [one, two] of [[begun(CREATED), begun(A)], [begun(A), begun(A, { consistent: false })], [begun(A), begun(B)], [begun(A), other], [begun(null), begun(A)], [blank, begun(A)], [begun(CREATED), begun(CREATED)]] as const) expect(areBegun(one, two)).toBe(false);
});

describe("the pair's decision", () => {
  test.each(ROWS)("%s", (_, one, other, said, lead) => {
    const found = situationOf(one, other);
    expect([`${found.situation} ${decide(found.situation)}`, found.lead]).toEqual([said, lead]);
    // Both nodes look from their own side: the same words, the lead turned round.
    const turned = situationOf(other, one);
    expect([turned.situation, turned.lead]).toEqual([found.situation, lead === "one" ? "other" : lead === "other" ? "one" : lead]);
  });

  test("whatever two sides with data say, nobody joins: no new metadata on written data", () => {
    for (const [, one, other] of ROWS) if (one.kind === "data" && other.kind === "data") expect(["resume", "refuse"]).toContain(decide(situationOf(one, other).situation));
  });

  test("every row of README's table is come to, but the one that disks of different size decide before", () => {
    const reached = new Set([...ROWS.map(([, , , said]) => said), "other-size refuse"]);
    expect(pairRows().map((row) => row.join(" ")).filter((row) => !reached.has(row))).toEqual([]);
  });
});
