import { describe, expect, test } from "vitest";
import type { DiskScan } from "../../../../src/model/facts.ts";
import { judgeReading } from "../../../../src/plan/disks/blank.ts";
import { disk, GIB, MIB, scans } from "../fixtures.ts";

const judge = (change: (list: DiskScan[]) => DiskScan[], sizeBytes = GIB): unknown => judgeReading(disk("vda", { sizeBytes, scans: change(scans(sizeBytes)) }));

test("both ends read whole, samples between, every byte zero", () => {
  expect(judge((list) => list)).toEqual({
    says: "zero",
    evidence: [{ kind: "scan-zero", what: "head", bytes: 64 * MIB }, { kind: "scan-zero", what: "tail", bytes: 64 * MIB }, { kind: "scan-zero", what: "samples", bytes: 16 * MIB }, { kind: "no-signature" }],
  });
});

test("a disk smaller than 64 MiB must have been read whole", () => {
  expect(judge((list) => list, 32 * MIB)).toMatchObject({ says: "zero" });
});

test("256 samples are enough", () => {
  expect(judge(([head, tail, samples]) => (head && tail && samples ? [head, tail, { ...samples, readBytes: 256 * 4096 }] : []))).toMatchObject({ says: "zero" });
});

test("the first byte that is not zero, of all scans", () => {
  expect(judge(([head, tail]) => (head && tail ? [{ ...head, firstNonZero: 4096 }, { ...tail, firstNonZero: GIB - 512 }] : []))).toEqual({ says: "not-zero", evidence: [{ kind: "not-zero", offset: 4096 }] });
  expect(judge((list) => [...list, { what: "samples", fromByte: 0, toByte: GIB, readBytes: MIB, firstNonZero: 500 * MIB, error: null }])).toMatchObject({ says: "not-zero" });
});

test("samples alone are missing, or an end is too", () => {
  expect(judge((list) => list.slice(0, 2))).toMatchObject({ says: "unproved", ends: true });
  expect(judge((list) => list.slice(1))).toMatchObject({ says: "unproved", ends: false });
});

describe("what proves nothing", () => {
  test.each<[string, (list: DiskScan[]) => DiskScan[]]>([
    ["no scan at all", () => []],
    ["no samples", (list) => list.slice(0, 2)],
    ["255 samples", ([head, tail, samples]) => (head && tail && samples ? [head, tail, { ...samples, readBytes: 255 * 4096 }] : [])],
    ["no tail", ([head, , samples]) => (head && samples ? [head, samples] : [])],
    ["no head", (list) => list.slice(1)],
    ["samples alone", () => [{ what: "samples", fromByte: 0, toByte: GIB, readBytes: MIB, firstNonZero: null, error: null }]],
    ["a head that was not read to its end", ([head, ...rest]) => (head ? [{ ...head, readBytes: head.readBytes - 512 }, ...rest] : [])],
    ["a head that does not begin at the disk's first byte", ([head, ...rest]) => (head ? [{ ...head, fromByte: 512, readBytes: head.readBytes - 512 }, ...rest] : [])],
    ["a head shorter than 64 MiB", ([head, ...rest]) => (head ? [{ ...head, toByte: MIB, readBytes: MIB }, ...rest] : [])],
    ["a tail that ends before the disk does", ([head, tail]) => (head && tail ? [head, { ...tail, fromByte: tail.fromByte - 512, toByte: GIB - 512 }, ...scans(GIB).slice(2)] : [])],
    ["a tail shorter than 64 MiB", ([head, tail]) => (head && tail ? [head, { ...tail, fromByte: GIB - MIB, readBytes: MIB }, ...scans(GIB).slice(2)] : [])],
  ])("%s", (_, change) => {
    expect(judge(change)).toMatchObject({ says: "unproved" });
  });
});

test("an error of a scan or of the look as a whole", () => {
  expect(judge(([head, tail]) => (head && tail ? [head, { ...tail, error: "EIO" }] : []))).toEqual({ says: "unreadable", evidence: [{ kind: "error", what: "/dev/vda", part: "tail", why: "EIO" }] });
  // As the look leaves it: in the scan, and among the errors of the disk. It is told once.
  const failed = { ...scans(GIB)[0], what: "head" as const, error: "timeout", cause: { code: "timeout" as const } } as DiskScan;
  expect(judgeReading(disk("vda", { scans: [failed], errors: [{ what: "/dev/vda (head)", why: "timeout", cause: { code: "timeout" } }] })).evidence)
    .toEqual([{ kind: "error", what: "/dev/vda", part: "head", why: "timeout", cause: { code: "timeout" } }]);
  expect(judgeReading(disk("vda", { errors: [{ what: "blkid", why: "timeout" }] }))).toEqual({ says: "unreadable", evidence: [{ kind: "error", what: "blkid", why: "timeout" }] });
});
