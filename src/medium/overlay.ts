import { cpio, type CpioEntry } from "./cpio.ts";
import { Unable } from "./fail.ts";

/** The size that every medium reserves for the site overlay (contract, "Site overlay"). */
export const OVERLAY_BYTES = 64 * 1024;

/** Names under /site/ that the contract gives a meaning to. */
export type OverlayName =
  | "authorized_keys" | "shadow" | "tls.crt" | "tls.key" | "pair.secret" | "site.id"
  | `ssh_host_${string}_key` | `ssh_host_${string}_key.pub`;

/**
 * `site.img`: a newc archive with the given files under /site/, readable by root alone, in the order of their names,
 * padded with zeroes to 65536 bytes. Throws Unable where they do not fit.
 */
export function makeSiteOverlay(files: Partial<Record<OverlayName, string | Uint8Array>>): Buffer {
  const members = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, content]): CpioEntry[] =>
    content === undefined ? [] : [{ name: `site/${name}`, mode: 0o100600, content: typeof content === "string" ? Buffer.from(content, "utf8") : content }]);
  const archive = cpio([{ name: "site", mode: 0o040700 }, ...members]);
  if (archive.length > OVERLAY_BYTES) throw new Unable(`The site overlay holds ${String(archive.length)} bytes, and a medium has room for ${String(OVERLAY_BYTES)}: leave something out.`);
  return Buffer.concat([archive], OVERLAY_BYTES);
}
