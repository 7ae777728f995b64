import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { PairReport, ResourceReport } from "../../../src/model/pair.ts";
import { eventsBetween, type PairEvent } from "../../../src/stages/hookNews.ts";
import { callHooks } from "../../../src/stages/hooks.ts";
import { failed, logged, memory, ok, programs } from "../apply/fakes.ts";
import { pair } from "../report/pairSamples.ts";

describe("hooks", () => {
  const DIR = "/etc/ramvisor/hooks.d";
  const POOL = "/var/lib/ramvisor/pools/default";
  const MOUNTED = `36 35 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n`;
  const COPIES = "/var/lib/ramvisor/peer-hooks";
  const happened = (of: PairReport): PairEvent[] => eventsBetween(pair().resources, of.resources);

  async function called(files: Record<string, string>, executable: string[], answer: Parameters<typeof programs>[0] = { timeout: () => ok("said") }, now = pair({ state: "lost" }), what = happened(now)): Promise<{ calls: string[][]; lines: string[] }> {
    const { fs, volume } = memory({ "/proc/self/mountinfo": MOUNTED, ...files });
    for (const path of executable) volume.chmodSync(path, 0o755);
    const { run, calls } = programs(answer);
    const { log, lines } = logged();
    await callHooks({ fs, run, log }, now, what);
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

  test("of a pool that is mounted elsewhere are called as copies, for its own resource's trouble alone", async () => {
    const copy = `${COPIES}/default/tell`;
    const files = { "/proc/self/mountinfo": "", [`${DIR}/a`]: "", [copy]: "", [`${COPIES}/default/.tell.ramvisor-new`]: "", [`${COPIES}/pool2/other`]: "" };
    const of = async (event: PairEvent["event"], over: Record<string, string> = {}, resource: Partial<ResourceReport> = {}): Promise<unknown> => {
      const now = pair({ role: "Secondary", mounted: false, ...resource });
      const what = now.resources.map((one): PairEvent => ({ event, resource: one, before: "whole" }));
      return (await called({ ...files, ...over }, Object.keys(files).filter((path) => path !== "/proc/self/mountinfo"), undefined, now, what)).calls.map((args) => args.at(-3));
    };
    for (const event of ["lost", "waiting", "diverged", "refused", "failed", "stuck"] as const) expect([event, await of(event)]).toEqual([event, [`${DIR}/a`, copy]]);
    for (const event of ["syncing", "synced", "whole", "taken-over"] as const) expect([event, await of(event)]).toEqual([event, [`${DIR}/a`]]);
    expect(await of("lost", {}, { pool: "pool3" })).toEqual([`${DIR}/a`]);
    expect(await of("lost", { "/proc/self/mountinfo": MOUNTED, [`${POOL}/.ramvisor/hooks/`]: "" })).toEqual([`${DIR}/a`]);
    // Its disk hangs, and it is mounted here all the same: no other node has its hooks.
    expect(await of("refused", { "/proc/self/mountinfo": MOUNTED, [`${POOL}/.ramvisor/hooks/`]: "" }, { state: "refused", unreadable: "own" })).toEqual([`${DIR}/a`]);
  });

  test("are told by arguments and environment, and have a time limit", async () => {
    const { calls } = await called({ [`${DIR}/a`]: "" }, [`${DIR}/a`]);
    expect(calls[0]?.slice(0, 4)).toEqual(["-k", "5", "60", "env"]);
    expect(calls[0]?.slice(4)).toEqual([
      "RAMVISOR_EVENT=lost", "RAMVISOR_RESOURCE=r0", "RAMVISOR_POOL=default", "RAMVISOR_STATE=lost", "RAMVISOR_BEFORE=whole", "RAMVISOR_HOST=avbox-1", "RAMVISOR_PEER=avbox-2",
      "RAMVISOR_ROLE=Primary", "RAMVISOR_SITUATION=in-step", "RAMVISOR_SINCE=", "sh", "-c", 'exec "$0" "$@"', `${DIR}/a`, "lost", "r0",
    ]);
  });

  test("are called whatever their file is named", async () => {
    const dir = await mkdtemp(join(tmpdir(), "ramvisor-hook-"));
    const hook = join(dir, "a=b c");
    await writeFile(hook, `#!/bin/sh\necho "$RAMVISOR_POOL $*" > "${dir}/told"\n`, { mode: 0o755 });
    const { calls } = await called({ [`${DIR}/a`]: "" }, [`${DIR}/a`]);
    await promisify(execFile)("timeout", calls[0]?.map((word) => (word === `${DIR}/a` ? hook : word)) ?? []);
    expect(await readFile(join(dir, "told"), "utf8")).toBe("default lost r0\n");
    await rm(dir, { recursive: true });
  });

  test("that fail are logged, and the others are called", async () => {
    for (const [code, how] of [[1, "exit code 1"], [124, "not done within 60 s"]] as const) {
      const { calls, lines } = await called({ [`${DIR}/a`]: "", [`${DIR}/b`]: "" }, [`${DIR}/a`, `${DIR}/b`], { timeout: ({ args }) => (args.includes(`${DIR}/a`) ? failed(code, how) : ok()) });
      expect([calls.length, lines]).toEqual([2, ["warn: a hook failed", "info: hook"]]);
    }
  });
});
