import { execa } from "execa";
import { Unable } from "../fail.ts";

/** What a full metadata block holds once unpacked; only the last one of a table holds less. */
const METADATA_BYTES = 8192;
const NOT_PACKED = 0x8000;

/** Compressors by their number in the superblock. Both programs take one block after another as one stream. */
const PROGRAMS: ReadonlyMap<number, string> = new Map([[4, "xz"], [6, "zstd"]]);

/** A table of squashfs, unpacked, with what its references are: the place of a packed block in the file, and an offset in what it holds. */
export class Table {
  constructor(readonly bytes: Buffer, private readonly blocks: ReadonlyMap<number, number>) {}

  /** Where in `bytes` a reference points to; `block` counts from the table's start. */
  at(block: number, offset: number): number {
    const index = this.blocks.get(block);
    if (index === undefined) throw new Unable(`squashfs: no block begins at ${String(block)} of its table`);
    return index * METADATA_BYTES + offset;
  }
}

/** Unpacks the metadata blocks that lie from `start` to `end`: each has two bytes with its length before it. */
export async function readTable(image: Buffer, compressor: number, start: number, end: number): Promise<Table> {
  const blocks: { packed: boolean; bytes: Buffer }[] = [];
  const index = new Map<number, number>();
  for (let at = start; at < end;) {
    const header = image.readUInt16LE(at);
    const length = header & (NOT_PACKED - 1);
    index.set(at - start, blocks.length);
    blocks.push({ packed: (header & NOT_PACKED) === 0, bytes: image.subarray(at + 2, at + 2 + length) });
    at += 2 + length;
  }
  const unpacked = await decompress(compressor, Buffer.concat(blocks.flatMap(({ packed, bytes }) => (packed ? [bytes] : []))));
  let taken = 0;
  const plain = blocks.map(({ packed, bytes }) => (packed ? unpacked.subarray(taken, taken += METADATA_BYTES) : bytes));
  return new Table(Buffer.concat(plain), index);
}

async function decompress(compressor: number, packed: Buffer): Promise<Buffer> {
  if (packed.length === 0) return packed;
  const program = PROGRAMS.get(compressor);
  if (program === undefined) throw new Unable(`squashfs: compressor ${String(compressor)} is none that the medium is packed with`);
  const { stdout } = await execa(program, ["-dc"], { input: packed, encoding: "buffer", maxBuffer: 2 ** 28 });
  return Buffer.from(stdout);
}
