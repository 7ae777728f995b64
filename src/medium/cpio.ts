import { Buffer } from "node:buffer";

/** One member of an archive; directories have no content. */
export interface CpioEntry {
  name: string;
  /** File type and permission bits, as in stat(2): 0o100600, 0o040755. */
  mode: number;
  content?: Uint8Array;
}

const TRAILER = "TRAILER!!!";

const pad = (length: number, to: number): Buffer => Buffer.alloc((to - (length % to)) % to);

function header(entry: CpioEntry, inode: number): Buffer {
  const size = entry.content?.length ?? 0;
  const fields = [inode, entry.mode, 0, 0, 1, 0, size, 0, 0, 0, 0, Buffer.byteLength(entry.name) + 1, 0];
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}${entry.name}\0`, "utf8");
  return Buffer.concat([head, pad(head.length, 4)]);
}

/**
 * A cpio archive in the `newc` format that the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst):
 * owner 0:0, time 0, so that equal contents give equal bytes. Padded with zeroes to a multiple of `align` bytes.
 */
export function cpio(entries: readonly CpioEntry[], align = 512): Buffer {
  const parts = entries.flatMap((entry, index) => {
    const content = entry.content ?? Buffer.alloc(0);
    return [header(entry, index + 1), content, pad(content.length, 4)];
  });
  const body = Buffer.concat([...parts, header({ name: TRAILER, mode: 0 }, 0)]);
  return Buffer.concat([body, pad(body.length, align)]);
}
