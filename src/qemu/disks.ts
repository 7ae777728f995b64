import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Unable } from "../medium/fail.ts";
import type { DiskSpec } from "./arguments.ts";
import { imageFormat, makeBlankDisk } from "./disk-file.ts";
import type { StartOptions } from "./options.ts";

export interface PreparedDisk extends DiskSpec {
  /** Size where the disk is blank and just made; null where there may be something on it. */
  blankBytes: number | null;
}

const sizeText = (bytes: number): string => (bytes >= 1024 ** 3 ? `${String(Math.round((bytes / 1024 ** 3) * 10) / 10)} GiB` : `${String(Math.round(bytes / 1024 ** 2))} MiB`);

/** One sentence for a prepared disk. */
export function describeDisk(disk: PreparedDisk): string {
  return disk.blankBytes === null ? `${disk.serial}: ${disk.file}, as it is` : `${disk.serial}: blank, ${sizeText(disk.blankBytes)}, sparse (${disk.file})`;
}

/**
 * The disks of a start: images as named, and blank sparse files under `dir`, made afresh each time unless they are to be
 * kept. Throws Unable for a file that cannot be used; a device of this machine is never handed to QEMU.
 */
export function prepareDisks(options: Pick<StartOptions, "disks" | "keep">, dir: string): Promise<PreparedDisk[]> {
  return Promise.all(options.disks.map(async (disk, index): Promise<PreparedDisk> => {
    const serial = `ramvisor-disk-${String(index)}`;
    if ("file" in disk) {
      const found = await stat(disk.file).catch(() => {
        throw new Unable(`--disk ${disk.file}: there is no such file, and it is no size such as 8G.`, 2);
      });
      if (!found.isFile()) throw new Unable(`--disk ${disk.file}: this is no ordinary file; only image files are used, never a device of this machine.`, 2);
      return { file: disk.file, format: await imageFormat(disk.file), serial, blankBytes: null };
    }
    await mkdir(dir, { recursive: true });
    const file = join(dir, `disk-${String(index)}.img`);
    const kept = options.keep ? await stat(file).catch(() => null) : null;
    if (kept !== null && kept.size !== disk.sizeBytes) throw new Unable(`--keep: ${file} has ${sizeText(kept.size)}, and not ${sizeText(disk.sizeBytes)}. Give its size with --disk, or start without --keep.`, 2);
    if (kept !== null) return { file, format: "raw", serial, blankBytes: null };
    return { file: await makeBlankDisk(file, disk.sizeBytes), format: "raw", serial, blankBytes: disk.sizeBytes };
  }));
}
