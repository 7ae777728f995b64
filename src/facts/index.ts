import { type DiskFacts, FACTS_SCHEMA, type Facts, type Unread } from "../model/facts.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import { findBootMedium } from "./boot-medium.ts";
import { type DiskOptions, readDisks } from "./disks.ts";
import { type SystemInformation, completeInventory, readInventory } from "./inventory.ts";
import { readNics } from "./nics.ts";
import { OVERLAY_DIR, readOverlay } from "./overlay.ts";
import type { DiskReader } from "./reader.ts";
import { ownSlots } from "./slots.ts";

export { hostDisks, type DiskReader, type OpenDisk } from "./reader.ts";

/** The machine that is read. */
export interface FactsHost {
  fs: ReadFs;
  run: Run;
  disks: DiskReader;
}

export interface FactsOptions {
  /** Version of Ramvisor, written into the document. */
  version: string;
  /**
   * `boot` reads what the planner needs and starts as few processes as that allows. `full` is for people: it also
   * asks blkid and wipefs about disks that cannot be blank, and completes the inventory by systeminformation.
   */
  inventory: "boot" | "full";
  /** Not given: they are read. False: `disks` stays empty, and readFactsOfDisks() is to follow. */
  withDisks?: boolean;
  /** Devices that are looked at though they are no whole disks of hardware: `/dev/loop3`, for tests. */
  extraDisks?: readonly string[];
  /** Time for reading from one disk itself, in ms. Default 5000. */
  diskLimitMs?: number;
  /** Disks read at once. Default: as many as processors and threads serve. */
  diskSlots?: number;
  /** Disks that may hang before others are not looked at. Default: as many as there are threads for. */
  diskSpareSlots?: number;
  /** Where the site overlay's files lie. */
  overlayDir?: string;
  /** For tests: what is loaded instead of systeminformation. */
  loadSystemInformation?: () => Promise<SystemInformation>;
}

/**
 * Reads the host, as root or not, and changes nothing on it. Never rejects: what could not be read is in `unread` (a
 * disk's own `errors` are repeated there), and a field that nothing was read for is null or empty, never a guess.
 */
export async function readFacts(host: FactsHost, options: FactsOptions): Promise<Facts> {
  const notes: Unread[] = [];
  const [nics, disks, inventory, overlay] = await Promise.all([
    readNics(host.fs, host.run, notes),
    options.withDisks === false ? [] : readDisks(host, diskOptions(options), notes),
    readInventory(host.fs, notes).then((read) =>
      options.inventory === "full" ? completeInventory(read, options.loadSystemInformation ?? loadSystemInformation, notes) : read),
    readOverlay(host.fs, options.overlayDir ?? OVERLAY_DIR, notes),
  ]);
  return withDisks(host, { schema: FACTS_SCHEMA, version: options.version, nics, disks: [], ...inventory, bootMedium: null, overlay, unread: notes }, disks);
}

/** The facts given with this machine's disks: what readFacts() would have read, where it was told to leave them out. Never rejects. */
export async function readFactsOfDisks(host: FactsHost, options: FactsOptions, facts: Facts): Promise<Facts> {
  const notes: Unread[] = [];
  const disks = await readDisks(host, diskOptions(options), notes);
  return withDisks(host, { ...facts, unread: [...facts.unread, ...notes] }, disks);
}

async function withDisks(host: FactsHost, facts: Facts, disks: DiskFacts[]): Promise<Facts> {
  const bootMedium = await findBootMedium(host.fs, host.disks, disks);
  return { ...facts, disks, bootMedium, unread: unique([...facts.unread, ...disks.flatMap(({ errors }) => errors)]) };
}

function diskOptions({ extraDisks, inventory, diskLimitMs, diskSlots, diskSpareSlots }: FactsOptions): DiskOptions {
  return { extraDisks: extraDisks ?? [], everySignature: inventory === "full", limitMs: diskLimitMs ?? 5000, slots: diskSlots ?? ownSlots(), ...(diskSpareSlots === undefined ? {} : { spareSlots: diskSpareSlots }) };
}

async function loadSystemInformation(): Promise<SystemInformation> {
  return (await import("systeminformation")).default;
}

/** In a fixed order, whichever read ended first: facts of the same machine read the same. */
function unique(unread: readonly Unread[]): Unread[] {
  const byText = new Map(unread.map((entry) => [`${entry.what}\n${entry.why}`, entry]));
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
