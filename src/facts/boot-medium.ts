import type { DiskFacts } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";
import { attributesOf } from "./attributes.ts";
import { udevRecord } from "./identity.ts";
import { within } from "./limit.ts";
import type { DiskReader } from "./reader.ts";
import { isoLabel } from "./tables.ts";

/** Volume name of our ISO. */
export const ISO_LABEL = "RAMVISOR";
const CD_LIMIT_MS = 2000;
/** The volume descriptor's place on the medium, and its length. */
const DESCRIPTOR_AT = 32_768;
const DESCRIPTOR_BYTES = 2048;

/**
 * The whole disk or CD that carries our medium. Null where none does (pulled out, started over the network), and
 * where several do: the kernel does not say from which of them the loader read.
 */
export async function findBootMedium(fs: ReadFs, reader: DiskReader, disks: readonly DiskFacts[]): Promise<string | null> {
  const drives = (await attributesOf(fs, []).names("/sys/block")).filter((name) => /^sr\d+$/.test(name));
  const carries = await Promise.all(drives.map((drive) => cdCarriesIt(fs, reader, drive)));
  const found = [...disks.filter(({ bootMedium }) => bootMedium).map(({ path }) => path), ...drives.filter((_, index) => carries[index]).map((drive) => `/dev/${drive}`)];
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** udev has read the CD already where it runs; else its descriptor is read here. An empty drive is no news. */
async function cdCarriesIt(fs: ReadFs, reader: DiskReader, drive: string): Promise<boolean> {
  const device = await attributesOf(fs, []).text(`/sys/block/${drive}/dev`);
  const udev = device === null ? null : await udevRecord(fs, device);
  if (udev !== null) return udev.properties.get("ID_FS_LABEL") === ISO_LABEL;
  const read = async (): Promise<boolean> => {
    const open = await reader.open(`/dev/${drive}`);
    const descriptor = Buffer.alloc(DESCRIPTOR_BYTES);
    try {
      await open.read(descriptor, DESCRIPTOR_AT);
      return isoLabel(descriptor, 0) === ISO_LABEL;
    } finally {
      await open.close();
    }
  };
  return within(CD_LIMIT_MS, read()).catch(() => false);
}
