import { expect, test } from "vitest";
import type { PairDocument } from "../../../src/model/pair.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Round } from "../../../src/stages/pairRound.ts";
import { inShort, seenBefore, seePair, stampOf } from "../../../src/stages/pairSee.ts";
import { machine, memory } from "../apply/fakes.ts";
import { plan } from "../report/samples.ts";

const step = { action: "pair.up", summary: "", result: "changed", error: null, seconds: 2 } as unknown as PairDocument["steps"][number];
const document: PairDocument = { resources: [], peers: [{ index: 1, heard: false, why: "no answer", trouble: "silent" }], links: {}, trust: { source: "none", problem: null, disks: [] }, changes: {}, tries: {}, steps: [step] };

test("two rounds that differ in times of steps alone are the same", () => {
  expect(stampOf({ ...document, steps: [{ ...step, seconds: 3 }] })).toBe(stampOf(document));
  expect(stampOf({ ...document, steps: [{ ...step, result: "unchanged" as never }] })).not.toBe(stampOf(document));
  expect(stampOf({ ...document, changes: { r0: { own: [], peer: null } } })).not.toBe(stampOf(document));
  expect(stampOf({ ...document, tries: { r0: { makingAt: 1, failedAt: null, failure: null } } })).not.toBe(stampOf(document));
  expect(stampOf({ ...document, told: [{ name: "r0", disk: "virtio-A0", state: "lost", role: null }] })).not.toBe(stampOf(document));
});

test("what hooks were told is known to a stage that comes later; an older version has left none", async () => {
  const told = [{ name: "r0", disk: "virtio-A0", state: "lost" as const, role: "Primary" }];
  const { fs } = memory({ "/run/ramvisor/": "" });
  const host = machine(fs);
  expect((await seenBefore(host)).told).toEqual([]);
  const nothing = { plan: { ...plan(), cluster: { peers: [], resources: [] } }, peers: [], openPeers: [], steps: [], outcomes: [] } as unknown as Round;
  await seePair(host, nothing, document.trust, {}, () => Promise.reject(new Error("no facts")), { ...(await seenBefore(host)), told });
  expect((await seenBefore(host)).told).toEqual(told);
  await fs.replace("/run/ramvisor/pair.json", JSON.stringify(document));
  expect((await seenBefore(host)).told).toEqual([]);
});

test("a round for the log", () => {
  expect(inShort({ ...document, steps: [step, { ...step, result: "failed", error: "no disk" }] })).toEqual({ resources: [], peers: ["2: no answer"], changed: ["pair.up 2 s"], failed: ["pair.up: no disk"] });
});

test("a pool whose file system cannot be checked: failed after a few rounds, also for a stage that comes later, until it is mounted", async () => {
  const POOL = "/var/lib/ramvisor/pools/default";
  const { fs, volume } = memory({ "/run/ramvisor/": "", "/proc/drbd": " 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----\n", "/proc/self/mountinfo": "" });
  const host = machine(fs);
  const resource = { name: "r0", uuid: "u", disk: "virtio-A0", peerDisk: "virtio-B0", peerIndex: 1, primaryIndex: 0, state: "resume", situation: "in-step", side: 0, pool: "default", dataBytes: 1, partitionBytes: 1, formed: true };
  const planned = { ...plan(), node: { index: 0, count: 2, host: "av-1", site: "default" }, cluster: { peers: [{ index: 1, host: "av-2", addresses: [] }], resources: [resource] } } as unknown as Plan;
  const mount = { action: "pair.mount", phase: "pair", resource: "r0", minor: 0, pool: "default", path: POOL, alone: false } as unknown as Round["steps"][number];
  const round = (error: string | null): Round => ({ plan: planned, peers: [{ index: 1, heard: true, why: null, trouble: null }], openPeers: [], steps: [mount], outcomes: [{ action: "pair.mount", phase: "pair", result: error === null ? "unchanged" : "failed", seconds: 1, error }] });
  const trust = { source: "disk" as const, problem: null, disks: [] };
  const see = async (at: number, error: string | null, seen: Awaited<ReturnType<typeof seenBefore>>): Promise<unknown> => {
    host.now = at;
    const { report } = (await seePair(host, round(error), trust, {}, () => Promise.reject(new Error("no facts")), seen)) ?? {};
    return [report?.resources[0]?.state, report?.resources[0]?.failure];
  };
  const seen = await seenBefore(host);
  expect(await see(20, "e2fsck code 4", seen)).toEqual(["making", "pair.mount: e2fsck code 4"]);
  expect(await see(25, "e2fsck code 4", seen)).toEqual(["making", "pair.mount: e2fsck code 4"]);
  expect(await see(31, "e2fsck code 4", seen)).toEqual(["failed", "pair.mount: e2fsck code 4"]);
  expect(await see(32, "e2fsck code 4", await seenBefore(host))).toEqual(["failed", "pair.mount: e2fsck code 4"]);
  // One that was moving when this node died is named once the pool is here, until somebody has started it.
  volume.mkdirSync("/run/ramvisor/guests-started");
  volume.mkdirSync(`${POOL}/.ramvisor/guests/web`, { recursive: true });
  volume.writeFileSync("/run/ramvisor/guests-started/default", JSON.stringify({ moving: ["web", "db"] }));
  volume.writeFileSync(`${POOL}/.ramvisor/guests/web/moving`, "");
  volume.writeFileSync("/proc/self/mountinfo", `36 35 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n`);
  expect(await see(40, null, seen)).toEqual(["whole", null]);
  expect(seen.report ?? (await seePair(host, round(null), trust, {}, () => Promise.reject(new Error("no facts")), seen))?.report.resources[0]).toMatchObject({ moving: ["web"] });
});
