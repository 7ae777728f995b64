import { describe, expect, test } from "vitest";
import type { PairDocument, Tried } from "../../../src/model/pair.ts";
import type { PlannedResource, ResourceState, Situation } from "../../../src/model/plan.ts";
import { checkPair, pairNow, pairReport, wordOf } from "../../../src/status/pair.ts";
import { parseProcDrbd } from "../../../src/status/procDrbd.ts";
import { NOT_TRIED } from "../../../src/status/tries.ts";
import { memory } from "../apply/fakes.ts";
import { plan } from "../report/samples.ts";
import { pair } from "../report/pairSamples.ts";

const now = (line: string): ReturnType<typeof parseProcDrbd> => parseProcDrbd(` 0: ${line} C r-----\n`);
const word = (state: ResourceState, situation: Situation, line: string | null, lostAt: number | null = null): string => wordOf({ state, situation }, line === null ? null : (now(line).get(0) ?? null), { lostAt }, { mounted: true, tried: NOT_TRIED, uptime: 1000 });
const USED = "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate";
const AWAY = "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown";
const trying = (line: string, over: Partial<Tried>, mounted = true, planned: [ResourceState, Situation] = ["resume", "in-step"]): string =>
  wordOf({ state: planned[0], situation: planned[1] }, now(line).get(0) ?? null, undefined, { mounted, tried: { ...NOT_TRIED, ...over }, uptime: 1000 });

describe("one word for a resource", () => {
  test.each<[string, string]>([
    ["whole", word("resume", "in-step", "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate")],
    ["whole", word("resume", "in-step", "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate")],
    ["syncing", word("join", "one-empty", "cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent")],
    ["making", word("make", "both-empty", "cs:Connected ro:Secondary/Secondary ds:Inconsistent/Inconsistent")],
    // The other node leads, and makes the file system.
    ["making", word("make", "both-empty", "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate")],
    ["making", word("resume", "in-step", null)],
    ["waiting", word("wait", "peer-silent", null)],
    ["waiting", word("wait", "peer-silent", "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown")],
    ["lost", word("wait", "peer-silent", "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown", 17)],
    ["lost", word("wait", "peer-silent", "cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown")],
    // The peer is heard again, and DRBD has not connected yet.
    ["lost", word("resume", "one-ahead", "cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown", 17)],
    ["lost", word("resume", "in-step", "cs:Connected ro:Primary/Secondary ds:Diskless/UpToDate")],
    ["lost", word("resume", "in-step", "cs:Connected ro:Primary/Secondary ds:UpToDate/Diskless")],
    // A disk that reads no more has no metadata either, which is why the plan refuses it.
    ["lost", word("refuse", "no-metadata", "cs:Connected ro:Primary/Secondary ds:Diskless/UpToDate")],
    ["lost", word("refuse", "no-metadata", "cs:Connected ro:Secondary/Primary ds:UpToDate/Diskless")],
    ["refused", word("refuse", "no-metadata", "cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate")],
    ["waiting", word("alone", "never-formed", "cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown")],
    ["refused", word("refuse", "unrelated", null)],
    ["diverged", word("refuse", "diverged", "cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown", 17)],
  ])("%s", (wanted, found) => { expect(found).toBe(wanted); });
});

describe("what DRBD's words do not say", () => {
  test.each<[string, string, string]>([
    ["this node leads and has not mounted it", "making", trying(USED, {}, false)],
    ["the other node leads: it is mounted there", "whole", trying("cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate", {}, false)],
    ["it gets what it lacks, and is not mounted", "making", trying("cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent", {}, false)],
    ["the file system cannot be mounted", "failed", trying(USED, { makingAt: 980, failedAt: 990 }, false)],
    ["a step failed a moment ago", "making", trying(USED, { makingAt: 980, failedAt: 991 }, false)],
    ["it is mounted, and libvirt is not told", "failed", trying(USED, { failedAt: 900 })],
    ["this side cannot note that it has its data", "failed", trying("cs:SyncTarget ro:Secondary/Primary ds:Inconsistent/UpToDate", { failedAt: 900 }, false)],
    ["two nodes that start together", "making", trying(AWAY, { makingAt: 880 })],
    ["the mirror's port is blocked", "stuck", trying(AWAY, { makingAt: 879 })],
    ["connected, and the peer's service is down", "stuck", trying("cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate", { makingAt: 879 }, false, ["wait", "peer-silent"])],
    ["a file system is checked for long", "stuck", trying(USED, { makingAt: 879 }, false)],
    ["a lost side comes first", "lost", trying("cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown", { failedAt: 900, makingAt: 800 })],
    ["its node is there again with a blank disk: it is not waited for as one that is gone", "waiting", word("wait", "may-be-behind", AWAY, 100)],
    ["waiting is bad from the first moment", "waiting", trying(AWAY, { makingAt: 800, failedAt: 800 }, false, ["wait", "peer-silent"])],
  ])("%s: %s", (_, wanted, found) => { expect(found).toBe(wanted); });
});

const RESOURCE: PlannedResource = {
  name: "r0", uuid: "u", disk: "virtio-A0", peerDisk: "virtio-B0", peerIndex: 1, primaryIndex: 0, state: "wait", situation: "peer-silent", side: 0, pool: "default", dataBytes: 1, partitionBytes: 1, formed: true,
};
const DOCUMENT: PairDocument = {
  resources: [RESOURCE], peers: [{ index: 1, heard: false, why: "no answer", trouble: "silent" }],
  links: { r0: { connected: false, lostAt: 100, lostTime: "2026-01-01T00:00:00.000Z", wasWhole: true, peerAheadTime: "2026-01-01T00:01:00.000Z" } },
  trust: { source: "disk", problem: null, disks: [] }, changes: {}, tries: {}, steps: [],
};
const CLUSTER = { peers: [{ index: 1, host: "av-2", addresses: ["10.0.0.2/24"] }], resources: [] };
const view = { ...plan(), node: { index: 0, count: 2, host: "av-1", site: "default" }, cluster: CLUSTER };

const MOUNTS = [{ device: "147:0", path: "/var/lib/ramvisor/pools/default", type: "ext4" }];

describe("the pair as it is now", () => {
  test("a pool is mounted where its own mirror is, at its place, and nothing over it", () => {
    const seen = (mounts: typeof MOUNTS): unknown => pairReport(view, DOCUMENT, now(USED), new Set(), 160, mounts)?.resources[0]?.mounted;
    const [mount] = MOUNTS;
    expect(seen(MOUNTS)).toBe(true);
    for (const other of [{ device: "147:1" }, { device: "8:1" }]) expect(seen([...MOUNTS, { ...mount, path: "/var/lib/ramvisor/pools/default", type: "ext4", ...other }])).toBe(false);
    expect(seen([])).toBe(false);
  });

  test("what fails and is of no resource is of those that this node leads", () => {
    const common = { ...NOT_TRIED, failedAt: 100, failure: "service.start: no libvirtd" };
    const seen = (primaryIndex: number, own: Tried = NOT_TRIED): unknown => {
      const found = pairReport(view, { ...DOCUMENT, resources: [{ ...RESOURCE, state: "resume", situation: "in-step", primaryIndex }], tries: { "": common, r0: own } }, now(USED), new Set(), 160, MOUNTS)?.resources[0];
      return [found?.state, found?.failure];
    };
    expect(seen(0)).toEqual(["failed", "service.start: no libvirtd"]);
    expect(seen(1)).toEqual(["whole", null]);
    expect(seen(0, { ...NOT_TRIED, failedAt: 120, failure: "pair.up: no" })).toEqual(["failed", "pair.up: no"]);
  });

  test("joins what the stage saw with what the kernel says", () => {
    const found = pairReport(view, DOCUMENT, now("cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown"), new Set(["av-2"]), 160, []);
    expect(found?.resources[0]).toMatchObject({ state: "lost", peerHost: "av-2", role: "Primary", connection: "WFConnection", diskState: "UpToDate", goneSeconds: 60, goneSince: "2026-01-01T00:00:00.000Z", peerAheadSince: "2026-01-01T00:01:00.000Z", hasData: true });
    expect(found?.peers[0]).toMatchObject({ host: "av-2", heard: false, trouble: "silent", kept: "/run/ramvisor/peers/av-2" });
  });

  test("a peer that is there is not gone", () => {
    expect(pairReport(view, DOCUMENT, now(USED), new Set(), 160, MOUNTS)?.resources[0]).toMatchObject({ state: "whole", goneSeconds: null, goneSince: null, peerAheadSince: null });
  });

  test("before the stage has seen anything, the plan says what there is", async () => {
    const { fs } = memory({ "/run/ramvisor/": "" });
    const found = await pairNow(fs, { ...view, cluster: { ...CLUSTER, resources: [RESOURCE] } }, 5);
    expect([found?.resources[0]?.state, found?.peers[0]?.heard, found?.trust]).toEqual(["waiting", false, null]);
    expect(await pairNow(fs, { ...view, cluster: null }, 5)).toBeNull();
  });
});

describe("the check", () => {
  test("is a warning, whatever it finds", () => {
    for (const found of [null, pair(), pair({ state: "diverged" })]) expect(checkPair(found).advisory).toBe(true);
  });
  test.each<[string, Parameters<typeof pair>[0]]>([["pair.lost", { state: "lost" }], ["pair.refused", { state: "refused" }], ["pair.diverged", { state: "diverged" }], ["pair.waiting", { state: "waiting" }], ["pair.failed", { state: "failed" }], ["pair.stuck", { state: "stuck" }]])("%s fails", (code, over) => {
    expect(checkPair(pair(over))).toMatchObject({ ok: false, code });
  });
  test.each([["whole"], ["syncing"], ["making"]] as const)("%s holds", (state) => {
    expect(checkPair(pair({ state })).ok).toBe(true);
  });
  test("says why it failed", () => {
    expect(checkPair(pair({ state: "failed", failure: "pair.mount: errors" })).detail).toBe("r0: failed (pair.mount: errors)");
  });
  test("says first what a person has to act on, and that a peer is not trusted", () => {
    const both = pair({ state: "lost" });
    expect(checkPair({ ...both, resources: [...both.resources, ...pair({ name: "r1", state: "diverged" }).resources] })).toMatchObject({ code: "pair.diverged", detail: "r0: lost; r1: diverged" });
    const [peer] = both.peers;
    if (peer === undefined) throw new Error("no peer");
    expect(checkPair({ ...pair({ state: "waiting" }), peers: [{ ...peer, heard: false, trouble: "new-there" }] })).toMatchObject({ ok: false, code: "pair.untrusted" });
    expect(checkPair({ ...pair(), trust: { source: "none", problem: "differ", disks: ["a", "b"] } })).toMatchObject({ ok: false, code: "pair.untrusted" });
  });
});
