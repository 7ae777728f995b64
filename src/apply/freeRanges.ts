import { END_BYTES } from "../facts/scan.ts";

/** Bytes of a disk. */
export interface Range {
  offset: number;
  length: number;
}

const MIB = 1024 * 1024;
/** One write: a few of them in RAM do no harm, smaller ones take longer. */
export const PIECE_BYTES = 4 * MIB;

/**
 * What is cleared of a disk behind its first piece, in pieces of at most 4 MiB and in this order: its very end (backup
 * GPT, md, ZFS), each place outside both ends where a tool found something, the rest of the head, the rest of the tail.
 * What makes a disk look like something goes first: an interruption leaves nothing that looks whole. No byte twice.
 * `found`: byte offsets. The first piece, [0, 4 MiB), is the caller's, as the marker goes there.
 */
export function piecesToClear(sizeBytes: number, found: readonly number[]): Range[] {
  const head = Math.min(END_BYTES, sizeBytes);
  const tail = Math.max(head, sizeBytes - END_BYTES);
  const last = Math.max(tail, Math.floor((sizeBytes - PIECE_BYTES) / 4096) * 4096);
  // A superblock is no longer than this, and lies on its own boundary.
  const places = [...new Set(found.map((offset) => Math.floor(offset / MIB) * MIB))].sort((a, b) => a - b).filter((offset) => offset + MIB > head && offset < tail);
  return [
    ...pieces(last, sizeBytes),
    ...places.flatMap((offset) => pieces(Math.max(offset, head), Math.min(offset + MIB, tail))),
    ...pieces(Math.min(PIECE_BYTES, head), head),
    ...pieces(tail, last),
  ];
}

function pieces(from: number, to: number): Range[] {
  const ranges: Range[] = [];
  for (let offset = from; offset < to; offset += PIECE_BYTES) ranges.push({ offset, length: Math.min(PIECE_BYTES, to - offset) });
  return ranges;
}
