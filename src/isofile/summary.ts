import { X509Certificate } from "node:crypto";
import { rootHashIn } from "../apply/actions/shadow.ts";
import { siteEntries, type OverlayName, type SiteFiles } from "../personal/index.ts";
import type { SiteSummary } from "../report/mediumText.ts";
import { fingerprint, keyLines, privateKeyIn, publicKeyIn } from "./keys.ts";

/** crypt(5): what a hash begins with, and the method. */
const METHODS: readonly [prefix: string, method: string][] = [["$6$", "sha512-crypt"], ["$5$", "sha256-crypt"], ["$y$", "yescrypt"], ["$2", "bcrypt"], ["$1$", "md5-crypt"]];

/** What may be shown of each file of the overlay: never the content of a secret one, but what it is known by. */
export function summarise(site: SiteFiles): SiteSummary[] {
  return siteEntries(site).map(([name, content]) => {
    const text = Buffer.from(content).toString("utf8");
    return { name, bytes: content.length, shows: shows(name, text) };
  });
}

function shows(name: OverlayName, text: string): string[] {
  if (name === "authorized_keys" || name.endsWith(".pub")) {
    return keyLines(text).flatMap((line) => {
      const key = publicKeyIn(line);
      return key === null ? [] : [`${fingerprint(key.blob)} ${key.type} ${key.comment}`.trim()];
    });
  }
  if (name.startsWith("ssh_host_")) {
    const key = privateKeyIn(text);
    return key === null ? [] : [`${fingerprint(key.blob)} ${key.type}`];
  }
  switch (name) {
    case "shadow": {
      const hash = rootHashIn(text) ?? "";
      return METHODS.filter(([prefix]) => hash.startsWith(prefix)).slice(0, 1).map(([, method]) => method);
    }
    case "site.id": return [text.trim()];
    case "tls.crt": {
      try {
        const { fingerprint256, subject, validTo } = new X509Certificate(text);
        return [`SHA256:${fingerprint256}`, subject.replaceAll("\n", ", "), validTo];
      } catch {
        return [];
      }
    }
    default: return [];
  }
}
