import { describe, expect, test } from "vitest";
import type { PeerLog } from "../../../src/peers/talk.ts";
import { keepPeerLog, ownLog, type LogPlaces } from "../../../src/stages/peerLog.ts";
import { failed, memory, ok, programs } from "../apply/fakes.ts";

const BOOT = "11111111-2222-3333-4444-555555555555";
const FILES = { "/proc/sys/kernel/random/boot_id": `${BOOT}\n`, "/run/ramvisor/report.json": '{"ready":true}' };

describe("this node's log", () => {
  test("the last lines at first, then what came since", async () => {
    const { fs } = memory(FILES);
    const { run, calls } = programs({ journalctl: () => ok("one\ntwo\n-- cursor: s=9;i=2") });
    expect(await ownLog({ fs, run }, null)).toEqual({ boot: BOOT, from: null, cursor: "s=9;i=2", report: { ready: true }, lines: ["one", "two"] });
    expect((await ownLog({ fs, run }, { boot: BOOT, cursor: "s=9;i=1" })).from).toBe("s=9;i=1");
    expect((await ownLog({ fs, run }, { boot: "another start", cursor: "s=9;i=1" })).from).toBeNull();
    expect(calls.map(({ args }) => args.at(-1))).toEqual(["200", "--after-cursor=s=9;i=1", "200"]);
  });

  test("an entry that is no longer there: the last lines again", async () => {
    const { run } = programs({ journalctl: ({ args }) => (args.at(-1) === "200" ? ok("last\n-- cursor: c") : failed(1)) });
    expect(await ownLog({ fs: memory(FILES).fs, run }, { boot: BOOT, cursor: "gone" })).toMatchObject({ from: null, cursor: "c", lines: ["last"] });
  });

  test("nothing new keeps the place; no journal is no failure", async () => {
    expect(await ownLog({ fs: memory(FILES).fs, run: programs({ journalctl: () => ok("") }).run }, { boot: BOOT, cursor: "c" })).toMatchObject({ from: "c", cursor: "c", lines: [] });
    expect(await ownLog({ fs: memory({}).fs, run: programs().run }, null)).toEqual({ boot: "", from: null, cursor: null, report: null, lines: [] });
  });

  test("is bounded, in lines and bytes, and harms no terminal", async () => {
    const answer = (text: string): ReturnType<typeof ownLog> => ownLog({ fs: memory(FILES).fs, run: programs({ journalctl: () => ok(text) }).run }, null);
    expect((await answer(Array.from({ length: 5000 }, (_, n) => `line ${n}`).join("\n"))).lines.slice(0, 1)).toEqual(["line 4800"]);
    const long = (await answer(Array.from({ length: 200 }, () => "ä".repeat(5000)).join("\n"))).lines;
    expect([long.every((line) => line.length === 500), Buffer.byteLength(long.join("\n")) <= 64 * 1024]).toEqual([true, true]);
    expect((await answer("a\u001b[31mred")).lines).toEqual(["a [31mred"]);
  });
});

describe("a neighbour's log", () => {
  const DIR = "/run/ramvisor/peers/av-2";
  const told = (over: Partial<PeerLog> = {}): PeerLog => ({ boot: BOOT, from: null, cursor: "c1", report: { ready: true }, lines: ["one"], ...over });

  async function kept(...all: PeerLog[]): Promise<{ read: (name: string) => Promise<string | null>; places: LogPlaces; fs: ReturnType<typeof memory>["fs"] }> {
    const { fs } = memory({ "/run/ramvisor/": "" });
    const places: LogPlaces = new Map();
    for (const one of all) await keepPeerLog({ fs }, "av-2", one, places);
    return { read: (name) => fs.readText(`${DIR}/${name}`).catch(() => null), places, fs };
  }

  test("grows by what is new, and stays for root alone", async () => {
    const { read, places, fs } = await kept(told(), told({ from: "c1", cursor: "c2", lines: ["two"] }), told({ from: "c2", cursor: "c2", lines: [] }));
    expect([await read("log"), JSON.parse((await read("report.json")) ?? ""), places.get("av-2")]).toEqual(["one\ntwo\n", { ready: true }, { boot: BOOT, cursor: "c2" }]);
    expect([await fs.mode(DIR), await fs.mode(`${DIR}/log`), await fs.mode(`${DIR}/report.json`)]).toEqual([0o700, 0o600, 0o600]);
  });

  test("is replaced by what follows nothing that is known; a gap is asked for anew, not papered over", async () => {
    const { read, places } = await kept(told(), told({ lines: ["other"] }), told({ from: "c9", cursor: "c10", lines: ["later"] }));
    expect([await read("log"), places.get("av-2")]).toEqual(["other\n", undefined]);
  });

  test("of the start before stays, when the peer comes back", async () => {
    const { read } = await kept(told({ lines: ["last words"] }), told({ boot: "66666666-2222-3333-4444-555555555555", lines: ["new start"] }));
    expect([await read("log.before"), await read("log"), await read("report.before.json")]).toEqual(["last words\n", "new start\n", expect.stringContaining("ready")]);
  });

  test("stays within its bounds however often it grows, and a report that is too long is not taken", async () => {
    const { read } = await kept(told({ report: { long: "x".repeat(300_000) } }), ...Array.from({ length: 30 }, (_, n) => told({ from: n === 0 ? "c1" : `d${n - 1}`, cursor: `d${n}`, lines: Array.from({ length: 20 }, () => "y".repeat(400)), report: null })));
    expect([(await read("log"))?.split("\n").length, await read("report.json")]).toEqual([164, null]);
  });

  test("what is no log is refused", async () => {
    for (const odd of [null, { ...told(), lines: "x" }, { ...told(), boot: "../.." }, { ...told(), lines: [1] }]) await expect(kept(odd as unknown as PeerLog)).rejects.toThrow("not understood");
  });
});
