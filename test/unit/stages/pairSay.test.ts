import { expect, test } from "vitest";
import type { PairReport } from "../../../src/model/pair.ts";
import { NOTHING_SAID, sayPair } from "../../../src/stages/pairSay.ts";
import { machine, memory, type FakeMachine } from "../apply/fakes.ts";
import { pair } from "../report/pairSamples.ts";
import { plan } from "../report/samples.ts";

const WHOLE = pair();
const LOST = pair({ state: "lost", goneSeconds: 3, role: "Primary", peerDiskState: "DUnknown" });
const LINES: Record<string, string> = { whole: "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate", lost: "cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown", syncing: "cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent", failed: "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate", stuck: "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown", waiting: "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown" };
const REPORT = { schema: "ramvisor.report/1", checks: [{ name: "kvm", ok: true, detail: "", code: "ok", advisory: false }, { name: "pair", ok: true, detail: "", code: "ok", advisory: true }], cluster: null };

async function told(...rounds: [number, PairReport][]): Promise<{ said: string[]; host: FakeMachine; issue(): Promise<string>; report(): Promise<typeof REPORT> }> {
  const { fs, volume } = memory({ "/dev/tty1": "", "/run/ramvisor/report.json": JSON.stringify(REPORT) });
  const host = machine(fs);
  const said: string[] = [];
  let last = NOTHING_SAID;
  for (const [at, now] of rounds) {
    const { state } = now.resources[0] ?? { state: "whole" };
    volume.mkdirSync("/proc", { recursive: true });
    volume.writeFileSync("/proc/drbd", ` 0: ${LINES[state] ?? ""} C r-----\n`);
    host.now = at;
    host.terminals.clear();
    const planned = { ...plan(), locale: { lang: "en" as const, keymap: "us", locale: "C" }, cluster: { peers: [], resources: [{ ...now.resources[0], state: state === "whole" || state === "failed" || state === "syncing" ? "resume" : "wait" }] } };
    last = await sayPair(host, planned as unknown as Parameters<typeof sayPair>[1], now, last, 0);
    said.push(host.terminals.get("/dev/tty1") ?? "");
  }
  return { said, host, issue: () => fs.readText("/etc/issue.d/50-ramvisor-pair.issue"), report: () => fs.readText("/run/ramvisor/report.json").then((text) => JSON.parse(text) as typeof REPORT) };
}

test("a pair that is formed has its line for scripts; nothing is said twice", async () => {
  const { said } = await told([5, WHOLE], [6, WHOLE]);
  expect(said[0]).toMatch(/RAMVISOR PAIR state=formed seconds=5\.0 resources=r0\n$/);
  expect(said[1]).toBe("");
});

test("a loss says itself in a sentence, and so does its end", async () => {
  const { said, issue, report } = await told([5, WHOLE], [60, LOST], [61, LOST]);
  expect(said[1]).toMatch(/r0 \(default\): ONE SIDE LOST - avbox-2 is not there; what is written now is on\s+this node alone;[\s\S]*RAMVISOR PAIR state=alone seconds=60\.0 resources=r0\n$/);
  expect(said[2]).toBe("");
  // What stands above the login prompt stays true.
  expect(await issue()).toMatch(/ONE SIDE LOST[\s\S]*\nRAMVISOR PAIR state=alone resources=r0\n$/);
  expect(await report()).toMatchObject({ checks: [{ name: "kvm" }, { name: "pair", ok: false, code: "pair.lost" }], cluster: { resources: [{ state: "lost" }] } });
  expect((await told([5, WHOLE], [60, LOST], [70, WHOLE])).said[2]).toMatch(/r0 \(default\): whole - in use on avbox-1;/);
});

test("a peer that starts at the same time is not missed at once, and later it is", async () => {
  const waiting = pair({ state: "waiting", situation: "peer-silent", role: "Secondary" });
  const { said } = await told([2, waiting], [10, waiting], [20, waiting], [30, waiting]);
  expect(said.map((text) => text.includes("waits for avbox-2"))).toEqual([false, false, true, false]);
  expect(said[0]).toMatch(/RAMVISOR PAIR state=waiting /);
});

test("a pool that cannot be mounted is no pair that is formed, and says what to do", async () => {
  const failed = pair({ state: "failed", mounted: false, failure: "pair.mount: errors", failedStep: { action: "pair.mount", cause: { code: "check-asks", partition: "/dev/drbd0", pool: "default", exit: 4 } } });
  const { said, report } = await told([5, failed], [15, failed], [40, WHOLE]);
  expect(said[0]).toMatch(/r0 \(default\): FAILED - the pool is not mounted[\s\S]*\n +e2fsck -f \/dev\/drbd0\nRAMVISOR PAIR state=failed seconds=5\.0 resources=r0\n$/);
  expect(said[1]).toBe("");
  expect(said[2]).toMatch(/whole - in use on avbox-1;[\s\S]*state=formed/);
  expect(await report()).toMatchObject({ cluster: { resources: [{ state: "whole", mounted: true, failure: null }] } });
  const stuck = pair({ state: "stuck", role: "Secondary", connection: "WFConnection", mounted: false });
  expect((await told([5, pair({ state: "making", connection: "WFConnection" })], [126, stuck])).said[1]).toMatch(/NOT DONE AFTER 2 MIN[\s\S]*TCP port\s+7790[\s\S]*state=failed/);
});

test("a synchronisation says when it begins, how far it is, and when it has ended; each 10 %, once a minute at most", async () => {
  const copy = (percent: number | null): PairReport => pair({ state: "syncing", peerDiskState: "Inconsistent", percent });
  const { said, issue } = await told([10, copy(null)], [15, copy(11)], [69, copy(19)], [70, copy(19)], [75, copy(20)], [120, copy(39)], [130, copy(39)], [191, copy(39)], [200, WHOLE]);
  expect(said[0]).toMatch(/^\s*r0 \(default\): being synchronised - avbox-2 gets what it lacks\.\nRAMVISOR PAIR state=syncing seconds=10\.0 resources=r0\n$/);
  expect(said.slice(1, 8).map((text) => text.trim())).toEqual(["", "", "r0 (default): being synchronised - avbox-2 gets what it lacks (19 %).", "", "", "r0 (default): being synchronised - avbox-2 gets what it lacks (39 %).", ""]);
  expect(said[8]).toMatch(/^\s*r0 \(default\): whole - in use on avbox-1;[\s\S]*state=formed/);
  expect(await issue()).not.toContain("%");
  // After a loss the sentences say that it begins, and a next one begins anew.
  const again = (await told([5, WHOLE], [60, LOST], [70, copy(63)], [75, copy(64)], [131, copy(70)], [200, LOST], [210, copy(3)])).said;
  expect(again[2]?.match(/gets what it\s+lacks/g)).toHaveLength(1);
  expect([again[3], again[4]?.trim()]).toEqual(["", "r0 (default): being synchronised - avbox-2 gets what it lacks (70 %)."]);
  expect(again[6]).toMatch(/being synchronised - in use on avbox-1;/);
});

test("a stranger is named", async () => {
  const [peer] = WHOLE.peers;
  if (peer === undefined) throw new Error("no peer");
  const stranger = { ...pair({ state: "waiting", situation: "peer-silent" }), peers: [{ ...peer, heard: false, trouble: "new-there" as const }] };
  expect((await told([5, WHOLE], [60, stranger])).said[1]).toContain("avbox-2 is new and does not know the pair's secret.");
});
