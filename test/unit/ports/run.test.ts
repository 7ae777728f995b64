import { expect, it } from "vitest";
import { run } from "../../../src/ports/run.ts";

it("a program that is killed for want of time, and does not end or leaves its output open all the same, holds nobody up", async () => {
  const began = performance.now();
  // As one that waits for a disk in the kernel: what it has started keeps its output open.
  expect(await run("sh", ["-c", "sleep 30 & echo begun; wait"], { timeoutMs: 300 })).toMatchObject({ code: null, failure: "timeout" });
  expect(performance.now() - began).toBeLessThan(10_000);
});

it("a program that ends says how, and what it said", async () => {
  expect(await run("sh", ["-c", "echo out; echo err >&2; exit 3"])).toEqual({ code: 3, stdout: "out", stderr: "err", failure: null });
  expect(await run("no-such-program", [])).toMatchObject({ code: null, failure: "not-found" });
  expect(await run("sleep", ["30"], { timeoutMs: 200 })).toMatchObject({ code: null, failure: "timeout" });
});
