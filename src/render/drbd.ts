import type { PairConf } from "../model/step.ts";

export const DRBD_CONF = "/etc/drbd.conf";
export const DRBD_DIR = "/etc/drbd.d";

/** drbd.conf(5) of 8.4: nothing but the resources that the agent writes, and no word to the makers' counter. */
export const drbdConf = `# Written by Ramvisor. Changes here are lost.
global { usage-count no; }
include "drbd.d/*.res";
`;

/**
 * How fast a side is brought up to date (drbd.conf-8.4(5)). Left alone, DRBD begins with 250 KiB a second and falls back to that wherever a guest
 * writes: days, in which one disk has all there is. The least is what a disk that seeks can do beside its guests.
 */
export const DISK_OPTIONS = { "resync-rate": "10M", "c-plan-ahead": "20", "c-fill-target": "1M", "c-max-rate": "1G", "c-min-rate": "10M" } as const;

/**
 * One resource (drbd.conf-8.4(5)). A write is acknowledged when it is on both disks (protocol C). After a split nothing is
 * thrown away but what was never written: the side without changes gives way, else both keep their data and stay apart.
 * A disk that fails is dropped, and the node goes on over the other one. `secret`: at most 63 characters; null while
 * it is not known: such a resource must not be connected.
 * Times in tenths of a second (timeout, ping-timeout) and seconds.
 */
export function drbdResource({ name, minor, port, dataBytes, ends }: PairConf, secret: string | null, partition: string): string {
  const on = ends.map(({ host, address }) => `  on ${host} {
    address ${address.includes(":") ? `ipv6 [${address}]` : `ipv4 ${address}`}:${port};
  }
`).join("");
  return `# Written by Ramvisor. Changes here are lost.
resource ${name} {
  device /dev/drbd${minor} minor ${minor};
  disk ${partition};
  meta-disk internal;
  net {
    protocol C;
    allow-two-primaries no;
${secret === null ? "" : `    cram-hmac-alg sha256;
    shared-secret "${secret}";
`}    after-sb-0pri discard-zero-changes;
    after-sb-1pri disconnect;
    after-sb-2pri disconnect;
    rr-conflict disconnect;
    verify-alg crc32c;
    timeout 60;
    ping-int 5;
    ping-timeout 20;
    connect-int 3;
  }
  disk {
    size ${dataBytes / 512}s;
    on-io-error detach;
${Object.entries(DISK_OPTIONS).map(([name, value]) => `    ${name} ${value};
`).join("")}  }
${on}}
`;
}
