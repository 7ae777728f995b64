import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";

/** Debian's own pool (systemd's default in Debian), asked where the given servers do not answer. */
const DEBIAN_POOL = [0, 1, 2, 3].map((number) => `${number}.debian.pool.ntp.org`).join(" ");

/** timesyncd.conf(5): the given servers, then Debian's pool. */
export function timesyncdConf(servers: readonly string[]): RenderedFile {
  const content = renderIni([["Time", servers.length === 0 ? null : ["NTP", servers.join(" ")], ["FallbackNTP", DEBIAN_POOL]]]);
  return { path: "/etc/systemd/timesyncd.conf.d/10-ramvisor.conf", content, purpose: "time" };
}
