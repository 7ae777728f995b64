import { describe, expect, test } from "vitest";
import type { PairReport, ResourceReport } from "../../../src/model/pair.ts";
import { callHooks, eventsBetween } from "../../../src/stages/hooks.ts";
import { failed, logged, memory, ok, programs } from "../apply/fakes.ts";
import { pair } from "../report/pairSamples.ts";

const events = (before: Partial<ResourceReport> | null, now: Partial<ResourceReport>): string[] => eventsBetween(before === null ? null : pair(before), pair(now)).map(({ event, before: was }) => `${event} from ${was}`);

describe("what is news", () => {
  test.each<[string, Partial<ResourceReport> | null, Partial<ResourceReport>, string[]]>([
    ["nothing", {}, {}, []],
    ["a start in which all is well", null, {}, []],
    ["a start that finds two histories", null, { state: "diverged" }, ["diverged from "]],
    ["a side is gone", {}, { state: "lost" }, ["lost from whole"]],
    ["it comes back, with nothing missing", { state: "lost" }, {}, ["whole from lost"]],
    ["it comes back, and gets what it lacks", { state: "lost" }, { state: "syncing" }, ["syncing from lost"]],
    ["it has all", { state: "syncing" }, {}, ["synced from syncing", "whole from syncing"]],
    ["taken over", { state: "lost", role: "Secondary" }, { state: "lost", role: "Primary" }, ["taken-over from lost"]],
    ["taken over, after a start alone", { state: "waiting", role: "Secondary" }, { state: "lost", role: "Primary" }, ["lost from waiting", "taken-over from waiting"]],
    ["a pair is made", { state: "making" }, {}, ["whole from making"]],
    ["its pool cannot be mounted", { state: "making" }, { state: "failed" }, ["failed from making"]],
    ["it does not come up", { state: "making" }, { state: "stuck" }, ["stuck from making"]],
    ["it waits", { state: "making" }, { state: "waiting" }, []],
  ])("%s", (_, before, now, wanted) => { expect(events(before, now)).toEqual(wanted); });
});

describe("hooks", () => {
  const DIR = "/etc/ramvisor/hooks.d";
  const POOL = "/var/lib/ramvisor/pools/default";
  const MOUNTED = `36 35 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n`;
  const happened = (of: PairReport = pair({ state: "lost" })): ReturnType<typeof eventsBetween> => eventsBetween(pair(), of);

  async function called(files: Record<string, string>, executable: string[], answer: Parameters<typeof programs>[0] = { timeout: () => ok("said") }, now = pair({ state: "lost" })): Promise<{ calls: string[][]; lines: string[] }> {
    const { fs, volume } = memory({ "/proc/self/mountinfo": MOUNTED, ...files });
    for (const path of executable) volume.chmodSync(path, 0o755);
    const { run, calls } = programs(answer);
    const { log, lines } = logged();
    await callHooks({ fs, run, log }, now, happened(now));
    return { calls: calls.map(({ args }) => [...args]), lines };
  }

  test("are executable files, of /etc and of pools that are mounted, each folder's by name", async () => {
    const files = { [`${DIR}/b`]: "", [`${DIR}/a`]: "", [`${DIR}/readme`]: "", [`${DIR}/.hidden`]: "", [`${POOL}/.ramvisor/hooks/z`]: "", "/var/lib/ramvisor/pools/pool2/.ramvisor/hooks/not-mounted": "" };
    const { calls, lines } = await called(files, Object.keys(files).filter((path) => !path.endsWith("readme")));
    expect(calls.map((args) => args.at(-3))).toEqual([`${DIR}/a`, `${DIR}/b`, `${POOL}/.ramvisor/hooks/z`]);
    expect(lines).toEqual(["info: hook", "info: hook", "info: hook"]);
  });

  test("of a pool below which a disk hangs are left out, those of /etc are called; where DRBD has let go of the disk, the pool can be read", async () => {
    const files = { [`${DIR}/a`]: "", [`${POOL}/.ramvisor/hooks/z`]: "" };
    const of = async (over: Partial<ResourceReport>): Promise<unknown> => (await called(files, Object.keys(files), undefined, pair(over))).calls.map((args) => args.at(-3));
    expect(await of({ state: "refused", situation: "disk-unreadable", unreadable: "own" })).toEqual([`${DIR}/a`]);
    expect(await of({ state: "lost", situation: "disk-unreadable", unreadable: "own" })).toEqual(Object.keys(files));
  });

  test("are told by arguments and environment, and have a time limit", async () => {
    const { calls } = await called({ [`${DIR}/a`]: "" }, [`${DIR}/a`]);
    expect(calls[0]?.slice(0, 4)).toEqual(["-k", "5", "60", "env"]);
    expect(calls[0]?.slice(4)).toEqual([
      "RAMVISOR_EVENT=lost", "RAMVISOR_RESOURCE=r0", "RAMVISOR_POOL=default", "RAMVISOR_STATE=lost", "RAMVISOR_BEFORE=whole", "RAMVISOR_HOST=avbox-1", "RAMVISOR_PEER=avbox-2",
      "RAMVISOR_ROLE=Primary", "RAMVISOR_SITUATION=in-step", "RAMVISOR_SINCE=", `${DIR}/a`, "lost", "r0",
    ]);
  });

  test("that fail are logged, and the others are called", async () => {
    for (const [code, how] of [[1, "exit code 1"], [124, "not done within 60 s"]] as const) {
      const { calls, lines } = await called({ [`${DIR}/a`]: "", [`${DIR}/b`]: "" }, [`${DIR}/a`, `${DIR}/b`], { timeout: ({ args }) => (args.includes(`${DIR}/a`) ? failed(code, how) : ok()) });
      expect([calls.length, lines]).toEqual([2, ["warn: a hook failed", "info: hook"]]);
    }
  });
});
