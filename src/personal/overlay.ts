import { cpio, readCpio, type CpioEntry } from "./cpio.ts";
import { join } from "./file.ts";

/** The size that every medium reserves for the site overlay (contract, "Site overlay"). */
export const OVERLAY_BYTES = 64 * 1024;

/** Names under /site/ that the contract gives a meaning to. */
export type OverlayName =
  | "authorized_keys" | "shadow" | "tls.crt" | "tls.key" | "pair.secret" | "site.id"
  | `ssh_host_${string}_key` | `ssh_host_${string}_key.pub`;

/** The content of the site overlay, by name; what is absent is not there. */
export type SiteFiles = Partial<Record<OverlayName, Uint8Array>>;

const PLAIN = new Set<string>(["authorized_keys", "shadow", "tls.crt", "tls.key", "pair.secret", "site.id"]);
/** As the agent looks for them. */
const HOST_KEY = /^ssh_host_[a-z0-9]+_key(\.pub)?$/;

export const isOverlayName = (name: string): name is OverlayName => PLAIN.has(name) || HOST_KEY.test(name);

/** The files that are there, in the order of their names. */
export function siteEntries(files: SiteFiles): [OverlayName, Uint8Array][] {
  return Object.entries(files).filter((entry): entry is [OverlayName, Uint8Array] => entry[1] !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A newc archive with the given files under /site/, readable by root alone; its own length, no padding. */
export function siteArchive(files: SiteFiles): Uint8Array {
  return cpio([{ name: "site", mode: 0o040700 }, ...siteEntries(files).map(([name, content]): CpioEntry => ({ name: `site/${name}`, mode: 0o100600, content }))], 4);
}

/**
 * `site.img`: 65536 bytes, all zero where there are no files, else the archive and zeroes. Null where the files do not fit.
 */
export function packOverlay(files: SiteFiles): Uint8Array | null {
  if (siteEntries(files).length === 0) return new Uint8Array(OVERLAY_BYTES);
  const archive = siteArchive(files);
  return archive.length > OVERLAY_BYTES ? null : join([archive], OVERLAY_BYTES);
}

/** Reads `site.img` back; null where it is no overlay of ours, a name without a meaning in it included. */
export function unpackOverlay(image: Uint8Array): SiteFiles | null {
  const entries = readCpio(image);
  if (entries === null) return null;
  const files: SiteFiles = {};
  for (const { name, content } of entries) {
    if (name === "site") continue;
    const file = name.replace(/^site\//, "");
    if (file === name || !isOverlayName(file) || content === undefined) return null;
    files[file] = content;
  }
  return files;
}
