import type { Cidr } from "../model/token.ts";
import type { RenderedFile } from "./file.ts";

/** A host with the addresses it is reached at; one without any is the loopback's, as in Debian. */
export interface HostEntry {
  host: string;
  addresses: readonly Cidr[];
}

/** /etc/hosts (hosts(5)): this host first, then its peers. */
export function hostsFile(own: HostEntry, peers: readonly HostEntry[]): RenderedFile {
  const lines = [
    ["127.0.0.1", "localhost"],
    ["::1", "localhost ip6-localhost ip6-loopback"],
    ...entryLines(own.addresses.length === 0 ? { ...own, addresses: ["127.0.1.1"] } : own),
    ...peers.flatMap(entryLines),
  ];
  return { path: "/etc/hosts", content: lines.map(([address, names]) => `${address}\t${names}\n`).join(""), purpose: "hosts" };
}

function entryLines({ host, addresses }: HostEntry): [string, string][] {
  return addresses.map((address) => [address.replace(/\/.*/, ""), host]);
}

/** /etc/hostname (hostname(5)). */
export function hostnameFile(host: string): RenderedFile {
  return { path: "/etc/hostname", content: `${host}\n`, purpose: "host-name" };
}
