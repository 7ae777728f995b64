import type { DiskFacts, Unread } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";
import { attributesOf, byName, whyOf } from "./attributes.ts";

/** What all disks share: read once, before any disk is looked at. */
export interface UsageTables {
  /** Device numbers (`254:1`) and device paths to mount points. */
  mounts: { device: string; source: string; point: string }[];
  /** Kernel names of devices in use as swap: `vda2`, `dm-1`. */
  swaps: Set<string>;
  /** Not empty: nothing about mounts or swap is proved for any disk. */
  errors: Unread[];
}

/** /proc/self/mountinfo (proc(5)) and /proc/swaps. */
export async function readUsageTables(fs: ReadFs): Promise<UsageTables> {
  const tables: UsageTables = { mounts: [], swaps: new Set(), errors: [] };
  const lines = async (path: string): Promise<string[]> => {
    try {
      return (await fs.readText(path)).split("\n").filter((line) => line !== "");
    } catch (error) {
      tables.errors.push({ what: path, why: whyOf(error) });
      return [];
    }
  };
  for (const line of await lines("/proc/self/mountinfo")) {
    const [before = "", after = ""] = line.split(" - ");
    const fields = before.split(" ");
    tables.mounts.push({ device: fields[2] ?? "", point: unescape(fields[4] ?? ""), source: unescape(after.split(" ")[1] ?? "") });
  }
  for (const line of (await lines("/proc/swaps")).slice(1)) {
    const path = unescape(line.split(/\s+/)[0] ?? "");
    if (path.startsWith("/dev/")) tables.swaps.add(((await fs.realPath(path).catch(() => path)).split("/").at(-1)) ?? path);
  }
  return tables;
}

/** mountinfo writes space, tab, newline and backslash as three octal digits. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

export type Usage = Pick<DiskFacts, "children" | "holders" | "mounts" | "swap" | "multipath">;

/** What uses a disk, a partition of it, or anything stacked on either: from sysfs and the shared tables. */
export async function readUsage(fs: ReadFs, name: string, tables: UsageTables, notes: Unread[]): Promise<Usage> {
  const sys = attributesOf(fs, notes);
  const dir = `/sys/block/${name}`;
  const candidates = (await sys.names(dir)).filter((entry) => entry.startsWith(name));
  const partitions = await Promise.all(candidates.map((entry) => fs.exists(`${dir}/${entry}/partition`)));
  const children = candidates.filter((_, index) => partitions[index]).sort(byName);

  const seen = new Set<string>();
  /** From the bottom up: what lies on others stands behind them. */
  const stacked: string[] = [];
  const follow = async (...holdersDirs: string[]): Promise<void> => {
    const names = (await Promise.all(holdersDirs.map((holdersDir) => sys.names(holdersDir)))).flat().sort(byName).reverse();
    for (const holder of names) {
      if (seen.has(holder)) continue;
      seen.add(holder);
      await follow(`/sys/block/${holder}/holders`);
      stacked.unshift(holder);
    }
  };
  await follow(`${dir}/holders`, ...children.map((child) => `${dir}/${child}/holders`));

  const [own, ...others] = await Promise.all([dir, ...children.map((child) => `${dir}/${child}`), ...stacked.map((holder) => `/sys/block/${holder}`)].map((path) => sys.text(`${path}/dev`)));
  const devices = new Set([own, ...others]);
  const names = [name, ...children, ...stacked];
  const uuids = await Promise.all(stacked.map((holder) => sys.text(`/sys/block/${holder}/dm/uuid`)));
  const mounted = tables.mounts.filter(({ device, source }) => devices.has(device) || names.some((known) => source === `/dev/${known}`));
  return {
    children, holders: stacked,
    mounts: [...new Set(mounted.map(({ point }) => point))].sort(),
    swap: names.some((known) => tables.swaps.has(known)),
    multipath: uuids.some((uuid) => uuid?.startsWith("mpath-") ?? false),
  };
}
