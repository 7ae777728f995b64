import { expect, test } from "vitest";
import { refuseTakeover, type TakeoverView } from "../../../../src/plan/cluster/takeover.ts";
import type { DrbdState } from "../../../../src/status/procDrbd.ts";

const state = (over: Partial<DrbdState> = {}): DrbdState => ({ connection: "WFConnection", role: "Secondary", peerRole: "Unknown", disk: "UpToDate", peerDisk: "DUnknown", percent: null, ...over });
const view = (over: Partial<TakeoverView> = {}): TakeoverView => ({ ready: true, peerKnown: true, state: state(), peerAnswers: false, wasConnected: true, peerIsOff: false, ...over });

test.each<[string, Partial<TakeoverView>, string | null]>([
  ["the link was lost with both sides whole, and the peer is silent", {}, null],
  ["never connected in this start", { wasConnected: false }, "never-heard"],
  ["never connected, but the operator knows", { wasConnected: false, peerIsOff: true }, null],
  ["stands alone after a split", { state: state({ connection: "StandAlone" }) }, null],
  ["connected", { state: state({ connection: "Connected", peerRole: "Primary" }) }, "connected"],
  ["a copy under way", { state: state({ connection: "SyncTarget", disk: "Inconsistent" }) }, "connected"],
  ["leads already", { state: state({ role: "Primary" }) }, "leads"],
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
  for (const over of [{ peerAnswers: true }, { state: state({ disk: "Outdated" }) }, { state: state({ disk: "Inconsistent" }) }, { state: state({ connection: "Connected" }) }, { ready: false }, { peerKnown: false }, { state: null }]) {
    expect(refuseTakeover(view({ ...over, peerIsOff: true }))).not.toBeNull();
  }
});
