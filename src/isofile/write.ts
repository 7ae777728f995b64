import { readSync, writeSync } from "node:fs";
import { lstat, open, realpath, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { checkMedium, readMedium, type Medium, type MediumProblem, type Patch } from "../personal/index.ts";
import { readable } from "./access.ts";
import { removeStale, withUnfinished } from "./unfinished.ts";

const PIECE_BYTES = 1024 * 1024;

export interface OpenedMedium {
  medium: Medium;
  /** Of the file. */
  sizeBytes: number;
}

type Result<T> = ({ ok: true } & T) | { ok: false; problem: MediumProblem };

/** Reads a medium; with `whole`, every byte of it. Rejects with an errno error where the file cannot be read. */
export async function readMediumFile(path: string, whole: boolean): Promise<Result<OpenedMedium>> {
  const handle = await open(path, "r");
  try {
    const file = await readable(handle);
    const read = await readMedium(file);
    if (!read.ok) return read;
    const problem = whole ? await checkMedium(file, read.medium) : null;
    return problem === null ? { ok: true, medium: read.medium, sizeBytes: file.size } : { ok: false, problem };
  } finally {
    await handle.close();
  }
}

/** What the name stands for, so that a link is followed and not replaced; null where it is no regular file. */
export async function outputPath(path: string): Promise<string | null> {
  const real = await realpath(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
  if (real === null) return (await lstat(path).catch(() => null)) === null ? path : null;
  return (await lstat(real)).isFile() ? real : null;
}

/**
 * Writes `base` with the patches over it as `output`, which may be the same file: a new file beside it, every byte of it
 * checked and read back, flushed, then renamed. `secret`: for its owner alone. Where anything fails `output` is as it was.
 * Rejects with an errno error.
 */
export async function writeMedium(base: string, output: string, patches: readonly Patch[], line: string, secret: boolean): Promise<Result<OpenedMedium>> {
  removeStale(output);
  return withUnfinished(output, async (unfinished) => {
    // For the owner alone from its first moment: a copy by name would have the base's mode, and secrets are written into it.
    const handle = await open(unfinished, "wx+", 0o600);
    try {
      await copyInto(handle, base);
      for (const { offset, bytes } of patches) writeAll(handle, bytes, offset);
      await handle.chmod(secret ? 0o600 : 0o666 & ~process.umask());
      const file = await readable(handle);
      const read = await readMedium(file);
      if (!read.ok) return read;
      const problem = await checkMedium(file, read.medium);
      if (problem !== null) return { ok: false, problem };
      // The base was another one when the patches were made.
      if (read.medium.line !== line) return { ok: false, problem: { code: "iso.damaged", args: { part: "isolinux.cfg" } } };
      await handle.sync();
      await rename(unfinished, output);
      await syncDirectory(dirname(output));
      return { ok: true, medium: read.medium, sizeBytes: file.size };
    } finally {
      await handle.close();
    }
  });
}

async function copyInto(handle: FileHandle, base: string): Promise<void> {
  const from = await open(base, "r");
  try {
    const { size } = await readable(from);
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let offset = 0; offset < size; ) {
      const bytes = readSync(from.fd, piece, 0, Math.min(PIECE_BYTES, size - offset), offset);
      if (bytes === 0) throw new Error(`${base} became shorter while it was read`);
      writeAll(handle, piece.subarray(0, bytes), offset);
      offset += bytes;
    }
  } finally {
    await from.close();
  }
}

function writeAll({ fd }: FileHandle, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  // Some file systems have nothing to flush for a directory, and say so.
  await directory.sync().catch(() => undefined).finally(() => directory.close());
}
