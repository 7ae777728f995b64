import type { ReadFs } from "../model/ports.ts";
import { readFsOver, type PromisesLike } from "../ports/fs.ts";
import { dirname } from "node:path";

export interface WriteOptions {
  /** Permission bits, 0o644 where not given. Owner and group of an existing file are kept. */
  mode?: number;
  /** True where the file lies on a disk and must survive a power cut: fsync of file and directory. */
  durable?: boolean;
}

/** What the executors need of a file system. Every call rejects with an errno error; memfs fits. */
export interface WriteFs extends ReadFs {
  readBytes(path: string): Promise<Uint8Array>;
  /** Permission bits; rejects ENOENT where there is no such file. Follows symbolic links. */
  mode(path: string): Promise<number>;
  setMode(path: string, mode: number): Promise<void>;
  /** Bytes of a regular file; rejects EINVAL for anything else, whose reading may wait for ever. Follows symbolic links. */
  size(path: string): Promise<number>;
  /** Replaces the file in one step: a reader sees the old content or the new one, never a part. */
  replace(path: string, content: string | Uint8Array, options?: WriteOptions): Promise<void>;
  /** Writes into what is there: files of /proc and /sys, and terminals. */
  writeInto(path: string, content: string): Promise<void>;
  append(path: string, content: string): Promise<void>;
  /** Writes a line into a named pipe, for who waits at its other end; nobody need. Never rejects. */
  wake(path: string): Promise<void>;
  /** Makes the file and writes it; rejects EEXIST where there is one. */
  create(path: string, content: string): Promise<void>;
  makeDir(path: string, mode?: number): Promise<void>;
  /** Makes a symbolic link in the place of a file or link of its name. */
  makeLink(target: string, path: string): Promise<void>;
  /** Removes a file or link; one that is not there is well. */
  remove(path: string): Promise<void>;
  removeTree(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
}

/** S_IFMT and S_IFREG of inode(7). */
const TYPE = 0o170000;
const REGULAR = 0o100000;

interface Handle {
  writeFile(content: string | Uint8Array): Promise<unknown>;
  chmod(mode: number): Promise<unknown>;
  chown(uid: number, gid: number): Promise<unknown>;
  sync(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** The part of node:fs/promises used here; memfs' promises fit as well. */
export interface WritePromises extends PromisesLike {
  readFile(path: string, encoding?: "utf8"): Promise<unknown>;
  open(path: string, flags: string, mode?: number): Promise<Handle>;
  stat(path: string): Promise<{ mode: number | bigint; uid: number | bigint; gid: number | bigint; size: number | bigint }>;
  chmod(path: string, mode: number): Promise<unknown>;
  mkdir(path: string, options: { recursive: boolean; mode: number }): Promise<unknown>;
  symlink(target: string, path: string): Promise<unknown>;
  unlink(path: string): Promise<unknown>;
  rename(from: string, to: string): Promise<unknown>;
  rm(path: string, options: { recursive: boolean; force: boolean }): Promise<unknown>;
}

/** WriteFs over node:fs/promises, or over memfs in a test. */
export function writeFsOver(promises: WritePromises): WriteFs {
  const into = (flags: string) => async (path: string, content: string): Promise<void> => {
    const file = await promises.open(path, flags, 0o644);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  };
  const syncDir = async (dir: string): Promise<void> => {
    const handle = await promises.open(dir, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  };
  return {
    ...readFsOver(promises),
    readBytes: async (path) => (await promises.readFile(path)) as Uint8Array,
    mode: async (path) => Number((await promises.stat(path)).mode) & 0o7777,
    size: async (path) => {
      const { mode, size } = await promises.stat(path);
      if ((Number(mode) & TYPE) !== REGULAR) throw Object.assign(new Error(`EINVAL: ${path} is no regular file`), { code: "EINVAL", path });
      return Number(size);
    },
    setMode: async (path, mode) => void (await promises.chmod(path, mode)),
    writeInto: into("r+"),
    append: into("a"),
    // Both ways open, so that it does not wait for a reader (fifo(7)).
    wake: (path) => into("r+")(path, "\n").catch(() => undefined),
    create: async (path, content) => {
      const file = await promises.open(path, "wx", 0o644);
      try {
        await file.writeFile(content);
      } catch (error) {
        // Empty it would stand for something that is there.
        await promises.unlink(path).catch(unlessAbsent);
        throw error;
      } finally {
        await file.close();
      }
    },
    makeDir: async (path, mode = 0o755) => void (await promises.mkdir(path, { recursive: true, mode })),
    remove: async (path) => void (await promises.unlink(path).catch(unlessAbsent)),
    removeTree: async (path) => void (await promises.rm(path, { recursive: true, force: true })),
    rename: async (from, to) => void (await promises.rename(from, to)),
    makeLink: async (target, path) => {
      await promises.unlink(path).catch(unlessAbsent);
      await promises.symlink(target, path);
    },
    replace: async (path, content, { mode = 0o644, durable = false } = {}) => {
      const temporary = temporaryName(path);
      const owner = await promises.stat(path).catch(unlessAbsent);
      // Left from a run that was cut off: its mode could be a wider one.
      await promises.unlink(temporary).catch(unlessAbsent);
      try {
        // Made unreadable for others first: a secret is never visible under its temporary name.
        const file = await promises.open(temporary, "wx", 0o600);
        try {
          await file.writeFile(content);
          if (owner) await file.chown(Number(owner.uid), Number(owner.gid));
          await file.chmod(mode);
          if (durable) await file.sync();
        } finally {
          await file.close();
        }
        await promises.rename(temporary, path);
      } catch (error) {
        await promises.unlink(temporary).catch(unlessAbsent);
        throw error;
      }
      if (durable) await syncDir(dirname(path));
    },
  };
}

/** Hidden, beside its target (rename needs the same file system), and not ending like a file that daemons read. */
function temporaryName(path: string): string {
  const slash = path.lastIndexOf("/");
  return `${path.slice(0, slash + 1)}.${path.slice(slash + 1)}.ramvisor-new`;
}

function unlessAbsent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  throw error;
}
