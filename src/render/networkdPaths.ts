/** Where networkd reads, and how all our files there begin, so that a later plan can tell which are left over. */
export const NETWORK_DIR = "/etc/systemd/network";
export const NETWORK_PREFIX = "10-ramvisor-";

/** `networkPath("br0.netdev")` is `/etc/systemd/network/10-ramvisor-br0.netdev`. */
export function networkPath(name: string): string {
  return `${NETWORK_DIR}/${NETWORK_PREFIX}${name}`;
}
