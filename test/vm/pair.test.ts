import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOOT_MS, Bench } from "./support/host.ts";
import { Pair } from "./support/pair.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const pair = new Pair(new Bench());
let seconds = 0;

beforeAll(async () => {
  await pair.bench.open();
  await pair.open();
  await Promise.all([pair.start(0), pair.start(1)]);
  const ready = await Promise.all([pair.host(0).ready(), pair.host(1).ready()]);
  expect(ready.map(({ ready: is, outcome }) => [is, outcome])).toEqual([[true, "configured"], [true, "configured"]]);
  seconds = await pair.formed();
}, 3 * BOOT_MS);
afterAll(() => pair.close());

describe("two machines started together from the same medium", () => {
  it("are a pair, and say so", async () => {
    process.stdout.write(`pair formed after ${String(seconds)} s\n`);
    expect(await pair.host(0).run("cat /proc/drbd")).toMatch(/cs:Connected ro:Primary\/Secondary ds:UpToDate\/UpToDate/);
    expect(await pair.host(1).run("cat /proc/drbd")).toMatch(/cs:Connected ro:Secondary\/Primary ds:UpToDate\/UpToDate/);
  });

  it("have the pool where the resource is led, and nowhere else", async () => {
    expect(await pair.host(0).run(`findmnt -no SOURCE,FSTYPE ${POOL}`)).toMatch(/^\/dev\/drbd0 +ext4$/);
    expect((await pair.host(0).virsh("pool-list", "--name")).stdout.trim()).toBe("default");
    expect((await pair.host(1).virsh("pool-list", "--all", "--name")).stdout.trim()).toBe("");
  });
});
