import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOOT_MS, Bench } from "../support/host.ts";
import { Pair, POOLS } from "../support/pair.ts";
import { Ears, firstMissing, startWriter } from "../support/writer-guest.ts";

const IMAGE = `${POOLS}/default/writer.img`;
const MAC = "52:54:00:00:00:01";
const pair = new Pair(new Bench());
let ears: Ears;
/** The last line that was acknowledged when the power was cut. */
let acknowledged = 0;

beforeAll(async () => {
  ears = await Ears.open();
  await pair.boot();
  await startWriter(pair.host(0), ears, "writer", IMAGE, MAC);
}, 4 * BOOT_MS);
afterAll(async () => {
  ears.close();
  await pair.close();
});

describe("a node dies while its guest writes", () => {
  it("has noted on the mirror that the guest runs, and knows that it cannot move without a pool that the other leads", async () => {
    await pair.until(0, `test -e ${POOLS}/default/.ramvisor/guests/writer/running`);
    const { code, stderr } = await pair.host(0).ssh("ramvisor guest move writer --lang en");
    expect([code, stderr]).toEqual([1, expect.stringContaining("leads no pool")]);
  });

  it("is taken over: the guest goes on with every line that it had acknowledged", async () => {
    await pair.kill(0);
    ({ acknowledged } = ears);
    await pair.until(1, "! grep -q cs:Connected /proc/drbd");
    await expect.poll(() => pair.word(1), { timeout: 60_000, interval: 2000 }).toEqual([1, "lost", "lost"]);
    // What the dead one had to say last.
    expect(await pair.host(1).run("cd /run/ramvisor/peers/ramvisor-1 && grep -q ramvisor log && grep -o '\"ready\": true' report.json | head -n 1")).toBe('"ready": true');
    const { code, stdout, stderr } = await pair.host(1).ssh("ramvisor takeover --lang en", { limitMs: 240_000 });
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/apart for \d+ s\.[\s\S]*Started: writer\./);
    await ears.goesOn(5, BOOT_MS);
    expect(ears.begun).toHaveLength(2);
    expect(ears.begun[1]).toBeGreaterThan(acknowledged);
    expect(ears.failed).toBe(false);
    process.stdout.write(`acknowledged ${String(acknowledged)}, found up to ${String((ears.begun[1] ?? 0) - 1)}\n`);
    expect((await pair.host(1).virsh("list", "--name")).stdout.trim()).toBe("writer");
  });

  it("comes back as the second one, gets what it has missed, and starts no guest", async () => {
    await pair.start(0);
    await pair.host(0).ready();
    await pair.until(0, "grep -q 'cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate' /proc/drbd", BOOT_MS);
    expect((await pair.host(0).virsh("list", "--all", "--name")).stdout.trim()).toBe("");
    for (const index of [0, 1] as const) await expect.poll(() => pair.word(index), { timeout: 60_000, interval: 2000 }).toEqual([0, "whole", "whole"]);
    // And stays so: a step that fails again and again is told of after ten seconds.
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    for (const index of [0, 1] as const) expect(await pair.word(index)).toEqual([0, "whole", "whole"]);
    const before = ears.acknowledged;
    await ears.goesOn(5, BOOT_MS);
    await pair.host(1).run("virsh destroy writer");
    const image = Buffer.from(await pair.host(1).run(`base64 -w0 ${IMAGE}`), "base64");
    expect(firstMissing(image)).toBeGreaterThan(before);
    expect(firstMissing(image)).toBeGreaterThan(ears.acknowledged);
    await pair.until(1, `test -e ${POOLS}/default/.ramvisor/guests/writer/domain.xml -a ! -e ${POOLS}/default/.ramvisor/guests/writer/running`);
  }, 3 * BOOT_MS);
});
