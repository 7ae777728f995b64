import { open } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DrbdMeta } from "../../../src/model/facts.ts";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { META_BYTES, metaOffset, NO_GENERATION, parseDrbdMeta } from "../../../src/raid/drbdMeta.ts";
import { markerOn } from "../../disks/suites/imageMarker.ts";
import { BOOT_MS, Bench, type Host } from "../support/host.ts";
import { median } from "../../bench/statistics.ts";
import { Pair, PAIR_TIMES, paired, POOLS, unpaired } from "../support/pair.ts";

const pair = new Pair(new Bench());
/** Seconds until two single machines, started together, were ready, and until two were a pair: a round each. */
const [singles, pairs]: [number[], number[]] = [[], []];
const ratio = (): number => median(pairs) / median(singles);

beforeAll(async () => {
  singles.push(...(await unpaired()));
  const said = await pair.boot();
  pairs.push(Math.max(said.formed, ...said.ready));
  process.stdout.write(`two single machines ready after ${singles.join(" and ")} s; of a pair after ${said.ready.join(" and ")} s, a pair after ${String(said.formed)} s\n`);
}, 6 * BOOT_MS);
afterAll(() => pair.close());

describe("two machines started together from the same medium", () => {
  it("are a pair, and say so", async () => {
    expect(await pair.host(0).run("cat /proc/drbd")).toMatch(/cs:Connected ro:Primary\/Secondary ds:UpToDate\/UpToDate/);
    expect(await pair.host(1).run("cat /proc/drbd")).toMatch(/cs:Connected ro:Secondary\/Primary ds:UpToDate\/UpToDate/);
  });

  it("say in status and report.json that it is whole", async () => {
    for (const index of [0, 1] as const) await expect.poll(() => pair.word(index), { timeout: 60_000, interval: 2000 }).toEqual([0, "whole", "whole"]);
  });

  it("have the pool where the resource is led, and nowhere else", async () => {
    await pair.until(0, "virsh pool-list --name | grep -qx default");
    expect(await pair.host(0).run(`findmnt -no SOURCE,FSTYPE ${POOLS}/default`)).toMatch(/^\/dev\/drbd0 +ext4$/);
    expect((await pair.host(0).virsh("pool-list", "--name")).stdout.trim()).toBe("default");
    expect((await pair.host(1).virsh("pool-list", "--all", "--name")).stdout.trim()).toBe("");
  });

  it("reach each other by SSH, with the pair's key and host keys that were told", async () => {
    expect(await pair.host(0).run("stat -c %a /run/ramvisor/peer-ssh/id_ed25519 /root/.ssh/authorized_keys2")).toBe("600\n600");
    const ssh = (options: string): ReturnType<Host["ssh"]> => pair.host(0).ssh(`ssh ${options} root@192.168.0.251 cat /etc/hostname`);
    // Nobody else's host key is taken: this one was never told.
    expect(await ssh("")).toMatchObject({ code: 255, stdout: "", stderr: expect.stringContaining("Host key verification failed") as string });
    await pair.host(0).put("/run/known", `192.168.0.251 ${await pair.host(1).run("cat /etc/ssh/ssh_host_ed25519_key.pub")}\n`);
    expect(await ssh("-o UserKnownHostsFile=/run/known")).toMatchObject({ code: 0, stdout: await pair.host(1).run("cat /etc/hostname") });
    // The key alone is not enough: from another address it opens nothing.
    await pair.host(0).run("ip address add 192.168.0.77/24 dev br0");
    expect(await ssh("-o UserKnownHostsFile=/run/known -b 192.168.0.77")).toMatchObject({ code: 255, stderr: expect.stringContaining("Permission denied") as string });
    await pair.host(0).run("ip address del 192.168.0.77/24 dev br0");
  });

  it("are told apart from a crash where one is switched off in order: its side leads nothing, and has nothing that the other lacks", async () => {
    await pair.host(0).run(`echo word > ${POOLS}/default/word && sync`);
    for (const node of [0, 1] as const) expect(isLinked(pair.file(node))).toBe(true);
    await pair.powerOff(0);
    await pair.until(1, "grep -q 'cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown' /proc/drbd");
    const [left, goesOn] = [await drbdMeta(pair.file(0)), await drbdMeta(pair.file(1))];
    expect(left).toMatchObject({ consistent: true, upToDate: true, primary: false, bitmap: NO_GENERATION });
    expect(goesOn).toMatchObject({ current: left?.current, primary: false });
    // It was told in time that nothing is written without it, and says so on its disk once it ends itself; the one that ended first cannot know.
    expect(await pair.host(1).run("ls /run/ramvisor/pair-quiet")).toBe("r0");
    await pair.powerOff(1);
    expect([isLinked(pair.file(0)), isLinked(pair.file(1))]).toEqual([true, false]);
  });

  it("took at most one and a half times what a single machine takes beside an unpaired one", async () => {
    // On a busy machine one round may be off: then the medians of three are what counts.
    for (let round = 1; round < 3 && (round === 2 || ratio() > PAIR_TIMES); round += 1) {
      singles.push(...(await unpaired()));
      const { ready, formed } = await paired();
      pairs.push(Math.max(formed, ...ready));
    }
    process.stdout.write(`a pair took ${ratio().toFixed(2)} times as long (medians of ${String(pairs.length)})\n`);
    expect(ratio()).toBeLessThanOrEqual(PAIR_TIMES);
  }, 12 * BOOT_MS);
});

/** Whether a side's marker says that the other one may go on without it. */
function isLinked(file: string): boolean {
  const marker = markerOn(file);
  if (marker?.state !== "ready") throw new Error(`no side is there: ${JSON.stringify(marker)}`);
  return marker.pair?.linked === true;
}

/** DRBD's own notes on a side, as they lie on the disk. */
async function drbdMeta(file: string): Promise<DrbdMeta | null> {
  const { startByte, partitionBytes } = layOutPair(1024 ** 3, 512);
  const disk = await open(file, "r");
  const { buffer } = await disk.read(Buffer.alloc(META_BYTES), 0, META_BYTES, startByte + metaOffset(partitionBytes)).finally(() => disk.close());
  return parseDrbdMeta(buffer);
}
