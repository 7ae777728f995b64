import { expect, test } from "vitest";
import { drbdResource } from "../../../src/render/drbd.ts";

test("one resource, for the node whose partition is named", () => {
  const conf = { name: "r0", minor: 0, port: 7790, dataBytes: 150_994_944, ends: [{ host: "lab-1", address: "10.0.0.1" }, { host: "lab-2", address: "fd00::2" }] as [{ host: string; address: string }, { host: string; address: string }] };
  expect(drbdResource(conf, "s".repeat(64), "/dev/vdc1")).toBe(`# Written by Ramvisor. Changes here are lost.
resource r0 {
  device /dev/drbd0 minor 0;
  disk /dev/vdc1;
  meta-disk internal;
  net {
    protocol C;
    allow-two-primaries no;
    cram-hmac-alg sha256;
    shared-secret "${"s".repeat(64)}";
    after-sb-0pri discard-zero-changes;
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
    size 294912s;
    on-io-error detach;
    resync-rate 10M;
    c-plan-ahead 20;
    c-fill-target 1M;
    c-max-rate 1G;
    c-min-rate 10M;
  }
  on lab-1 {
    address ipv4 10.0.0.1:7790;
  }
  on lab-2 {
    address ipv6 [fd00::2]:7790;
  }
}
`);
});
