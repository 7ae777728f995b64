import { SITE_ID } from "../../cmdline/names.ts";
import type { OverlayName, SiteFiles } from "../../personal/index.ts";
import { siteEntries } from "../../personal/index.ts";
import { authorizedKeysFile, readAuthorizedKeys } from "../keys/authorized.ts";
import { fingerprint } from "../keys/openssh.ts";
import type { Place } from "./fields.ts";

/** What the site overlay is made of. No password is ever part of it, only its hash. */
export interface Access {
  keys: string;
  /** The overlay's `shadow`; `made`: from a password that was typed here. */
  shadow: { file: Uint8Array; made: boolean } | null;
  /** All host keys of the overlay, and the fingerprint of the first that has a public part. */
  hostKey: { files: SiteFiles; fingerprint: string | null; made: boolean } | null;
  siteId: string;
  /** What the form has no field for: certificates, the pair's secret. */
  kept: SiteFiles;
}

export type AccessProblem = { place: Place; severity: "error" } & ({ kind: "key"; code: "keyPrivate" | "keyUnknown"; line: number } | { kind: "siteId"; id: string });

const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "" : new TextDecoder().decode(bytes));
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
const isHostKey = (name: string): boolean => name.startsWith("ssh_host_");

/** shadow(5), one line without ageing: the form of `ramvisor iso`. */
export const shadowFile = (hash: string): Uint8Array => bytes(`root:${hash}:::::::\n`);

/** The overlay of a medium as the form shows it. */
export function accessOf(site: SiteFiles): Access {
  const { authorized_keys: keys, shadow, "site.id": siteId, ...others } = site;
  const rest = siteEntries(others);
  const hostKeys = Object.fromEntries(rest.filter(([name]) => isHostKey(name)));
  return {
    keys: text(keys).trimEnd(),
    shadow: shadow === undefined ? null : { file: shadow, made: false },
    hostKey: rest.some(([name]) => isHostKey(name)) ? { files: hostKeys, fingerprint: fingerprintIn(hostKeys), made: false } : null,
    siteId: text(siteId).trim(),
    kept: Object.fromEntries(rest.filter(([name]) => !isHostKey(name))),
  };
}

export function fingerprintIn(files: SiteFiles): string | null {
  const [publicKey] = siteEntries(files).flatMap(([name, content]) => (name.endsWith(".pub") ? [text(content)] : []));
  return publicKey === undefined ? null : fingerprint(publicKey);
}

/** The overlay's files. */
export function siteFilesOf({ keys, shadow, hostKey, siteId, kept }: Access): SiteFiles {
  const files: Partial<Record<OverlayName, Uint8Array>> = { ...kept, ...(hostKey?.files ?? {}) };
  const authorized = authorizedKeysFile(keys);
  if (authorized !== "") files["authorized_keys"] = bytes(authorized);
  if (shadow !== null) files["shadow"] = shadow.file;
  if (siteId.trim() !== "") files["site.id"] = bytes(`${siteId.trim()}\n`);
  return files;
}

/** Whether the overlay holds more than public keys and a name. */
export const holdsSecret = ({ shadow, hostKey, kept }: Access): boolean => shadow !== null || hostKey !== null || siteEntries(kept).length > 0;


export function accessProblems({ keys, siteId }: Access): AccessProblem[] {
  const id = siteId.trim();
  return [
    ...readAuthorizedKeys(keys).problems.map(({ code, line }): AccessProblem => ({ kind: "key", code, line, place: "keys", severity: "error" })),
    ...(id === "" || SITE_ID.test(id) ? [] : [{ kind: "siteId", id, place: "siteId", severity: "error" } as const]),
  ];
}
