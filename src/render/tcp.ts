import type { RenderedFile } from "./file.ts";

/**
 * sysctl.d(5) for a node that has peers: a TCP connection whose other end says nothing is given up after some 100 seconds,
 * the least that RFC 1122 (4.2.3.5) allows, and not after a quarter of an hour (`tcp_retries2`,
 * Documentation/networking/ip-sysctl). A guest's move waits for that where the cable breaks: QEMU's NBD client gives up no earlier.
 */
export function tcpSysctl(): RenderedFile {
  return { path: "/etc/sysctl.d/10-ramvisor-pair.conf", content: "net.ipv4.tcp_retries2 = 8\n", purpose: "tcp" };
}
