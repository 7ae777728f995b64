import { constants } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { errnoOf } from "./attributes.ts";

/** One disk opened for reading. */
export interface OpenDisk {
  /** `254:0` of the device that was really opened; null for a plain file. */
  readonly device: string | null;
  /** Bytes, now: the kernel is asked again at every call. */
  size(): Promise<number>;
  /** Fills `buffer` from byte `offset` on; returns the bytes read, fewer only at the end. */
  read(buffer: Uint8Array, offset: number): Promise<number>;
  close(): Promise<void>;
}

/** The narrow view of disks that this room is given: it can read and nothing else. */
export interface DiskReader {
  /** Rejects with an errno error, as node:fs does. */
  open(path: string): Promise<OpenDisk>;
  /**
   * True where the kernel itself holds the device (mounted in any mount namespace, swap, md, dm, another O_EXCL
   * opener): open(2), O_EXCL on a block device is EBUSY then. Also true for a disk with a partition in use.
   */
  inUse(path: string): Promise<boolean>;
}

/** DiskReader over node:fs. A block device's size is not in stat(2): it comes from /sys/dev/block, in 512-byte units. */
export const hostDisks: DiskReader = {
  async open(path) {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const opened = await file.stat({ bigint: true });
      const device = opened.isBlockDevice() ? numbersOf(opened.rdev) : null;
      return {
        device,
        size: async () => (device === null ? Number((await stat(path)).size) : Number((await readFile(`/sys/dev/block/${device}/size`, "utf8")).trim()) * 512),
        read: async (buffer, offset) => {
          let filled = 0;
          while (filled < buffer.length) {
            const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
            if (bytesRead === 0) break;
            filled += bytesRead;
          }
          return filled;
        },
        close: () => file.close(),
      };
    } catch (error) {
      await file.close();
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
