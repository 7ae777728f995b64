import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Failed } from "./explain.ts";

/** An open block device. Offsets and lengths in bytes; every call rejects with an errno error. */
export interface OpenDisk {
  /** Exactly `length` bytes. @throws Error where the device ends before that. */
  read(offset: number, length: number): Promise<Uint8Array>;
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** fsync(2): returns when the device says that all is on stable storage. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disks {
  /** True for a block device node, false for anything else that is there. @throws ENOENT */
  isBlockDevice(path: string): Promise<boolean>;
  /**
   * `exclusive`: read and write, O_EXCL without O_CREAT, which open(2) defines for block devices: EBUSY where
   * the disk or a partition of it is mounted, in use as swap, or held by md or the device mapper.
   * `shared`: read and write, beside a partition in use: for the marker of a mirror's member, which lies outside it.
   */
  open(path: string, how: "read" | "exclusive" | "shared"): Promise<OpenDisk>;
}

const FLAGS = { read: constants.O_RDONLY, exclusive: constants.O_RDWR | constants.O_EXCL, shared: constants.O_RDWR };

export const hostDisks: Disks = {
  isBlockDevice: async (path) => (await stat(path)).isBlockDevice(),
  open: async (path, how) => {
    const file = await open(path, FLAGS[how]);
    return {
      read: async (offset, length) => {
        const bytes = Buffer.alloc(length);
        let done = 0;
        while (done < length) {
          const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
          if (bytesRead === 0) throw new Failed({ code: "disk-ends", path, offset: offset + done });
          done += bytesRead;
        }
        return bytes;
      },
      write: async (offset, bytes) => {
        let done = 0;
        while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
      },
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
};
