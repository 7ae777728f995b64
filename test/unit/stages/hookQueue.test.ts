import { expect, test } from "vitest";
import { hookQueue } from "../../../src/stages/hookQueue.ts";

/** A batch that ends when it is told to. */
function batch(name: string, ran: string[]): { run: () => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => { end = resolve; });
  return { run: () => { ran.push(name); return ended; }, end: () => { end(); } };
}

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test("while one batch runs, the last one of each resource waits, in the order of the first ones", async () => {
  const ran: string[] = [];
  const queue = hookQueue();
  const hangs = batch("r0 lost", ran);
  queue.add("r0", hangs.run);
  for (const [resource, event] of [["r0", "whole"], ["r1", "lost"], ["r0", "lost again"], ["r0", "whole again"]] as const) queue.add(resource, () => { ran.push(`${resource} ${event}`); return Promise.resolve(); });
  await turn();
  expect([ran, [...queue.pending()].sort()]).toEqual([["r0 lost"], ["r0", "r1"]]);
  hangs.end();
  await queue.idle();
  expect([ran, [...queue.pending()]]).toEqual([["r0 lost", "r0 whole again", "r1 lost"], []]);
});

test("one that is done holds up nobody, nor does one that fails", async () => {
  const ran: string[] = [];
  const queue = hookQueue();
  await queue.idle();
  queue.add("r0", () => Promise.reject(new Error("no")));
  expect([...queue.pending()]).toEqual(["r0"]);
  await queue.idle();
  queue.add("r0", () => { ran.push("next"); return Promise.resolve(); });
  await queue.idle();
  expect(ran).toEqual(["next"]);
});

test("its end is waited for, also of what was added meanwhile", async () => {
  const queue = hookQueue();
  const [first, second] = [batch("first", []), batch("second", [])];
  let isIdle = false;
  queue.add("r0", first.run);
  void queue.idle().then(() => { isIdle = true; });
  queue.add("r1", second.run);
  first.end();
  await turn();
  expect(isIdle).toBe(false);
  second.end();
  await turn();
  expect(isIdle).toBe(true);
});
