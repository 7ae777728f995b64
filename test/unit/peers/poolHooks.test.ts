import { expect, test } from "vitest";
import { acceptedHooks, isHookName, MOST_HOOK_BYTES, type PoolHook, withinAnswer } from "../../../src/peers/poolHooks.ts";

const hook = (name: string, bytes = 3): PoolHook => ({ name, base64: Buffer.alloc(bytes, "x").toString("base64") });
const many = (count: number, bytes?: number): PoolHook[] => Array.from({ length: count }, (_, number) => hook(`hook-${number}`, bytes));
const DIGEST = "0".repeat(64);

test("names stay in their folder", () => {
  expect(["a", "20-mail.sh", "ä b"].every(isHookName)).toBe(true);
  expect(["", ".", "..", ".a", "a/b", "/a", "../a", "a\0b", "a\nb", "x".repeat(226)].filter(isHookName)).toEqual([]);
});

test("an answer holds 1 MiB of hooks; what does not fit is named", () => {
  const left: string[] = [];
  const told = withinAnswer(new Map([["default", many(10, MOST_HOOK_BYTES)], ["pool2", [...many(7, MOST_HOOK_BYTES), hook("small")]]]), (pool, name) => left.push(`${pool} ${name}`));
  expect([told.pools["default"]?.length, told.pools["pool2"]?.length, left]).toEqual([10, 6, ["pool2 hook-6", "pool2 small"]]);
});

test("the digest changes with every name, byte and pool", () => {
  const digest = (pools: [string, PoolHook[]][]): string => withinAnswer(new Map(pools), () => undefined).digest;
  const all = [digest([]), digest([["default", []]]), digest([["default", [hook("a")]]]), digest([["default", [hook("b")]]]), digest([["default", [hook("a", 4)]]]), digest([["pool2", [hook("a")]]])];
  expect([new Set(all).size, digest([["default", [hook("a")]]])]).toEqual([6, all[2]]);
});

test("what a peer says is taken within the bounds, of shared pools alone, and the rest is named", () => {
  const odd = [{ name: "../a", base64: "" }, { name: ".b", base64: "" }, { name: "c", base64: "no base64!" }, { name: "d" }, null, hook("e", MOST_HOOK_BYTES + 1), hook("good"), hook("good")];
  expect(acceptedHooks({ digest: DIGEST, pools: { default: odd, pool2: [hook("x")], "../etc": [hook("y")], pool3: "x" } }, ["default", "pool3"])).toEqual({
    digest: DIGEST, pools: { default: [hook("good")] }, rejected: ["default: ../a", "default: .b", "default: c", "default: d", "default: undefined", "default: e", "default: good", "pool2", "../etc", "pool3"],
  });
  expect(acceptedHooks({ digest: DIGEST, pools: { default: many(17) } }, ["default"])?.rejected).toEqual(["default: hook-16"]);
  const full = acceptedHooks({ digest: DIGEST, pools: { default: many(16, MOST_HOOK_BYTES), pool2: [hook("one", 1)] } }, ["default", "pool2"]);
  expect([full?.pools["default"]?.length, full?.rejected]).toEqual([16, ["pool2: one"]]);
});

test("what is no such answer is none", () => {
  for (const odd of [undefined, null, "x", {}, { digest: "../..", pools: {} }, { digest: DIGEST }, { digest: DIGEST, pools: null }]) expect(acceptedHooks(odd, ["default"])).toBeNull();
});
