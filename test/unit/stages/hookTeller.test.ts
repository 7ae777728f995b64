import { expect, test } from "vitest";
import type { PairReport, ResourceReport, ToldState } from "../../../src/model/pair.ts";
import { hookTeller } from "../../../src/stages/hookTeller.ts";
import { logged, memory, ok, programs } from "../apply/fakes.ts";
import { pair } from "../report/pairSamples.ts";

const HOOK = "/etc/ramvisor/hooks.d/a";

/** A teller with one hook, whose calls are `event resource before`; each ends once `until` does. */
function teller(told: readonly ToldState[] = [], until: () => Promise<void> = () => Promise.resolve()): { called: string[]; tell: (now: PairReport, waits?: boolean) => ToldState["state"][]; told: () => ToldState[]; idle: () => Promise<void> } {
  const { fs, volume } = memory({ [HOOK]: "", "/proc/self/mountinfo": "" });
  volume.chmodSync(HOOK, 0o755);
  const called: string[] = [];
  const { run } = programs({ timeout: async ({ args }) => {
    called.push([...args.slice(-2), args.find((word) => word.startsWith("RAMVISOR_BEFORE="))?.slice(16)].join(" "));
    await until();
    return ok();
  } });
  const one = hookTeller({ fs, run, log: logged().log }, told);
  let last: ToldState[] = [];
  return { called, tell: (now, waits = false) => { last = one.tell(now, waits); return last.map(({ state }) => state); }, told: () => last, idle: () => one.idle() };
}

const now = (state: ResourceReport["state"], over: Partial<ResourceReport> = {}): PairReport => pair({ state, ...over });
/** As many turns of the event loop as files in memory take, however slow the machine is. */
const turns = async (): Promise<void> => { for (let turn = 0; turn < 300; turn += 1) await new Promise<void>((resolve) => { setImmediate(resolve); }); };

test("a node that comes up alone calls them once, when the grace is over", async () => {
  const { called, tell, idle } = teller();
  for (const waits of [true, true]) tell(now("waiting"), waits);
  await idle();
  expect(called).toEqual([]);
  for (const waits of [false, false, false]) tell(now("waiting"), waits);
  await idle();
  expect(called).toEqual(["waiting r0 making"]);
});

test("a peer that comes within the grace was never waited for", async () => {
  const { called, tell, idle } = teller();
  tell(now("waiting"), true);
  tell(now("making"), true);
  tell(now("whole"), true);
  await idle();
  expect(called).toEqual(["whole r0 making"]);
});

test("a stage that follows another tells what changed meanwhile, and nothing twice", async () => {
  const first = teller();
  first.tell(now("whole"));
  await first.idle();
  const second = teller(first.told());
  second.tell(now("lost"), true);
  await second.idle();
  second.tell(now("lost"), true);
  const third = teller(second.told());
  third.tell(now("lost"), true);
  await third.idle();
  expect([first.called, second.called, third.called]).toEqual([[], ["lost r0 whole"], []]);
});

test("one that waited already is not told of anew by a stage that is started again, within its grace or after it", async () => {
  const { called, tell, idle } = teller([{ name: "r0", disk: pair().resources[0]?.disk ?? "", state: "waiting", role: "Secondary" }]);
  for (const waits of [true, false]) tell(now("waiting"), waits);
  await idle();
  expect(called).toEqual([]);
});

test("what hooks have not come to the end of is told again by the next stage; what flaps meanwhile is told once", async () => {
  let end = (): void => undefined;
  const hanging = new Promise<void>((resolve) => { end = resolve; });
  const { called, tell, idle } = teller([], () => hanging);
  expect(tell(now("whole"))).toEqual(["whole"]);
  expect(tell(now("lost"))).toEqual(["whole"]);
  await turns();
  for (const state of ["whole", "lost", "whole", "lost"] as const) expect(tell(now(state))).toEqual(["whole"]);
  end();
  await idle();
  expect(tell(now("lost"))).toEqual(["lost"]);
  expect(called).toEqual(["lost r0 whole", "lost r0 whole"]);
});

test("each resource's news are a batch of their own", async () => {
  const both = (state: ResourceReport["state"]): PairReport => ({ ...pair(), resources: ["r0", "r1"].flatMap((name) => pair({ name, disk: name, state }).resources) });
  const { called, tell, idle } = teller();
  for (const state of ["syncing", "whole"] as const) tell(both(state));
  await idle();
  expect(called).toEqual(["synced r0 syncing", "whole r0 syncing", "synced r1 syncing", "whole r1 syncing"]);
});
