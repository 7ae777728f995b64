import { describe, expect, test } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import type { Facts } from "../../../src/model/facts.ts";
import type { Request, Talker } from "../../../src/peers/talk.ts";
import { answersOf, askNeighbours } from "../../../src/stages/neighbours.ts";
import { ownHooks } from "../../../src/stages/ownHooks.ts";
import { peerHooks } from "../../../src/stages/peerHooks.ts";
import { logged, machine, memory } from "../apply/fakes.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const COPY = "/var/lib/ramvisor/peer-hooks/default/tell";
const { site } = parseCmdline("mac.0a:00:00:00:00:01.eth0.10.0.0.1/24 mac.0a:00:00:00:00:02.eth0.10.0.0.2/24");
/** As many turns of the event loop as files in memory take, however slow the machine is. */
const turns = async (): Promise<void> => { for (let turn = 0; turn < 300; turn += 1) await new Promise<void>((resolve) => { setImmediate(resolve); }); };

/** Node 1 asks node 0, which leads. `change`: what travels, as another version would have it. */
function twoNodes(change: { request?: (request: Request) => unknown; answer?: (answer: object) => object } = {}): { ask: () => Promise<unknown>; said: () => Request[]; copy: () => Promise<string | null>; lines: string[]; leader: ReturnType<typeof memory>["volume"] } {
  const { fs, volume } = memory({ [`${POOL}/.ramvisor/hooks/tell`]: "a hook", "/proc/self/mountinfo": `36 35 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n` });
  volume.chmodSync(`${POOL}/.ramvisor/hooks/tell`, 0o755);
  const hooks = ownHooks({ fs, log: logged().log }, () => ["default"]);
  const answer = answersOf(machine(fs), () => "lab-2", new Map(), {
    factsNow: () => Promise.resolve({} as Facts), changes: () => ({}), sharedWith: () => ["r0"], hooksFor: (node, has) => hooks.handOut(node === 1 ? ["default"] : [], has),
  });
  const survivor = memory({ "/run/ramvisor/": "" });
  const { log, lines } = logged();
  const host = { ...machine(survivor.fs), log };
  const kept = { places: new Map(), hooks: peerHooks(host), poolsOf: () => ["default"] };
  const requests: Request[] = [];
  const talk = async (...[, , , request]: [unknown, Talker, number, Request]): Promise<unknown> => {
    requests.push(request);
    const said = JSON.parse(JSON.stringify(await answer(((change.request ?? ((same) => same))(request)) as Request, 1))) as object;
    return (change.answer ?? ((same) => same))(said);
  };
  return {
    ask: async () => { const told = await askNeighbours(host, site, {} as Talker, [0], () => "lab-1", kept, talk); await turns(); return told; },
    said: () => requests, copy: () => survivor.fs.readText(COPY).catch(() => null), lines, leader: volume,
  };
}

describe("a leader's hooks", () => {
  test("come to the node that asks, once they have been read, and are told anew only when they change", async () => {
    const { ask, said, copy, leader, lines } = twoNodes();
    const has = (): unknown => { const last = said().at(-1); return last !== undefined && "ask" in last && last.ask === "seen" ? last.hooks : null; };
    await ask();
    expect([await copy(), has()]).toEqual([null, ""]);
    await ask();
    expect(await copy()).toBe("a hook");
    leader.writeFileSync(`${POOL}/.ramvisor/hooks/tell`, "changed");
    await ask();
    expect([await copy(), has()]).toEqual(["a hook", expect.stringMatching(/^[0-9a-f]{64}$/)]);
    await ask();
    expect([await copy(), lines]).toEqual(["changed", []]);
  });

  test("are neither told to an older version, nor missed in what one answers", async () => {
    const answers: object[] = [];
    const older = twoNodes({ request: (request) => ({ ...request, hooks: undefined }), answer: (answer) => { answers.push(answer); return answer; } });
    for (let asked = 0; asked < 3; asked += 1) await older.ask();
    expect([answers.map((answer) => Object.keys(answer).sort()), await older.copy(), older.lines]).toEqual([Array.from({ length: 3 }, () => ["changes", "log"]), null, []]);
  });

  test("that are not understood leave the log alone, which is kept all the same", async () => {
    const odd = twoNodes({ answer: (answer) => ({ ...answer, hooks: "odd" }) });
    await odd.ask();
    await odd.ask();
    expect([await odd.copy(), odd.lines.at(-1), odd.said().map((request) => "log" in request && request.log !== null)]).toEqual([null, "warn: what a peer says of its hooks is not understood", [false, true]]);
  });
});

test("what a peer says of changes is taken by resource, where it is understood", async () => {
  const change = { guest: "web", what: ["disk"], last: "2026-01-02T03:04:05Z" };
  const heard = (changes: unknown): Promise<unknown> => twoNodes({ answer: (answer) => ({ ...answer, changes }) }).ask();
  expect(await heard({ r0: [change], r1: null, r2: {}, r3: [{ ...change, what: ["odd"] }], r4: [{ guest: "web", what: [] }] })).toEqual({ r0: [change], r1: null });
  expect([await heard("odd"), await heard(undefined), await heard([1])]).toEqual([{}, {}, {}]);
});
