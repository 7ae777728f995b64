import type { Ip } from "../model/token.ts";
import type { RenderedFile } from "./file.ts";

/** How many servers the C library asks: MAXNS in resolv.h (resolv.conf(5)). */
const MOST_ASKED = 3;

/** /etc/resolv.conf. Servers after the third are kept as comments, since they would be passed over in silence. */
export function resolvConf(dns: readonly Ip[]): RenderedFile {
  const lines = dns.map((server, index) => (index < MOST_ASKED ? `nameserver ${server}\n` : `# not asked, ${MOST_ASKED} are the most: ${server}\n`));
  return { path: "/etc/resolv.conf", content: lines.length === 0 ? "# No dns. token was given.\n" : lines.join(""), purpose: "resolver" };
}
