import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { Bench, Host } from "./support/host.ts";

const FIRST = "0a:0b:0c:0d:0e:0f";
const SECOND = "0a:0b:0c:0d:0e:10";
const LATE = "0a:0b:0c:0d:0e:11";
const LINE = `quiet mac.${FIRST}.eth0.192.168.0.250 mac.${SECOND}.eth1.10.9.9.9/24 mac.${LATE}.eth2.10.8.8.8/24 submask.24 gw.192.168.0.2 dns.192.168.0.3`;

const bench = new Bench();
let host: Host;
let ready: ReadyLine;

beforeAll(async () => {
  await bench.open();
  // The machine sees the second card first: the kernel would call it eth0.
  host = await Host.boot(bench, { line: LINE, macs: [SECOND, FIRST], connected: FIRST, freeSlots: 1 });
  ready = await host.ready();
});
afterAll(() => bench.close());

type Link = { ifname: string; address: string; master?: string; addr_info: { local: string; scope: string }[] };

async function links(): Promise<Map<string, Link>> {
  const list = JSON.parse(await host.run("ip -j addr")) as Link[];
  return new Map(list.map((link) => [link.ifname, link]));
}

describe("(b) two cards in swapped order, and a third that comes later", () => {
  it("is ready with the address of the first card on the bridge, and without a disk", () => {
    expect(ready).toMatchObject({ ready: true, fields: { address: "192.168.0.250/24", disks: "claim:0,own:0,refuse:0" } });
  });

  it("names each card by its hardware address", async () => {
    const now = await links();
    expect(now.get("eth0")).toMatchObject({ address: FIRST, master: "br0" });
    expect(now.get("eth1")).toMatchObject({ address: SECOND });
    expect(now.get("eth1")?.master).toBeUndefined();
    expect(now.get("eth1")?.addr_info.map(({ local }) => local)).toContain("10.9.9.9");
    expect(now.has("eth2")).toBe(false);
  });

  it("names and addresses the late card too, and leaves the others alone", async () => {
    await host.machine.plugNic(LATE);
    let late: Link | undefined;
    for (let i = 0; i < 60 && !(late?.addr_info.some(({ local }) => local === "10.8.8.8") ?? false); i++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      late = (await links()).get("eth2");
    }
    expect(late).toMatchObject({ address: LATE });
    expect(late?.addr_info.map(({ local }) => local)).toContain("10.8.8.8");
    const now = await links();
    expect([now.get("eth0")?.address, now.get("eth1")?.address, now.get("br0")?.address]).toEqual([FIRST, SECOND, FIRST]);
    expect((await host.ssh("ramvisor status")).code).toBe(0);
  });
});
