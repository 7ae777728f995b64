import { packOverlay, siteArchive, OVERLAY_BYTES, type OverlayName, type SiteFiles } from "../personal/overlay.ts";
import { Unable } from "./fail.ts";

export { OVERLAY_BYTES, type OverlayName } from "../personal/overlay.ts";

/**
 * `site.img`: a newc archive with the given files under /site/, readable by root alone, in the order of their names,
 * padded with zeroes to 65536 bytes; all zero without files. Throws Unable where they do not fit.
 */
export function makeSiteOverlay(files: Partial<Record<OverlayName, string | Uint8Array>>): Buffer {
  const site: SiteFiles = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, typeof content === "string" ? Buffer.from(content, "utf8") : content]));
  const image = packOverlay(site);
  if (image === null) throw new Unable(`The site overlay holds ${String(siteArchive(site).length)} bytes, and a medium has room for ${String(OVERLAY_BYTES)}: leave something out.`);
  return Buffer.from(image);
}
