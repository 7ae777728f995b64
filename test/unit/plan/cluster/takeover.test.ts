import { expect, test } from "vitest";
import { peerIsAhead, refuseTakeover, type TakeoverView } from "../../../../src/plan/cluster/takeover.ts";
import type { Situation } from "../../../../src/model/plan.ts";
import type { DrbdState } from "../../../../src/status/procDrbd.ts";

const state = (over: Partial<DrbdState> = {}): DrbdState => ({ connection: "WFConnection", role: "Secondary", peerRole: "Unknown", disk: "UpToDate", peerDisk: "DUnknown", percent: null, ...over });
const view = (over: Partial<TakeoverView> = {}): TakeoverView => ({ readable: true, ready: true, noted: true, peerKnown: true, inUse: false, state: state(), peerAnswers: false, hasLink: true, wasConnected: true, peerAhead: false, peerIsOff: false, ...over });

test.each<[string, Partial<TakeoverView>, string | null]>([
  ["the link was lost with both sides whole, and the peer is silent", {}, null],
  ["its disk cannot be read", { readable: false, ready: false, peerIsOff: true }, "disk-unreadable"],
  ["its disk cannot be read, and it leads over the other node's", { readable: false, ready: false, state: state({ role: "Primary" }), inUse: true }, "leads"],
  ["its own network has no link", { hasLink: false }, "cut-off"],
  ["the same, and the operator knows", { hasLink: false, peerIsOff: true }, null],
  ["its whole copy was never noted: the peer may lead without asking when it comes back", { noted: false }, "not-noted"],
  ["the same, and the operator knows that it will not", { noted: false, peerIsOff: true }, null],
  ["never connected in this start", { wasConnected: false }, "never-heard"],
  ["never connected, but the operator knows", { wasConnected: false, peerIsOff: true }, null],
  ["up to date when the link was lost, and the peer was heard to write since", { peerAhead: true }, "peer-ahead"],
  ["never connected, and the peer was heard to be ahead", { peerAhead: true, wasConnected: false }, "peer-ahead"],
  ["heard to be ahead, and gone for good by the operator's word", { peerAhead: true, peerIsOff: true }, null],
  ["heard to be ahead, and still there", { peerAhead: true, peerAnswers: true }, "peer-answers"],
  ["stands alone after a split", { state: state({ connection: "StandAlone" }) }, null],
  ["connected", { state: state({ connection: "Connected", peerRole: "Primary" }) }, "connected"],
  ["a copy under way", { state: state({ connection: "SyncTarget", disk: "Inconsistent" }) }, "connected"],
  ["leads already", { state: state({ role: "Primary" }), inUse: true }, "leads"],
  ["leads since a takeover that was cut off", { state: state({ role: "Primary" }) }, null],
  ["the same, and the peer answers again", { state: state({ role: "Primary" }), peerAnswers: true }, "peer-answers"],
  ["the same, and the peer is back: the rounds do the rest", { state: state({ role: "Primary", connection: "Connected" }) }, "leads"],
  ["the peer still answers", { peerAnswers: true }, "peer-answers"],
  ["cut off while it was getting data", { state: state({ disk: "Inconsistent" }) }, "not-up-to-date"],
  ["knows that the peer has more", { state: state({ disk: "Outdated" }) }, "not-up-to-date"],
  ["was never finished", { ready: false }, "not-finished"],
  ["nobody knows who the peer is", { peerKnown: false }, "peer-unknown"],
  ["not up", { state: null }, "not-up"],
])("%s", (_, over, refusal) => {
  expect(refuseTakeover(view(over))).toBe(refusal);
});

test("the operator's word stands in for nothing that can be checked", () => {
  for (const over of [{ peerAhead: true, peerAnswers: true }, { peerAnswers: true }, { state: state({ disk: "Outdated" }) }, { state: state({ disk: "Inconsistent" }) }, { state: state({ connection: "Connected" }) }, { ready: false }, { peerKnown: false }, { state: null }]) {
    expect(refuseTakeover(view({ ...over, peerIsOff: true }))).not.toBeNull();
  }
});

test.each<[Situation, number | null, boolean | null]>([
  ["one-ahead", 1, true], ["one-ahead", 0, false], ["diverged", null, true], ["in-step", 1, false], ["was-primary", 1, false], ["peer-silent", null, null], ["sync-unfinished", 1, null], ["one-empty", 1, null],
])("%s, led by %s: the peer is ahead: %s", (situation, primaryIndex, ahead) => {
  expect(peerIsAhead({ situation, primaryIndex, peerIndex: 1 })).toBe(ahead);
});
