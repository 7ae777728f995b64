import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOOT_MS, Bench } from "../support/host.ts";
import { Pair, POOLS, SINGLE_LINE } from "../support/pair.ts";
import { Ears, firstMissing, startWriter } from "../support/writer-guest.ts";

const IMAGE = `${POOLS}/default/writer.img`;
const pair = new Pair(new Bench());
let ears: Ears;

beforeAll(async () => {
  ears = await Ears.open();
  await pair.bench.open();
  await pair.open();
  await pair.start(0, SINGLE_LINE);
  await pair.host(0).ready();
  await startWriter(pair.host(0), ears, "writer", IMAGE, "52:54:00:00:00:03");
  await pair.host(0).run("virsh autostart writer");
  await pair.until(0, `test -e ${POOLS}/default/.ramvisor/guests/writer/autostart`);
}, 4 * BOOT_MS);
afterAll(async () => {
  ears.close();
  await pair.close();
});

describe("a single machine with a guest, started with a second token", () => {
  it("is ready without the other one: its guest starts by itself, it can be reached, and says whom it waits for", async () => {
    await pair.powerOff(0);
    await pair.start(0);
    expect((await pair.host(0).ready()).ready).toBe(true);
    await ears.goesOn(5, BOOT_MS);
    expect(ears.begun).toHaveLength(2);
    expect((await pair.host(0).virsh("list", "--name")).stdout.trim()).toBe("writer");
    expect(await pair.host(0).run(`findmnt -no SOURCE ${POOLS}/default`)).toBe("/dev/drbd32");
    await expect.poll(() => pair.word(0), { timeout: 60_000, interval: 2000 }).toEqual([1, "waiting", "waiting"]);
    expect((await pair.host(0).ssh("ramvisor status --lang en")).stdout.replaceAll(/\s+/g, " ")).toContain("ramvisor-2");
  }, 3 * BOOT_MS);

  it("is a pair once the other one comes: the data flow to it while the guest writes, and both have all of them", async () => {
    await pair.start(1);
    expect((await pair.host(1).ready()).ready).toBe(true);
    await pair.until(0, "grep -q 'cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate' /proc/drbd", BOOT_MS);
    await ears.goesOn(5, BOOT_MS);
    expect([ears.begun.length, ears.failed]).toEqual([2, false]);
    for (const index of [0, 1] as const) await expect.poll(() => pair.word(index), { timeout: 60_000, interval: 2000 }).toEqual([0, "whole", "whole"]);
  }, 3 * BOOT_MS);

  it("and is taken over, when the first one dies", async () => {
    await pair.kill(0);
    const { acknowledged } = ears;
    await pair.until(1, "! grep -q cs:Connected /proc/drbd");
    const { code, stdout, stderr } = await pair.host(1).ssh("ramvisor takeover --lang en", { limitMs: 240_000 });
    expect(code, stdout + stderr).toBe(0);
    await ears.goesOn(3, BOOT_MS);
    expect(ears.begun[2]).toBeGreaterThan(acknowledged);
    await pair.host(1).run("virsh destroy writer");
    expect(firstMissing(Buffer.from(await pair.host(1).run(`base64 -w0 ${IMAGE}`), "base64"))).toBeGreaterThan(ears.acknowledged);
  }, 2 * BOOT_MS);
});
