import { expect, test } from "vitest";
import { timesyncdConf } from "../../../src/render/timesyncd.ts";

const FALLBACK = "FallbackNTP=0.debian.pool.ntp.org 1.debian.pool.ntp.org 2.debian.pool.ntp.org 3.debian.pool.ntp.org\n";

test("the servers in their order", () => {
  expect(timesyncdConf(["192.168.0.2", "ntp.example.org"]).content).toBe(`# Written by Ramvisor at every start. Changes here are lost.\n\n[Time]\nNTP=192.168.0.2 ntp.example.org\n${FALLBACK}`);
});

test("none: DHCP may name some, so no NTP line stands in its way", () => {
  const { path, content } = timesyncdConf([]);
  expect(path).toBe("/etc/systemd/timesyncd.conf.d/10-ramvisor.conf");
  expect(content).toBe(`# Written by Ramvisor at every start. Changes here are lost.\n\n[Time]\n${FALLBACK}`);
});
