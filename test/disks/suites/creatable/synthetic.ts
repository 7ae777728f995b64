import { put, tool } from "../../look.ts";
import type { Kind } from "./kind.ts";

/** Bytes at an offset; a negative one counts from the disk's end. */
export type Piece = readonly [offset: number, bytes: Uint8Array];

/**
 * What no tool in Debian makes without hardware, a kernel module or another system: as little of it as makes blkid
 * name it `type`, which is asked when it is made. `pieces` are told the disk's size.
 */
export function synthetic(kind: string, where: string, type: string, pieces: (sizeBytes: number) => readonly Piece[], as?: string): Kind {
  return {
    kind: `synthetic: ${kind}`, where, ...(as === undefined ? {} : { as }),
    async make({ path, sizeBytes }) {
      for (const [offset, bytes] of pieces(sizeBytes)) await put(path, offset < 0 ? sizeBytes + offset : offset, bytes);
      const said = await tool("blkid", "-p", "-o", "export", path);
      if (!said.split("\n").some((line) => line === `TYPE=${type}` || line === `PTTYPE=${type}`)) throw new Error(`blkid does not know this as ${type}`);
    },
  };
}

export const text = (value: string): Buffer => Buffer.from(value, "latin1");

/** Bytes of `length` with little-endian 32-bit words set. */
export function words(length: number, values: readonly (readonly [offset: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [offset, value] of values) bytes.writeUInt32LE(value, offset);
  return bytes;
}
