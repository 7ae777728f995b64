import { expect, test } from "vitest";
import { hostnameFile, hostsFile } from "../../../src/render/hosts.ts";

test("this host by its addresses, then its peers", () => {
  expect(hostsFile({ host: "av-1", addresses: ["192.168.0.250/24", "2001:db8::250/64"] }, [{ host: "av-2", addresses: ["192.168.0.251/24"] }]).content).toBe(
    "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n192.168.0.250\tav-1\n2001:db8::250\tav-1\n192.168.0.251\tav-2\n",
  );
});

test("a host without an address still knows its own name; a peer without one is left out", () => {
  expect(hostsFile({ host: "ramvisor", addresses: [] }, [{ host: "av-2", addresses: [] }]).content).toBe(
    "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\tramvisor\n",
  );
});

test("the host name's file", () => {
  expect(hostnameFile("ramvisor")).toEqual({ path: "/etc/hostname", content: "ramvisor\n", purpose: "host-name" });
});
