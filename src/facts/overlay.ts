import type { Facts, Unread } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";
import { SITE_ID } from "../cmdline/names.ts";
import { attributesOf, errnoOf, whyOf } from "./attributes.ts";

/** Where the boot script puts the site overlay's files; only root may look into it. */
export const OVERLAY_DIR = "/run/ramvisor/site";

/**
 * Which parts of the site overlay are there. Secrets are never read, here or anywhere else in this room: of all files
 * only `site.id` is opened. A site id that is not 1 to 32 of a-z, 0-9 and - is noted and counts as none.
 */
export async function readOverlay(fs: ReadFs, dir: string, notes: Unread[]): Promise<Facts["overlay"]> {
  let names: string[] = [];
  try {
    names = await fs.list(dir);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") notes.push({ what: dir, why: whyOf(error) });
  }
  const has = (name: string): boolean => names.includes(name);
  return {
    authorizedKeys: has("authorized_keys"),
    shadow: has("shadow"),
    hostKeys: names.some((name) => /^ssh_host_[a-z0-9]+_key$/.test(name)),
    tls: has("tls.crt") && has("tls.key"),
    pairSecret: has("pair.secret"),
    siteId: has("site.id") ? await readSiteId(fs, `${dir}/site.id`, notes) : null,
  };
}

async function readSiteId(fs: ReadFs, path: string, notes: Unread[]): Promise<string | null> {
  const text = await attributesOf(fs, notes).need(path);
  if (text === null || SITE_ID.test(text)) return text;
  notes.push({ what: path, why: "not a site id: expected 1 to 32 characters of a-z, 0-9 and -" });
  return null;
}
