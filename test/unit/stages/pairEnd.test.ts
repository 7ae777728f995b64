import { describe, expect, test } from "vitest";
import { decodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskFacts, Facts } from "../../../src/model/facts.ts";
import type { PlannedResource } from "../../../src/model/plan.ts";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { noteEnd, pairEndStage } from "../../../src/stages/pairEnd.ts";
import { machine, memory, ok, programs } from "../apply/fakes.ts";
import { pairHead } from "../apply/pairHead.ts";
import { gen, meta, sideDisk } from "../plan/cluster/fixtures.ts";
import { bootFiles, captured, LINE } from "./host.ts";

const NODES = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
const GIB = 1024 ** 3;
const PARTITION = { startByte: 1024 * 1024, sizeBytes: layOutPair(GIB, 512).partitionBytes };
const QUIET = "/run/ramvisor/pair-quiet/r0";
const [CONNECTED, ALONE] = ["cs:Connected ro:Secondary/Secondary ds:UpToDate/UpToDate", "cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown"];
const LEADS = CONNECTED.replace("ro:Secondary", "ro:Primary");
const PART = "11111111-1111-5111-8111-111111111111";

const side = (over: Partial<DiskFacts> = {}): DiskFacts => sideDisk("B0", 1, meta(gen("A")), { site: "default", partitionUuid: PART }, { peer: "192.168.0.251", linked: true }, over);

interface Ended { linked: boolean | undefined; calls: string[]; looks: number; warned: number }

/** A node with one side goes down. `drbd`: its line of /proc/drbd; null: DRBD has nothing. */
async function end(drbd: string | null, { quiet = false, disk = side(), again, secondary = ok }: { quiet?: boolean; disk?: DiskFacts; again?: () => Promise<Facts>; secondary?: () => ReturnType<typeof ok> } = {}): Promise<Ended> {
  const facts: Facts = { ...captured("qemu-one-blank-disk"), disks: [disk] };
  const { fs, volume } = memory({
    ...bootFiles(NODES, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/proc/drbd": `version: 8.4.11\n${drbd === null ? "" : ` 0: ${drbd} C r-----\n`}`,
    ...(quiet ? { [QUIET]: "lab-2\n" } : {}), "/dev/disk/by-id/x": "", "/dev/B0": "", "/sys/class/block/B0/size": String(GIB / 512), "/sys/class/block/B0/diskseq": "1",
  });
  volume.symlinkSync("/dev/B0", "/dev/disk/by-id/virtio-B0");
  const head = pairHead(disk.marker.state === "good" ? disk.marker.marker : null, PARTITION, PART);
  const { run, calls } = programs({ drbdadm: secondary });
  const host = machine(fs, run);
  host.disks = {
    isBlockDevice: () => Promise.resolve(true),
    open: () => Promise.resolve({
      read: (offset, length) => Promise.resolve(offset < head.length ? head.subarray(offset, offset + length) : Buffer.alloc(length)),
      write: (offset, bytes) => Promise.resolve(void Buffer.from(bytes).copy(head, offset)), sync: () => Promise.resolve(), close: () => Promise.resolve(),
    }),
  };
  let [looks, warned] = [0, 0];
  host.log = { ...host.log, warn: () => { warned += 1; } } as typeof host.log;
  expect(await pairEndStage(host, again ?? ((now) => { looks += 1; return Promise.resolve(now); }), 300)).toBe(0);
  const found = decodeMarker(head.subarray(MARKER_OFFSET, MARKER_OFFSET + MARKER_BYTES));
  return { linked: found.state === "good" ? found.marker.pair?.linked : undefined, calls: calls.map(({ program, args }) => [program, ...args].join(" ")), looks, warned };
}

describe("a node of a pair goes down", () => {
  test("with nothing of DRBD's: nothing is looked at", async () => {
    expect(await end(null)).toEqual({ linked: true, calls: [], looks: 0, warned: 0 });
  });

  test("beside a peer that stays: it gives up its lead, and its own side may lack what comes", async () => {
    expect(await end(LEADS)).toMatchObject({ linked: true, calls: ["drbdadm secondary r0"] });
    expect(await end(CONNECTED, { quiet: true })).toMatchObject({ linked: true, calls: [] });
  });

  test.each<[string, string, boolean, boolean | undefined]>([
    ["the peer ended before", ALONE, true, undefined],
    ["the peer was lost, and nothing is known of it", ALONE, false, true],
    ["it was in use alone to the end", ALONE.replace("ro:Secondary", "ro:Primary"), false, undefined],
    ["the peer ended before this side had all", ALONE.replace("ds:UpToDate", "ds:Inconsistent"), true, true],
  ])("%s: what its marker says", async (_, drbd, quiet, linked) => {
    expect(await end(drbd, { quiet })).toMatchObject({ linked, calls: [] });
  });

  test("a disk that does not answer is not read, and holds up no power-off", async () => {
    expect((await end(ALONE, { quiet: true, disk: side({ unreadable: true }) })).linked).toBe(true);
    expect(await end(LEADS, { again: () => new Promise(() => undefined) })).toMatchObject({ linked: true, calls: [], warned: 1 });
  });

  test("a pool that is still in use: nobody is told of an end", async () => {
    expect(await end(LEADS, { secondary: () => ({ ...ok(), code: 17, stderr: "held open" }) })).toMatchObject({ linked: true, calls: ["drbdadm secondary r0"], warned: 1 });
  });
});

test.each<[string, string | null, boolean]>([
  ["leads nothing, and is still connected", CONNECTED, true], ["still leads", "cs:Connected ro:Secondary/Primary ds:UpToDate/UpToDate", false],
  ["is gone", ALONE, false], ["has what this side lacks", "cs:SyncTarget ro:Secondary/Secondary ds:Inconsistent/UpToDate", false], ["has nothing to do with it: not up", null, false],
])("a peer that says that it ends %s: what is kept of it", async (_, drbd, kept) => {
  const { fs, all } = memory({ "/proc/drbd": drbd === null ? "" : ` 0: ${drbd} C r-----\n` });
  await noteEnd(machine(fs), [{ name: "r0" } as PlannedResource], "lab-2");
  expect(all()[QUIET]).toBe(kept ? "lab-2\n" : undefined);
});
