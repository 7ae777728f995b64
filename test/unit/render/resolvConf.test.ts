import { expect, test } from "vitest";
import { resolvConf } from "../../../src/render/resolvConf.ts";

test("three servers are asked, a fourth is named as not asked", () => {
  expect(resolvConf(["192.168.0.2", "2001:db8::53", "9.9.9.9", "1.1.1.1"]).content).toBe(
    "nameserver 192.168.0.2\nnameserver 2001:db8::53\nnameserver 9.9.9.9\n# not asked, 3 are the most: 1.1.1.1\n",
  );
});

test("none: a file that names no server", () => {
  expect(resolvConf([])).toEqual({ path: "/etc/resolv.conf", content: "# No dns. token was given.\n", purpose: "resolver" });
});
