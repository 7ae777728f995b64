import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";

/** Debian's own pool, as Debian builds it into systemd-timesyncd. */
export const DEBIAN_POOL = [0, 1, 2, 3].map((number) => `${number}.debian.pool.ntp.org`);

/**
 * timesyncd.conf(5). `servers` are asked in turn until one answers; without any, those that DHCP names, and else
 * Debian's pool: timesyncd looks at FallbackNTP only where no server is known at all.
 */
export function timesyncdConf(servers: readonly string[]): RenderedFile {
  const content = renderIni([["Time", servers.length === 0 ? null : ["NTP", servers.join(" ")], ["FallbackNTP", DEBIAN_POOL.join(" ")]]]);
  return { path: "/etc/systemd/timesyncd.conf.d/10-ramvisor.conf", content, purpose: "time" };
}
