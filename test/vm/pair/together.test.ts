import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BOOT_MS, Bench } from "../support/host.ts";
import { Pair, POOLS } from "../support/pair.ts";

const pair = new Pair(new Bench());
let seconds = 0;

beforeAll(async () => {
  const said = await pair.boot();
  seconds = said.formed;
  process.stdout.write(`ready after ${said.ready.join(" and ")} s, a pair after ${String(seconds)} s\n`);
}, 3 * BOOT_MS);
afterAll(() => pair.close());

describe("two machines started together from the same medium", () => {
  it("are a pair, and say so", async () => {
    expect(seconds).toBeGreaterThan(1);
    expect(await pair.host(0).run("cat /proc/drbd")).toMatch(/cs:Connected ro:Primary\/Secondary ds:UpToDate\/UpToDate/);
    expect(await pair.host(1).run("cat /proc/drbd")).toMatch(/cs:Connected ro:Secondary\/Primary ds:UpToDate\/UpToDate/);
  });

  it("have the pool where the resource is led, and nowhere else", async () => {
    await pair.until(0, "virsh pool-list --name | grep -qx default");
    expect(await pair.host(0).run(`findmnt -no SOURCE,FSTYPE ${POOLS}/default`)).toMatch(/^\/dev\/drbd0 +ext4$/);
    expect((await pair.host(0).virsh("pool-list", "--name")).stdout.trim()).toBe("default");
    expect((await pair.host(1).virsh("pool-list", "--all", "--name")).stdout.trim()).toBe("");
  });

  it("reach each other by SSH, with the pair's key and host keys that were told", async () => {
    expect(await pair.host(0).run("stat -c %a /run/ramvisor/peer-ssh/id_ed25519 /root/.ssh/authorized_keys2")).toBe("600\n600");
    // Nobody else's host key is taken: this one was never told.
    expect((await pair.host(0).ssh("ssh root@192.168.0.251 true")).code).not.toBe(0);
  });
});
