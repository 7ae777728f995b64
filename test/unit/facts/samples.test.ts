import { describe, expect, it } from "vitest";
import { PASSES, SAMPLE_BYTES, samplePlaces, samplingOf } from "../../../src/facts/samples.ts";
import { knownPlaces } from "../../../src/facts/known-places.ts";
import { lookTime } from "../../../src/facts/clock.ts";
import { eachOf } from "../../../src/facts/each.ts";
import type { DiskScan } from "../../../src/model/facts.ts";
import type { OpenDisk } from "../../../src/facts/reader.ts";

const MIB = 1024 * 1024;
const END = 64 * MIB;
const TIB = 1024 ** 4;

describe("samplePlaces", () => {
  it.each([256 * MIB, 256 * MIB + 512, TIB, 16 * TIB])("spreads each pass over the middle of %i bytes, ascending, on whole blocks", (sizeBytes) => {
    for (const [pass, count] of PASSES.entries()) {
      const places = samplePlaces("virtio-A", sizeBytes, pass, count);
      expect(places).toHaveLength(count);
      expect(places.every((place, index) => place % SAMPLE_BYTES === 0 && place >= END && place + SAMPLE_BYTES <= sizeBytes - END && (index === 0 || place > (places[index - 1] ?? 0)))).toBe(true);
      // No gap is wider than two parts.
      const part = (sizeBytes - 2 * END) / count;
      expect(Math.max(...places.map((place, index) => place - (places[index - 1] ?? END)))).toBeLessThanOrEqual(2 * part);
    }
  });

  it("gives the same places for the same disk, and others for another disk, size or pass", () => {
    const places = samplePlaces("virtio-A", TIB, 0, 256);
    expect(samplePlaces("virtio-A", TIB, 0, 256)).toEqual(places);
    expect(samplePlaces("virtio-B", TIB, 0, 256)).not.toEqual(places);
    expect(samplePlaces("virtio-A", TIB - MIB, 0, 256)).not.toEqual(places);
    expect(samplePlaces("virtio-A", TIB, 1, 256)).not.toEqual(places);
  });

  it("has none where both ends meet, and every block where there are few", () => {
    expect(samplePlaces("a", 128 * MIB, 0, 256)).toEqual([]);
    expect(samplePlaces("a", 128 * MIB + 3 * SAMPLE_BYTES, 0, 256)).toEqual([END, END + SAMPLE_BYTES, END + 2 * SAMPLE_BYTES]);
  });
});

/** A disk of zeros whose reads take `ms` each; one byte may be 1. */
function fake(ms: number, oneAt = -1): OpenDisk & { reads: number[] } {
  const reads: number[] = [];
  const read = async (buffer: Uint8Array, offset: number): Promise<number> => {
    reads.push(offset);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    buffer.fill(0);
    if (oneAt >= offset && oneAt < offset + buffer.length) buffer[oneAt - offset] = 1;
    return buffer.length;
  };
  return {
    device: null, reads, size: () => Promise.resolve(TIB), close: () => Promise.resolve(), read,
    readEach: (places, length, buffer, seen, atOnce) => eachOf((part, place, done) => { read(part, place).then((bytes) => { done(null, bytes); }, (error: unknown) => { done(error as Error, 0); }); }, places, length, buffer, seen, atOnce),
  };
}
const sampling = (disk: OpenDisk, ms: number, perStep = 128): ReturnType<typeof samplingOf> => samplingOf(disk, "virtio-A", TIB, new Uint8Array(MIB), { deadline: lookTime() + ms, perStep });
const scan = (disk: OpenDisk, ms: number): Promise<DiskScan> => sampling(disk, ms).rest();

describe("samplingOf", () => {
  it("reads 4096 samples where there is time", async () => {
    expect(await scan(fake(0), 5000)).toEqual({ what: "samples", fromByte: END, toByte: TIB - END, readBytes: 4096 * SAMPLE_BYTES, firstNonZero: null, error: null });
  });

  it("leaves out the passes that do not fit, and never begins one that would not end", async () => {
    const { readBytes, error } = await scan(fake(4), 1000);
    expect(error).toBeNull();
    expect([256, 512].map((count) => count * SAMPLE_BYTES)).toContain(readBytes);
  });

  it("gives what it has where even the first pass does not fit: too little, and no error", async () => {
    const { readBytes, error } = await scan(fake(5), 250);
    expect(error).toBeNull();
    expect(readBytes).toBeLessThan(256 * SAMPLE_BYTES);
  });

  it("counts too few where time runs out after the last sample and before the last known place", async () => {
    const last = samplePlaces("virtio-A", TIB, 0, 256).at(-1) ?? 0;
    expect(knownPlaces(TIB).at(-1)).toBeGreaterThan(last);
    const slow = fake(0);
    const deadline = lookTime() + 600;
    const late: OpenDisk = {
      ...slow,
      readEach: (places, length, buffer, seen, atOnce) => slow.readEach(places, length, buffer, (place, bytes) => {
        while (place === last && lookTime() < deadline - 50);
        return seen(place, bytes);
      }, atOnce),
    };
    const { readBytes, firstNonZero, error } = await samplingOf(late, "virtio-A", TIB, new Uint8Array(MIB), { deadline, perStep: 1000, atOnce: 1 }).rest();
    expect({ firstNonZero, error }).toEqual({ firstNonZero: null, error: null });
    expect(slow.reads.at(-1)).toBe(last);
    expect(readBytes).toBe(255 * SAMPLE_BYTES);
  });

  it("stops at the first byte that is not zero, and says where", async () => {
    const [, , at = 0] = samplePlaces("virtio-A", TIB, 0, 256);
    const disk = fake(0, at + 4095);
    expect(await scan(disk, 5000)).toMatchObject({ firstNonZero: at + 4095 });
    const before = knownPlaces(TIB).filter((place) => place < at).length;
    expect(disk.reads.length).toBeLessThanOrEqual(before + 3 + 4);
  });

  it.each([["of btrfs's third superblock", 256 * 1024 * MIB], ["of XFS's third group", 512 * 1024 * MIB + 7], ["of DRBD 0.7", TIB - 128 * MIB]])("finds a byte %s, which no sample meets", async (_, at) => {
    expect(await scan(fake(0, at), 5000)).toMatchObject({ firstNonZero: at });
  });

  it("reads the same places in steps of any size, one step a call", async () => {
    const [whole, steps] = [fake(0), fake(0)];
    await scan(whole, 5000);
    const some = sampling(steps, 5000, 100);
    await some.step();
    expect(steps.reads).toHaveLength(100);
    await some.step();
    expect(steps.reads).toHaveLength(200);
    expect(await some.rest()).toMatchObject({ readBytes: 4096 * SAMPLE_BYTES });
    expect(steps.reads).toEqual(whole.reads);
  });

  it("keeps what a step has found, and reads no further", async () => {
    const [at = 0] = samplePlaces("virtio-A", TIB, 0, 256);
    const disk = fake(0, at);
    const some = sampling(disk, 5000, 1000);
    await some.step();
    const reads = disk.reads.length;
    await some.step();
    expect(await some.rest()).toMatchObject({ firstNonZero: at });
    expect(disk.reads).toHaveLength(reads);
  });

  it("calls a read that does not come back a timeout", async () => {
    const hanging: OpenDisk = { ...fake(0), readEach: () => new Promise(() => undefined) };
    expect(await scan(hanging, 200)).toMatchObject({ readBytes: 0, error: "timeout" });
  });
});
