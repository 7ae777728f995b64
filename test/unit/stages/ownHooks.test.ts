import { expect, test } from "vitest";
import type { WritePromises } from "../../../src/apply/writeFs.ts";
import { type OwnHooks, ownHooks } from "../../../src/stages/ownHooks.ts";
import { logged, memory } from "../apply/fakes.ts";

const POOLS = "/var/lib/ramvisor/pools";
const at = (pool: string, name = ""): string => `${POOLS}/${pool}/.ramvisor/hooks/${name}`;
const mounts = (...pools: string[]): string => pools.map((pool) => `36 35 147:0 / ${POOLS}/${pool} rw - ext4 /dev/drbd0 rw\n`).join("");
/** As many turns of the event loop as files in memory take, however slow the machine is. */
const turns = async (): Promise<void> => { for (let turn = 0; turn < 300; turn += 1) await new Promise<void>((resolve) => { setImmediate(resolve); }); };

/** `plain`: files without the executable bit. */
function giver(files: Record<string, string>, { plain = [], over = {}, readable = ["default", "pool2"] }: { plain?: string[]; over?: Partial<WritePromises>; readable?: string[] | null } = {}): { own: OwnHooks; lines: string[]; volume: ReturnType<typeof memory>["volume"]; mounted: { pools: string[] | null } } {
  const { fs, volume } = memory({ "/proc/self/mountinfo": mounts("default", "pool2"), [at("default")]: "", ...files }, over);
  for (const path of Object.keys(files)) if (!plain.includes(path) && !path.endsWith("/")) volume.chmodSync(path, 0o755);
  const { log, lines } = logged();
  const mounted = { pools: readable };
  return { own: ownHooks({ fs, log }, () => mounted.pools), lines, volume, mounted };
}

/** The names that are handed out, after a reading that began now. */
async function names({ own }: Pick<ReturnType<typeof giver>, "own">, pools = ["default"]): Promise<unknown> {
  own.handOut(pools, "");
  await turns();
  const told = own.handOut(pools, "");
  await turns();
  return told && Object.fromEntries(Object.entries(told.pools).map(([pool, hooks]) => [pool, hooks.map(({ name }) => name)]));
}

test("executable files of the asked pools, as they lie there", async () => {
  const one = giver({ [at("default", "b")]: "two", [at("default", "a")]: "one", [at("default", "readme")]: "", [at("default", ".hidden")]: "", [at("default", "folder/")]: "", [at("pool2", "c")]: "" }, { plain: [at("default", "readme")] });
  expect(await names(one)).toEqual({ default: ["a", "b"] });
  expect(one.own.handOut(["default"], "")?.pools["default"]?.map(({ base64 }) => Buffer.from(base64, "base64").toString())).toEqual(["one", "two"]);
  expect(await names(one, ["pool2", "default", "elsewhere"])).toEqual({ default: ["a", "b"], pool2: ["c"] });
});

test("nothing has been read at first; then the same is told as null, until it changes", async () => {
  const { own, volume } = giver({ [at("default", "a")]: "one" });
  expect(own.handOut(["default"], "")).toBeUndefined();
  await turns();
  const digest = own.handOut(["default"], "")?.digest ?? "";
  expect(own.handOut(["default"], digest)).toBeNull();
  volume.writeFileSync(at("default", "a"), "other");
  own.handOut(["default"], digest);
  await turns();
  expect(own.handOut(["default"], digest)?.digest).not.toBe(digest);
});

test("which pools are mounted has to be known first; one that is not any more is not told of, one without hooks is", async () => {
  const one = giver({ [at("pool2", "c")]: "" }, { readable: null });
  expect(await names(one)).toBeUndefined();
  one.mounted.pools = ["default", "pool2"];
  expect(await names(one, ["default", "pool2"])).toEqual({ default: [], pool2: ["c"] });
  one.mounted.pools = ["default"];
  expect(await names(one, ["default", "pool2"])).toEqual({ default: [] });
});

test("a pool that was unmounted while it was read is none without hooks", async () => {
  const one = giver({ [at("default", "a")]: "" });
  await names(one);
  one.volume.unlinkSync(at("default", "a"));
  one.volume.writeFileSync("/proc/self/mountinfo", "");
  expect(await names(one)).toEqual({ default: ["a"] });
});

test("a pool that cannot be read is kept as it was, which is logged once, and the others are read", async () => {
  let broken = false;
  const one = giver({ [at("default", "a")]: "", [at("pool2", "c")]: "" }, { over: {
    readdir: (path) => (broken && path.includes("default") ? Promise.reject(Object.assign(new Error("EIO"), { code: "EIO" })) : one.volume.promises.readdir(path)),
  } });
  await names(one, ["default", "pool2"]);
  broken = true;
  one.volume.writeFileSync(at("pool2", "d"), "", { mode: 0o755 });
  expect([await names(one, ["default", "pool2"]), one.lines]).toEqual([{ default: ["a"], pool2: ["c", "d"] }, ["warn: a hook is not handed to the other node"]]);
});

test("a reading that hangs is waited for by nobody, and none begins beside it", async () => {
  let begun = 0;
  const { own } = giver({ [at("default", "a")]: "" }, { over: { readdir: () => { begun += 1; return new Promise(() => undefined); } } });
  for (let asked = 0; asked < 3; asked += 1) {
    expect(own.handOut(["default"], "")).toBeUndefined();
    await turns();
  }
  expect(begun).toBe(1);
});

test("what is over the bounds is left out, unread, and logged once", async () => {
  const read: string[] = [];
  const files = { [at("default", "big")]: "x".repeat(64 * 1024 + 1), [at("default", "fits")]: "x".repeat(64 * 1024), ...Object.fromEntries(Array.from({ length: 16 }, (_, number) => [at("default", `hook-${String(number).padStart(2, "0")}`), ""])) };
  const one = giver(files, { over: { readFile: (path, encoding) => { read.push(path); return one.volume.promises.readFile(path, encoding); } } });
  expect(((await names(one)) as { default: string[] }).default).toEqual(["fits", ...Array.from({ length: 15 }, (_, number) => `hook-${String(number).padStart(2, "0")}`)]);
  await names(one);
  expect([one.lines.length, read.includes(at("default", "big"))]).toEqual([2, false]);
});
