import { expect, it } from "vitest";
import { factsAgain } from "../../../src/facts/again.ts";
import { encodeMarker, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskMarker, Facts } from "../../../src/model/facts.ts";
import { errno, FakeHost, type FakeDisk } from "./host.ts";

const MIB = 1024 * 1024;
const LIMIT_MS = 150;
const marker = { format: 1, site: "default", disk: "virtio-A", sizeBytes: 256 * MIB, role: "pool", pool: "default", state: "claiming", partitionUuid: "11111111-1111-4111-8111-111111111111", filesystemUuid: "22222222-2222-4222-8222-222222222222" } as unknown as DiskMarker;

/** So many blank disks, looked at once: `vda`, `vdb` and so on. */
async function looked(count: number): Promise<{ host: FakeHost; facts: Facts; disk: (name: string) => FakeDisk }> {
  const host = new FakeHost();
  for (let index = 0; index < count; index += 1) {
    const name = `vd${String.fromCharCode(97 + index)}`;
    host.disk(name, { sizeBytes: 256 * MIB, device: `254:${String(index * 16)}` }, {}, `/sys/devices/pci0000:00/0000:00:0${String(index)}.0/virtio${String(index)}`);
  }
  return { host, facts: await host.facts(), disk: (name) => host.disks.get(`/dev/${name}`) as FakeDisk };
}
const states = ({ disks }: Facts): string[] => disks.map(({ marker: { state }, errors }) => errors[0]?.why ?? state);
const hang = (disk: FakeDisk): void => { disk.hangsAt = 0; };

it("reads the markers as they are now, and keeps what was proved", async () => {
  const { host, facts, disk } = await looked(2);
  disk("vdb").bytes = [[MARKER_OFFSET, encodeMarker(marker)]];
  const again = await factsAgain(host.reader)(facts);
  expect(states(again)).toEqual(["none", "good"]);
  expect(again.disks[1]).toMatchObject({ marker: { state: "good", marker: { disk: "virtio-A" } }, scans: facts.disks[1]?.scans });
  expect(again.disks.some(({ unreadable }) => unreadable)).toBe(false);
});

it("a disk that hangs has the error, in time, and holds no other up", async () => {
  const { host, facts, disk } = await looked(3);
  hang(disk("vda"));
  const start = performance.now();
  expect(states(await factsAgain(host.reader, LIMIT_MS)(facts))).toEqual(["timeout", "none", "none"]);
  expect(performance.now() - start).toBeLessThan(LIMIT_MS * 3);
});

it("keeps what it is given with, and is called unreadable", async () => {
  const { host, facts, disk } = await looked(2);
  disk("vda").readError = [0, 256 * MIB, errno("EIO", "i/o error")];
  const { disks } = await factsAgain(host.reader, LIMIT_MS)(facts);
  expect(disks.map(({ unreadable, scans, errors }) => [unreadable ?? false, scans.length, errors[0]?.why ?? null])).toEqual([[true, 3, "EIO: i/o error, read"], [false, 3, null]]);
});

it.each<[string, { what: string; why: string; cause?: { code: "timeout" } | { code: "kernel-holds" } }, boolean]>([
  ["was too slow for a moment", { what: "/dev/vdb", why: "timeout", cause: { code: "timeout" } }, true],
  ["is held by something else", { what: "/dev/vdb", why: "held", cause: { code: "kernel-holds" } }, false],
])("of ours that %s in the start's look is looked at anew, or not", async (_, error, isAnew) => {
  const { host, facts, disk } = await looked(2);
  disk("vdb").bytes = [[MARKER_OFFSET, encodeMarker(marker)]];
  const slow = { ...facts, disks: facts.disks.map((one, index) => (index === 1 ? { ...one, marker: { state: "good" as const, marker }, errors: [error] } : one)) };
  const { disks } = await factsAgain(host.reader)(slow);
  expect(disks[1]?.errors).toEqual(isAnew ? [] : [error]);
});

it("it is not read again while the read hangs, and is once that has ended", async () => {
  const { host, facts, disk } = await looked(2);
  let end: (() => void) | null = null;
  const { reader } = host;
  const holding = { ...reader, open: async (path: string) => {
    const open = await reader.open(path);
    return path === "/dev/vda" && end === null ? { ...open, read: (...args: Parameters<typeof open.read>) => new Promise<number>((resolve) => { end = () => { resolve(open.read(...args)); }; }) } : open;
  } };
  const again = factsAgain(holding, LIMIT_MS);
  // Asked for side by side, as a round and an answer to a peer are.
  expect((await Promise.all([again(facts), again(facts)])).map(states)).toEqual([["timeout", "none"], ["timeout", "none"]]);
  const opened = host.left.filter((path) => path === "/dev/vda").length;
  const start = performance.now();
  expect(states(await again(facts))).toEqual(["timeout", "none"]);
  expect(performance.now() - start).toBeLessThan(LIMIT_MS / 2);
  expect([opened, host.left.filter((path) => path === "/dev/vda").length]).toEqual([1, 1]);
  disk("vda").bytes = [[MARKER_OFFSET, encodeMarker(marker)]];
  (end as unknown as () => void)();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(states(await again(facts))).toEqual(["good", "none"]);
});

it("where as many hang as may, no further thread is risked", async () => {
  const { host, facts, disk } = await looked(4);
  for (const name of ["vda", "vdb"]) hang(disk(name));
  const again = factsAgain(host.reader, LIMIT_MS, 2);
  expect(states(await again(facts))).toEqual(["timeout", "timeout", "none", "none"]);
  expect(states(await again(facts))).toEqual(["timeout", "timeout", "other disks do not answer", "other disks do not answer"]);
});
