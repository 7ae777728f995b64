import { basename, dirname, join } from "node:path";
import type { ReadFs } from "../model/ports.ts";

/** One line of /proc/self/mountinfo, as far as it is needed here. */
export interface Mount {
  /** `major:minor` of the file system's device. */
  device: string;
  path: string;
  type: string;
}

/** What is mounted at this very path (the last one, which covers the others); null where nothing is. */
export async function mountAt(fs: ReadFs, path: string): Promise<Mount | null> {
  return parseMountinfo(await fs.readText("/proc/self/mountinfo")).findLast((mount) => mount.path === path) ?? null;
}

/**
 * Kernel names of the whole disks below a block device, by its numbers: a partition lies in its disk's folder, an array names its members
 * under `slaves` (Documentation/ABI/stable/sysfs-block).
 */
export async function disksBelow(fs: ReadFs, device: string): Promise<string[]> {
  const dir = await fs.realPath(`/sys/dev/block/${device}`);
  const slaves = await fs.list(join(dir, "slaves")).catch(() => []);
  const wholes = await Promise.all((slaves.length > 0 ? slaves.map((name) => `/sys/class/block/${name}`) : [dir]).map(async (path) => {
    const real = await fs.realPath(path);
    return basename((await fs.exists(join(real, "partition"))) ? dirname(real) : real);
  }));
  return [...new Set(wholes)];
}

/** proc_pid_mountinfo(5): `36 35 98:0 /root /mnt options… [tags] - type source superoptions`, blanks as `\040`. */
export function parseMountinfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, , device, , path, ...rest] = line.split(" ");
    const dash = rest.indexOf("-");
    const type = rest[dash + 1];
    if (device === undefined || path === undefined || dash < 0 || type === undefined) return [];
    return [{ device, path: path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))), type }];
  });
}
