import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOOT_MS, Bench } from "../support/host.ts";
import { Pair, POOLS } from "../support/pair.ts";
import { Ears, firstMissing, startWriter } from "../support/writer-guest.ts";

const [FROM, TO] = [`${POOLS}/default/writer.img`, `${POOLS}/pool2/writer.img`];
const MAC = "52:54:00:00:00:02";
const MOVE_MS = 600_000;
const pair = new Pair(new Bench(), 2);
let ears: Ears;

beforeAll(async () => {
  ears = await Ears.open();
  await pair.boot();
  await startWriter(pair.host(0), ears, "writer", FROM, MAC);
  await pair.host(0).run("virsh autostart writer");
}, 4 * BOOT_MS);
afterAll(async () => {
  ears.close();
  await pair.close();
});

describe("a guest that writes moves to the other node", () => {
  it("stays where it is, and leaves nothing there, when the move is given up", async () => {
    const moving = pair.host(0).ssh("ramvisor guest move writer --lang en", { limitMs: MOVE_MS });
    await pair.until(0, "pgrep -x virsh >/dev/null && virsh domjobabort writer", MOVE_MS);
    const { code, stderr } = await moving;
    expect([code, stderr]).toEqual([1, expect.stringContaining("runs on here")]);
    await ears.goesOn(3, BOOT_MS);
    // The list of what is coming is a hidden folder's.
    expect(await pair.host(1).run(`ls -A ${POOLS}/pool2 ${POOLS}/pool2/.ramvisor; virsh list --all --name`)).not.toMatch(/writer|coming-/);
    expect((await pair.host(0).virsh("domstate", "writer")).stdout.trim()).toBe("running");
  }, 2 * MOVE_MS);

  it("goes on there without a line lost, with its definition, its autostart flag and its address", async () => {
    const { code, stdout, stderr } = await pair.host(0).ssh("ramvisor guest move writer --lang en", { limitMs: MOVE_MS });
    expect(code, stdout + stderr).toBe(0);
    process.stdout.write(stdout);
    const told = [...stdout.matchAll(/^(\d+)\s%\s\(.+\sof\s.+\)$/gm)].map(([, percent]) => Number(percent));
    expect(told.length, stdout).toBeGreaterThan(0);
    // Each further from the one before: where nobody watches at a terminal, ten at a time.
    expect(told.filter((percent, at) => percent > 100 || (at > 0 && percent < (told[at - 1] ?? 0) + 10)), stdout).toEqual([]);
    expect(stdout).toMatch(/writer runs on ramvisor-2 now/);
    await ears.goesOn(3, BOOT_MS);
    // Neither started anew nor failed: it told its beginning once.
    expect([ears.begun.length, ears.failed]).toEqual([1, false]);
    expect(pair.network.where(MAC)).toBe("1");
    const [here, there] = [pair.host(0), pair.host(1)];
    expect((await here.virsh("list", "--all", "--name")).stdout.trim()).toBe("");
    expect(await here.run(`ls -A ${POOLS}/default ${POOLS}/default/.ramvisor/guests`)).not.toContain("writer");
    expect((await there.virsh("domstate", "writer")).stdout.trim()).toBe("running");
    expect(await there.run("virsh dominfo writer; virsh dumpxml --inactive writer")).toMatch(new RegExp(`Autostart: +enable[\\s\\S]*${TO}`));
    expect(await there.run(`ls -A ${POOLS}/pool2/.ramvisor`)).not.toContain("coming-");
    expect(await there.run(`ls ${POOLS}/pool2/.ramvisor/guests/writer`)).toMatch(/autostart[\s\S]*domain\.xml[\s\S]*running/);
    expect(await here.run("grep -c 'ro:Primary/Secondary' /proc/drbd")).toBe("1");
  }, 2 * MOVE_MS);

  it("is taken over from there, when that node dies", async () => {
    await pair.kill(1);
    const { acknowledged } = ears;
    await pair.until(0, "! grep -q cs:Connected /proc/drbd");
    const { code, stdout, stderr } = await pair.host(0).ssh("ramvisor takeover --lang en", { limitMs: 240_000 });
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain("Started: writer.");
    await ears.goesOn(3, BOOT_MS);
    expect(ears.begun[1]).toBeGreaterThan(acknowledged);
    await pair.host(0).run("virsh destroy writer");
    expect(firstMissing(Buffer.from(await pair.host(0).run(`base64 -w0 ${TO}`), "base64"))).toBeGreaterThan(ears.acknowledged);
  }, 2 * BOOT_MS);
});
