import { constants, read as readAt } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { errnoOf } from "./attributes.ts";
import { eachOf } from "./each.ts";

/** One disk opened for reading. */
export interface OpenDisk {
  /** `254:0` of the device that was really opened; null for a plain file. */
  readonly device: string | null;
  /** Bytes, now: the kernel is asked again at every call. */
  size(): Promise<number>;
  /** Fills `buffer` from byte `offset` on; returns the bytes read, fewer only at the end. */
  read(buffer: Uint8Array, offset: number): Promise<number>;
  /**
   * Reads `length` bytes at each of the places, begun in their order, a few at a time, into parts of `buffer`. Each is
   * handed to `seen`; where that says false no further one is begun. Resolves when all that were begun have ended.
   * Rejects with the errno error of the first that fails, or an Error where one is short.
   */
  readEach(places: readonly number[], length: number, buffer: Uint8Array, seen: (place: number, bytes: Uint8Array) => boolean, atOnce?: number): Promise<void>;
  close(): Promise<void>;
}

/** The narrow view of disks that this room is given: it can read and nothing else. */
export interface DiskReader {
  /** A buffer of zeros for large reads, at an address that O_DIRECT takes where that can be had. */
  allocate(bytes: number): Uint8Array;
  /** Rejects with an errno error, as node:fs does. */
  open(path: string): Promise<OpenDisk>;
  /**
   * True where the kernel itself holds the device (mounted in any mount namespace, swap, md, dm, another O_EXCL
   * opener): open(2), O_EXCL on a block device is EBUSY then. Also true for a disk with a partition in use.
   */
  inUse(path: string): Promise<boolean>;
}

/** WebAssembly's name is not in this project's library set; Node has it. */
declare const WebAssembly: { Memory: new (limits: { initial: number; maximum: number }) => { buffer: ArrayBuffer } };
const PAGE_BYTES = 65_536;
/** What `allocate` gave out at the address of a page. */
const aligned = new WeakSet<ArrayBufferLike>();

/**
 * DiskReader over node:fs. A block device's size is not in stat(2): it comes from /sys/dev/block, in 512-byte units.
 *
 * Reads into a buffer of `allocate` go past the page cache (O_DIRECT): that leaves RAM to the guests, sees the disk
 * and not a copy, and in an emulator it decides whether 128 MiB can be read in time at all: measured there on two busy CPUs,
 * 64 MiB took 0.5 to 1.1 s in pieces of 4 MiB, 1.1 to 3.5 s in pieces of 1 MiB, and 1.5 to 6 s through the cache. O_DIRECT
 * wants memory aligned to the block size; Node gives no such Buffer, but WebAssembly's memory starts at a page.
 */
export const hostDisks: DiskReader = {
  allocate(bytes) {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    try {
      const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages });
      aligned.add(buffer);
      return new Uint8Array(buffer, 0, bytes);
    } catch {
      // It reserves gigabytes of address space, which a limit (ulimit -v) may forbid.
      return new Uint8Array(bytes);
    }
  },
  async open(path) {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // Not every driver and file system takes O_DIRECT: the cache does as well then.
    let direct = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_DIRECT).catch(() => null);
    try {
      const opened = await file.stat({ bigint: true });
      const device = opened.isBlockDevice() ? numbersOf(opened.rdev) : null;
      return {
        device,
        size: async () => (device === null ? Number((await stat(path)).size) : Number((await readFile(`/sys/dev/block/${device}/size`, "utf8")).trim()) * 512),
        read: async (buffer, offset) => {
          if (direct !== null && aligned.has(buffer.buffer) && (buffer.byteOffset | buffer.length | offset) % 512 === 0) {
            try {
              const { bytesRead } = await direct.read(buffer, 0, buffer.length, offset);
              if (bytesRead === buffer.length) return bytesRead;
            } catch (error) {
              if (errnoOf(error) !== "EINVAL") throw error;
              await direct.close();
              direct = null;
            }
          }
          let filled = 0;
          while (filled < buffer.length) {
            const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return filled;
        },
        readEach: (places, length, buffer, seen, atOnce) => {
          const fd = direct !== null && aligned.has(buffer.buffer) ? direct.fd : file.fd;
          return eachOf((part, place, done) => { readAt(fd, part, 0, length, place, done); }, places, length, buffer, seen, atOnce);
        },
        close: async () => {
          await Promise.all([file.close(), direct?.close()]);
        },
      };
    } catch (error) {
      await Promise.all([file.close(), direct?.close()]);
      throw error;
    }
  },
  async inUse(path) {
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_EXCL);
      await file.close();
      return false;
    } catch (error) {
      if (errnoOf(error) === "EBUSY") return true;
      throw error;
    }
  },
};

/** `major:minor` as sysfs writes it, from glibc's dev_t (makedev(3)). */
function numbersOf(rdev: bigint): string {
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & ~0xfffn);
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & ~0xffn);
  return `${major}:${minor}`;
}
