import { join } from "node:path";
import { readSteady, variablesFile } from "./guestVariables.ts";
import type { WriteFs } from "./writeFs.ts";

/** Where libvirt's QEMU driver keeps definitions and what belongs to them. */
export const LIBVIRT = {
  definitions: "/etc/libvirt/qemu",
  autostart: "/etc/libvirt/qemu/autostart",
  nvram: "/var/lib/libvirt/qemu/nvram",
  snapshots: "/var/lib/libvirt/qemu/snapshot",
  /** One file for each guest that runs (qemu driver's state directory). */
  state: "/run/libvirt/qemu",
  /** There from the moment at which libvirt has started in this start of the machine what is to start by itself. */
  autostarted: "/run/libvirt/qemu/autostarted",
} as const;

/**
 * Pools whose guests were restored in this start: one file per pool, which names the guests that were left alone
 * because another of their name was defined, or because they could not be read. Only where the file is may saving
 * remove anything, and never those.
 */
export const RESTORED_DIR = "/run/ramvisor/guests-restored";
/** Pools whose guests were started since they were mounted: one file per pool, StartedGuests as JSON. */
export const STARTED_DIR = "/run/ramvisor/guests-started";
/** What carries each pool since it was mounted: one file per pool. */
const CARRIERS_DIR = "/run/ramvisor/pool-carriers";
/** A file for each guest that is just moving to the other node: what is stored here stays until it is stored there. It names the process, by id and start time. */
export const MOVING_DIR = "/run/ramvisor/guests-moving";
/** What the file says once a move has ended and nobody knows whether the other node stored the guest: until it is defined here again. */
export const MOVE_LEFT = "left\n";
/** The same of one that is defined here all the same, and may run there too: until a later move, or a restart. */
export const MOVE_UNCLEAR = "unclear\n";

/** There while the last saving did not keep everything: which guests, where and why, a line each; empty where it did not come so far. */
export const NOT_KEPT = "/run/ramvisor/guests-not-kept";
/** What libvirt has changed since this file was written has not been looked at: ramvisor-changed.service compares. */
export const LOOKED = "/run/ramvisor/guests-kept";

export interface StartedGuests {
  started: string[];
  failed: { name: string; why: string }[];
  /** They were moving when their node died, and may run on another one. */
  moving: string[];
  /** They were to be started, and another guest of their name is defined here. */
  leftAlone: string[];
}

export const NONE_STARTED: StartedGuests = { started: [], failed: [], moving: [], leftAlone: [] };

/** What came of starting a pool's guests; null where that has not been done since it was mounted. */
export async function startedGuests(fs: Pick<WriteFs, "readText">, pool: string): Promise<StartedGuests | null> {
  const text = await fs.readText(join(STARTED_DIR, pool)).catch(() => null);
  return text === null ? null : { ...NONE_STARTED, ...(JSON.parse(text) as Partial<StartedGuests>) };
}

/** The store in a pool: `<pool>/.ramvisor/guests/<name>/{domain.xml, autostart, running, moving, nvram-<file>, snapshot-<file>}`. */
export const storeOf = (poolPath: string): string => join(poolPath, ".ramvisor", "guests");

/** What was known of a pool's guests in this start is over: they are restored, and started, as from a pool that was never here. */
export async function forgetGuests(fs: WriteFs, pool: string): Promise<void> {
  for (const known of [RESTORED_DIR, STARTED_DIR]) await fs.remove(join(known, pool));
}

/**
 * Before a pool is mounted: where another disk has carried a pool of this name in this start, what was known of its guests is over. Or
 * saving would take the guests of this disk, which libvirt has not been given, for undefined ones.
 */
export async function forgetOtherDisk(fs: WriteFs, pool: string, carrier: string): Promise<void> {
  const note = join(CARRIERS_DIR, pool);
  if ((await fs.readText(note).catch(() => carrier)) !== carrier) await forgetGuests(fs, pool);
  await fs.makeDir(CARRIERS_DIR, 0o755);
  await fs.replace(note, carrier);
}

/**
 * One guest as a set of files: name in the store to content. `autostart`, `running` and `moving` are empty.
 * `moving`: it is just moving to the other node; where this one dies, it may run there.
 */
export type GuestFiles = Map<string, Uint8Array>;

/** Before the file's name, of firmware variables. */
export const NVRAM = "nvram-";
const SNAPSHOT = "snapshot-";

/** Of a guest's or a snapshot's name. A file's name may have 255; what is written first has some more around it. */
const MOST_NAME_BYTES = 225;

/** A name that is safe as a file name and as a line of a list; libvirt allows neither slash nor line feed, and a leading dot would hide it. */
export const isGuestName = (name: string): boolean => !/[/\0\n]/.test(name) && !name.startsWith(".") && name.length > 0 && Buffer.byteLength(name) <= MOST_NAME_BYTES;

/** The guests that libvirt has defined now, by name, which need be none that can be stored: see isGuestName(). */
export async function definedGuests(fs: WriteFs): Promise<string[]> {
  const names = await fs.list(LIBVIRT.definitions);
  return names.filter((name) => name.endsWith(".xml")).map((name) => name.slice(0, -4));
}

/** Null for a file that is gone. What is there and cannot be read rejects: nobody may take it for removed. */
const unlessGone = <T>(read: Promise<T>): Promise<T | null> => read.catch((error: unknown) => {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
});

/**
 * Everything libvirt keeps about one guest; null where it was undefined meanwhile. Snapshots and firmware variables come and go
 * while we look: one that is gone says nothing about the guest. `leftOut` gets the file of a snapshot whose name is too long to be stored.
 */
export async function readDefined(fs: WriteFs, name: string, leftOut: (snapshot: string) => void = () => undefined): Promise<GuestFiles | null> {
  const files: GuestFiles = new Map();
  const xml = await unlessGone(fs.readBytes(join(LIBVIRT.definitions, `${name}.xml`)));
  if (xml === null) return null;
  files.set("domain.xml", xml);
  if (await fs.readLink(join(LIBVIRT.autostart, `${name}.xml`)).then(() => true, () => false)) files.set("autostart", new Uint8Array());
  if (await isRunning(fs, name)) files.set("running", new Uint8Array());
  if (await fs.exists(join(MOVING_DIR, name))) files.set("moving", new Uint8Array());
  const variables = variablesFile(Buffer.from(xml).toString("utf8"), LIBVIRT.nvram);
  if (variables !== null) {
    const content = await unlessGone(readSteady(fs, join(LIBVIRT.nvram, variables)));
    if (content !== null) files.set(`${NVRAM}${variables}`, content);
  }
  for (const file of (await unlessGone(fs.list(join(LIBVIRT.snapshots, name)))) ?? []) {
    if (!file.endsWith(".xml")) continue;
    if (Buffer.byteLength(file.slice(0, -4)) > MOST_NAME_BYTES) {
      leftOut(file);
      continue;
    }
    const content = await unlessGone(fs.readBytes(join(LIBVIRT.snapshots, name, file)));
    if (content !== null) files.set(`${SNAPSHOT}${file}`, content);
  }
  return files;
}

/** True while QEMU runs for it, paused included. */
export const isRunning = (fs: Pick<WriteFs, "exists">, name: string): Promise<boolean> => fs.exists(join(LIBVIRT.state, `${name}.xml`));

/** UUID of the guest that has this name here: of the one that runs, or else is defined. Null where there is none, or it cannot be read. */
export async function uuidHere(fs: Pick<WriteFs, "readText">, name: string): Promise<string | null> {
  for (const dir of [LIBVIRT.state, LIBVIRT.definitions]) {
    const text = await fs.readText(join(dir, `${name}.xml`)).catch(() => "");
    // In libvirt's note of one that runs, the definition is only a part.
    const uuid = /<domain\b[^]*?<uuid>([^<]+)<\/uuid>/.exec(text)?.[1];
    if (uuid !== undefined) return uuid;
  }
  return null;
}

/** The files of one guest in a store; null where its definition is missing or empty. */
export async function readStored(fs: WriteFs, store: string, name: string): Promise<GuestFiles | null> {
  const files: GuestFiles = new Map();
  for (const file of await fs.list(join(store, name))) if (!file.startsWith(".")) files.set(file, await fs.readBytes(join(store, name, file)));
  return (files.get("domain.xml")?.length ?? 0) > 0 ? files : null;
}

/** Names of the guests in a store; half-written ones begin with a dot and are left out. A store that cannot be read is not an empty one: it rejects. */
export async function storedGuests(fs: WriteFs, store: string): Promise<string[]> {
  return ((await unlessGone(fs.list(store))) ?? []).filter(isGuestName);
}

/** Brings a store up to what is defined, file by file, each whole and on stable storage. True where it wrote. */
export async function saveGuest(fs: WriteFs, store: string, name: string, files: GuestFiles): Promise<boolean> {
  const dir = join(store, name);
  await fs.makeDir(dir, 0o700);
  let wrote = false;
  // The definition last: a guest whose definition is there has its firmware variables and snapshots as well.
  const order = [...files.keys()].sort((a, b) => Number(a === "domain.xml") - Number(b === "domain.xml"));
  for (const file of order) {
    const content = files.get(file) ?? new Uint8Array();
    const before = await fs.readBytes(join(dir, file)).catch(() => null);
    if (before !== null && Buffer.compare(before, content) === 0) continue;
    await fs.replace(join(dir, file), content, { mode: 0o600, durable: true });
    wrote = true;
  }
  for (const file of (await fs.list(dir)).filter((other) => !files.has(other))) {
    await fs.remove(join(dir, file));
    wrote = true;
  }
  return wrote;
}

/** Removes a guest from a store. The rename makes it one step: half a guest is never restored. */
export async function dropGuest(fs: WriteFs, store: string, name: string): Promise<void> {
  const gone = join(store, `.gone-${name}`);
  await fs.removeTree(gone);
  await fs.rename(join(store, name), gone);
  await fs.removeTree(gone);
}

/** `<uuid>` of a definition; null where it has none. */
export function uuidOf(files: GuestFiles): string | null {
  return /<uuid>([^<]+)<\/uuid>/.exec(Buffer.from(files.get("domain.xml") ?? new Uint8Array()).toString("utf8"))?.[1] ?? null;
}

/** The same guest, whatever has changed of it; another one of its name has a UUID of its own. */
export const isSameGuest = (one: GuestFiles, other: GuestFiles): boolean => uuidOf(one) !== null && uuidOf(one) === uuidOf(other);

/**
 * Gives libvirt a guest from a store. One that libvirt already has stays as it is, unless `over` says that the store knows it better. `late`:
 * libvirt has started long since, and starts none by itself any more; else one that was moving is not to. True where it wrote.
 */
export async function restoreGuest(fs: WriteFs, name: string, files: GuestFiles, { over = false, late = false }: { over?: boolean; late?: boolean } = {}): Promise<boolean> {
  const definition = join(LIBVIRT.definitions, `${name}.xml`);
  if (!over && (await fs.exists(definition))) return false;
  // Without a definition what else lies here is left from an earlier time: virsh undefine --keep-nvram, or a guest that moved away and comes back.
  await fs.removeTree(join(LIBVIRT.snapshots, name));
  await fs.remove(join(LIBVIRT.autostart, `${name}.xml`));
  for (const [file, content] of files) {
    const path = file.startsWith(NVRAM) ? join(LIBVIRT.nvram, file.slice(NVRAM.length))
      : file.startsWith(SNAPSHOT) ? join(LIBVIRT.snapshots, name, file.slice(SNAPSHOT.length)) : null;
    if (path === null) continue;
    await fs.makeDir(path.slice(0, path.lastIndexOf("/")));
    await fs.replace(path, content, { mode: 0o600 });
  }
  await fs.replace(definition, files.get("domain.xml") ?? new Uint8Array(), { mode: 0o600 });
  if (files.has("autostart") && (late || !files.has("moving"))) {
    await fs.makeDir(LIBVIRT.autostart);
    await fs.makeLink(definition, join(LIBVIRT.autostart, `${name}.xml`));
  }
  return true;
}
