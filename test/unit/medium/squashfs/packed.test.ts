import { mkdirSync, mkdtempSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packedFiles } from "../../../../src/medium/squashfs/packed.ts";

const BLOCK = 128 * 1024;
const NAMES = Array.from({ length: 700 }, (_, index) => `many/${"folder".repeat(index % 5)}${String(index)}`);
const random = randomBytes(3 * BLOCK + 1000);
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "ramvisor-packed-"));
  const file = (path: string, content: Buffer): void => { writeFileSync(join(dir, "tree", path), content); };
  for (const folder of ["many", "empty", "a"]) mkdirSync(join(dir, "tree", folder), { recursive: true });
  // More inodes, names and packed places than one block of a table holds.
  for (const [index, name] of NAMES.entries()) file(name, Buffer.from(`${String(index)}\n`.repeat(100 + index)));
  file("a/random", random);
  file("a/random-again", random);
  file("a/zeros", Buffer.alloc(5 * BLOCK));
  file("empty/nothing", Buffer.alloc(0));
  file("text", Buffer.from("the same line\n".repeat(40_000)));
  linkSync(join(dir, "tree/text"), join(dir, "tree/a/linked"));
});
afterAll(() => { rmSync(dir, { recursive: true, force: true }); });

async function pack(...options: string[]): Promise<Buffer> {
  const image = join(dir, `${options.join("")}.squashfs`);
  await execa("mksquashfs", [join(dir, "tree"), image, "-noappend", "-no-progress", "-quiet", "-b", String(BLOCK), ...options]);
  return readFileSync(image);
}

describe.each([["zstd", "-comp", "zstd"], ["xz with its filter", "-comp", "xz", "-Xbcj", "x86"], ["tables that are not packed", "-comp", "zstd", "-noI"]])("what files take in a squashfs: %s", (_name, ...options) => {
  it("is found for every file, and with the tables adds up to all of it", async () => {
    const image = await pack(...options);
    const files = await packedFiles(image);
    const of = (path: string): { bytes: number; packed: number } => files.find((file) => file.path === path) ?? { bytes: -1, packed: -1 };
    // Of two names of one file the first alone.
    expect(files.map(({ path }) => path)).toEqual([...["a/linked", "a/random", "a/random-again", "a/zeros", "empty/nothing"], ...[...NAMES].sort()]);
    for (const { path, bytes } of files) expect(bytes, path).toBe(statSync(join(dir, "tree", path)).size);
    // What cannot be packed lies there as it is; what is equal, and what is zero, takes nothing.
    expect(of("a/random").packed).toBeGreaterThan(random.length - 1000);
    expect(of("a/random").packed).toBeLessThan(random.length + 1000);
    expect([of("a/random-again").packed, of("a/zeros").packed, of("empty/nothing").packed]).toEqual([0, 0, 0]);
    expect(of("a/linked").packed).toBeLessThan(2000);
    // The data begin behind the superblock (and the compressor's options), and the table of inodes behind them.
    const [begin, end] = [96, Number(image.readBigUInt64LE(64))];
    const sum = files.reduce((all, { packed }) => all + packed, 0);
    expect(end - begin - sum).toBeGreaterThanOrEqual(0);
    expect(end - begin - sum).toBeLessThan(32);
  });
});

it("refuses what is no squashfs", async () => {
  await expect(packedFiles(Buffer.alloc(96))).rejects.toThrow("no squashfs of format 4");
});
