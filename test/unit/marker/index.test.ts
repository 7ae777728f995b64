import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARKER_BYTES, decodeMarker, encodeMarker } from "../../../src/marker/index.ts";
import type { DiskMarker, FreeMarker } from "../../../src/model/facts.ts";

const marker: DiskMarker = {
  format: 1, site: "default", disk: "virtio-RAMVISOR0", sizeBytes: 1_073_741_824, role: "pool", pool: "default", state: "ready",
  partitionUuid: "6f0b7a52-93c1-5d5e-8f6a-1f8d2c3b4a50", filesystemUuid: "c2a1f0de-4b6d-5c1a-9e77-0d5b8a6f3e21",
};

const free: FreeMarker = { format: 1, role: "free", state: "free", disk: "virtio-RAMVISOR0", serial: "RAMVISOR0", sizeBytes: 1_073_741_824 };

/** A block with a right checksum around any second line. */
function sealed(line: string): Buffer {
  const covered = Buffer.from(`RAMVISOR\n${line}\n`);
  const block = Buffer.alloc(MARKER_BYTES);
  Buffer.concat([covered, Buffer.from(`${crc32(covered).toString(16).padStart(8, "0")}\n`)]).copy(block);
  return block;
}

const mirrored: DiskMarker = { ...marker, role: "mirror", mirror: { array: "0d5b8a6f-4b6d-5c1a-9e77-c2a1f0de3e21", slot: 1, partitionBytes: 937_426_944 } };

const anyMarker = fc.record({
  format: fc.constant(1),
  site: fc.stringMatching(/^[a-z0-9-]{1,32}$/),
  disk: fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
  sizeBytes: fc.maxSafeNat(),
  role: fc.constant("pool" as const),
  pool: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/),
  state: fc.constantFrom("claiming" as const, "ready" as const),
  partitionUuid: fc.uuid(),
  filesystemUuid: fc.uuid(),
});

describe("the marker's bytes", () => {
  it("are the documented ones, for good: disks out there carry them", () => {
    const block = encodeMarker(marker);
    expect(block.length).toBe(4096);
    expect(block.toString("latin1").replace(/\0+$/, "")).toBe(
      'RAMVISOR\n{"format":1,"site":"default","disk":"virtio-RAMVISOR0","sizeBytes":1073741824,"role":"pool","pool":"default","state":"ready","partitionUuid":"6f0b7a52-93c1-5d5e-8f6a-1f8d2c3b4a50","filesystemUuid":"c2a1f0de-4b6d-5c1a-9e77-0d5b8a6f3e21"}\nc1a0ba40\n',
    );
  });

  it("name the array, and the place in it, of a mirror's member", () => {
    expect(encodeMarker(mirrored).toString("latin1").replace(/\0+$/, "")).toBe(
      'RAMVISOR\n{"format":1,"site":"default","disk":"virtio-RAMVISOR0","sizeBytes":1073741824,"role":"mirror","pool":"default","state":"ready","partitionUuid":"6f0b7a52-93c1-5d5e-8f6a-1f8d2c3b4a50","filesystemUuid":"c2a1f0de-4b6d-5c1a-9e77-0d5b8a6f3e21","mirror":{"array":"0d5b8a6f-4b6d-5c1a-9e77-c2a1f0de3e21","slot":1,"partitionBytes":937426944}}\nCRC\n'.replace("CRC", encodeMarker(mirrored).toString("latin1").split("\n")[2] ?? ""),
    );
    expect(decodeMarker(encodeMarker(mirrored))).toEqual({ state: "good", marker: mirrored });
  });

  it("of a pair's side may say who has the other one, or not, as those of before do", () => {
    const place = { resource: "r1", uuid: "0d5b8a6f-4b6d-5c1a-9e77-c2a1f0de3e21", side: 0 as const, dataBytes: 937_426_944, partitionBytes: 1_072_693_248 };
    for (const pair of [place, { ...place, peer: "192.168.0.251" }]) {
      const side: DiskMarker = { ...marker, role: "pair", pair };
      expect(decodeMarker(encodeMarker(side))).toEqual({ state: "good", marker: side });
    }
  });

  it("do not depend on the order in which the fields were set", () => {
    const reversed = Object.fromEntries(Object.entries(marker).reverse()) as unknown as DiskMarker;
    expect(encodeMarker(reversed)).toEqual(encodeMarker(marker));
  });

  it("come back as the marker that they were made of", () => {
    fc.assert(fc.property(anyMarker, (made) => {
      expect(decodeMarker(encodeMarker(made))).toEqual({ state: "good", marker: made });
    }));
  });

  it("are documented for a free marker too, and come back as what they are", () => {
    const block = encodeMarker(free);
    expect(block.toString("latin1").replace(/\0+$/, "")).toBe(
      'RAMVISOR\n{"format":1,"role":"free","state":"free","disk":"virtio-RAMVISOR0","serial":"RAMVISOR0","sizeBytes":1073741824}\n'
      + `${crc32(`RAMVISOR\n${JSON.stringify(free)}\n`).toString(16).padStart(8, "0")}\n`,
    );
    for (const made of [free, { ...free, state: "freeing", serial: null } as const]) expect(decodeMarker(encodeMarker(made))).toEqual({ state: "free", marker: made });
  });

  it("refuse to be made of what does not fit", () => {
    expect(() => encodeMarker({ ...marker, site: "Werk Nord" })).toThrow(RangeError);
    expect(() => encodeMarker({ ...marker, format: 2 })).toThrow(RangeError);
    expect(() => encodeMarker({ ...marker, role: "mirror" })).toThrow(RangeError);
    expect(() => encodeMarker({ ...mirrored, role: "pool" })).toThrow(RangeError);
    expect(() => encodeMarker({ ...marker, disk: "x".repeat(4096) })).toThrow(RangeError);
  });
});

describe("decodeMarker", () => {
  it("notices damage to any one byte, anywhere in the block, whatever it becomes", () => {
    const good = encodeMarker(marker);
    for (let offset = 0; offset < good.length; offset += 1) {
      for (const flip of [0x01, 0x20, 0x80, 0xff]) {
        const bad = Buffer.from(good);
        bad[offset] = (bad[offset] ?? 0) ^ flip;
        const read = decodeMarker(bad);
        if (read.state !== "damaged") expect.fail(`byte ${offset} xor ${flip}: ${read.state}`);
      }
    }
  });

  it("notices damage in any marker", () => {
    fc.assert(fc.property(anyMarker, fc.nat(MARKER_BYTES - 1), fc.integer({ min: 1, max: 255 }), (made, offset, flip) => {
      const bad = encodeMarker(made);
      bad[offset] = (bad[offset] ?? 0) ^ flip;
      expect(decodeMarker(bad).state).toBe("damaged");
    }));
  });

  it("takes zeros, text and other people's superblocks for no marker, and never throws", () => {
    expect(decodeMarker(Buffer.alloc(MARKER_BYTES))).toEqual({ state: "none" });
    expect(decodeMarker(Buffer.alloc(0))).toEqual({ state: "none" });
    expect(decodeMarker(Buffer.alloc(MARKER_BYTES, "LABELONE"))).toEqual({ state: "none" });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(decodeMarker(bytes)).toEqual({ state: "none" });
    }));
  });

  it("reads a cut block as damaged", () => {
    const good = encodeMarker(marker);
    for (const length of [9, 40, 512, 4095]) expect(decodeMarker(good.subarray(0, length)).state).toBe("damaged");
  });

  it("knows a newer format as newer, whatever else it holds", () => {
    expect(decodeMarker(sealed('{"format":2}'))).toEqual({ state: "newer", format: 2 });
    expect(decodeMarker(sealed(JSON.stringify({ ...marker, role: "mirror" })))).toEqual({ state: "damaged", why: "the field mirror does not fit the role", cause: { code: "marker-role", field: "mirror" } });
    expect(decodeMarker(sealed('{"format":7,"role":["mirror"],"site":null}'))).toEqual({ state: "newer", format: 7 });
  });

  it.each([
    ["not json", "the second line is not JSON"],
    ["null", "the JSON line is no marker"],
    ['{"format":0}', "the field format does not fit"],
    ['{"format":"2"}', "the field format does not fit"],
    ['{"format":1.5}', "the field format does not fit"],
    ['{"format":1}', "the field site does not fit"],
    [JSON.stringify({ ...marker, role: "free" }), "the field state does not fit"],
    [JSON.stringify({ ...marker, role: "backup" }), "the field role does not fit"],
  ])("reads %s under a right checksum as damaged", (line, why) => {
    expect(decodeMarker(sealed(line))).toMatchObject({ state: "damaged", why });
  });

  it("survives any line under a right checksum", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 3 }).filter((line) => line.length < 3900 && !line.includes("\n")), (line) => {
      expect(["damaged", "newer"]).toContain(decodeMarker(sealed(line)).state);
    }));
  });
});
