import { open, rename, rm, stat } from "node:fs/promises";
import { Unable } from "../medium/fail.ts";

const UNITS: Record<string, number> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** `4G`, `512M`, `1.5T` (powers of 1024) to bytes, a whole number of 512-byte blocks; null where it is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text);
  if (match === null) return null;
  const bytes = Number(match[1]) * (UNITS[(match[2] ?? "").toUpperCase()] ?? 1);
  return Math.floor(bytes / 512) * 512;
}

/**
 * A fresh sparse file of this size, all zero, at `path`; what was there before is replaced. It is made under another
 * name and renamed, so that an interrupted run leaves no half-made disk.
 */
export async function makeBlankDisk(path: string, sizeBytes: number): Promise<string> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  const file = await open(part, "wx", 0o600);
  try {
    await file.truncate(sizeBytes);
  } finally {
    await file.close();
  }
  await rename(part, path);
  return path;
}

/** The format of an image file by its first bytes: qcow2's magic, else raw (QEMU: docs/interop/qcow2.rst). */
export async function imageFormat(path: string): Promise<"raw" | "qcow2"> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw new Unable(`The disk image ${path} cannot be read (${error.code ?? error.message}).`, 2);
  });
  try {
    const magic = Buffer.alloc(4);
    await file.read(magic, 0, 4, 0);
    return magic.equals(Buffer.from([0x51, 0x46, 0x49, 0xfb])) ? "qcow2" : "raw";
  } finally {
    await file.close();
  }
}

/** True where a raw file holds nothing but zeroes. A file that has no blocks yet needs no reading. */
export async function isAllZero(path: string): Promise<boolean> {
  const { size, blocks } = await stat(path);
  if (blocks === 0) return true;
  const file = await open(path, "r");
  const chunk = Buffer.alloc(4 * 1024 * 1024);
  const zero = Buffer.alloc(chunk.length);
  try {
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return true;
      if (chunk.compare(zero, 0, bytesRead, 0, bytesRead) !== 0) return false;
      at += bytesRead;
    }
    return true;
  } finally {
    await file.close();
  }
}
