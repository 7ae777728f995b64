import { expect, test } from "vitest";
import { tcpSysctl } from "../../../src/render/tcp.ts";

test("a node with peers gives up a TCP connection after some 100 seconds of silence", () => {
  expect(tcpSysctl()).toEqual({ path: "/etc/sysctl.d/10-ramvisor-pair.conf", content: "net.ipv4.tcp_retries2 = 8\n", purpose: "tcp" });
});
