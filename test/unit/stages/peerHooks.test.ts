import { describe, expect, test } from "vitest";
import { type PeerHooks, peerHooks } from "../../../src/stages/peerHooks.ts";
import { logged, memory } from "../apply/fakes.ts";

const DIR = "/var/lib/ramvisor/peer-hooks";
const [ONE, TWO] = ["1".repeat(64), "2".repeat(64)];
const told = (digest: string, pools: Record<string, Record<string, string>>): unknown => ({ digest, pools: Object.fromEntries(Object.entries(pools).map(([pool, files]) => [pool, Object.entries(files).map(([name, text]) => ({ name, base64: Buffer.from(text).toString("base64") }))])) });

function keeper(): { kept: PeerHooks; files: () => Record<string, string | null>; fs: ReturnType<typeof memory>["fs"]; lines: string[] } {
  const { fs, all } = memory({ "/var/lib/ramvisor/pools/": "" });
  const { log, lines } = logged();
  return { kept: peerHooks({ fs, log }), files: () => Object.fromEntries(Object.entries(all()).flatMap(([path, text]) => (path.startsWith(DIR) ? [[path.slice(DIR.length + 1), text]] : []))), fs, lines };
}

describe("the copies of a peer's hooks", () => {
  test("are for root alone, can be started, and are replaced as a whole", async () => {
    const { kept, files, fs } = keeper();
    await kept.keep(1, ["default"], told(ONE, { default: { a: "one", b: "two" } }));
    expect(files()).toEqual({ "default/a": "one", "default/b": "two" });
    expect([await fs.mode(DIR), await fs.mode(`${DIR}/default`), await fs.mode(`${DIR}/default/a`)]).toEqual([0o700, 0o700, 0o700]);
    await kept.keep(1, ["default"], told(TWO, { default: { b: "other" } }));
    expect(files()).toEqual({ "default/b": "other" });
  });

  test("go when the leader has none any more; a peer that says nothing of a pool leaves them", async () => {
    const { kept, files } = keeper();
    await kept.keep(1, ["default", "pool2"], told(ONE, { default: { a: "" }, pool2: { b: "" } }));
    await kept.keep(1, ["default", "pool2"], told(TWO, { default: {} }));
    expect(files()).toEqual({ "pool2/b": "" });
  });

  test("go for a pool that is mounted here", async () => {
    const { kept, files } = keeper();
    await kept.keep(1, ["default", "pool2"], told(ONE, { default: { a: "" }, pool2: { b: "" } }));
    await kept.drop(["default", "pool3"]);
    expect(files()).toEqual({ "pool2/b": "" });
  });

  test("are known by their digest, of each peer, for the same pools", async () => {
    const { kept, files } = keeper();
    expect(kept.has(1, ["default"])).toBe("");
    await kept.keep(1, ["default"], told(ONE, { default: { a: "" } }));
    for (const same of [null, undefined]) await kept.keep(1, ["default"], same);
    expect([kept.has(1, ["default"]), kept.has(1, ["default", "pool2"]), kept.has(2, ["default"]), files()]).toEqual([ONE, "", "", { "default/a": "" }]);
  });

  test("are of shared pools alone, by names that stay in their folder; the rest is logged", async () => {
    const { kept, files, lines } = keeper();
    await kept.keep(1, ["default"], told(ONE, { default: { "../x": "", ".y": "", good: "" }, pool2: { b: "" }, "..": { c: "" } }));
    expect([files(), lines, kept.has(1, ["default"])]).toEqual([{ "default/good": "" }, ["warn: hooks of a peer are not taken"], ONE]);
    await kept.keep(1, ["default"], { digest: "odd", pools: { default: [] } });
    expect([files(), lines.at(-1), kept.has(1, ["default"])]).toEqual([{ "default/good": "" }, "warn: what a peer says of its hooks is not understood", ONE]);
  });
});
