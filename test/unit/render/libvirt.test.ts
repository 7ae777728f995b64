import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { guestNetworkAutostart, guestNetworkXml, poolAutostart, poolXml } from "../../../src/render/libvirt.ts";

const UUID = "c7101e47-032b-50e2-9633-6d88ddaa0281";
const parser = new XMLParser({ ignoreAttributes: false });

test("a pool", () => {
  const { path, content, mode } = poolXml("default", UUID, "/var/lib/ramvisor/pools/default");
  expect([path, mode]).toEqual(["/etc/libvirt/storage/default.xml", 0o600]);
  expect(parser.parse(content)).toEqual({ pool: { "@_type": "dir", name: "default", uuid: UUID, source: "", target: { path: "/var/lib/ramvisor/pools/default" } } });
});

test("names cannot break out of the document", () => {
  const { content } = poolXml("a&b", UUID, "/x/<path>y</path>");
  expect(XMLValidator.validate(content)).toBe(true);
  expect(parser.parse(content)).toMatchObject({ pool: { name: "a&b", target: { path: "/x/<path>y</path>" } } });
});

test("the guests' network is the host's bridge", () => {
  const { path, content } = guestNetworkXml(UUID, "br0");
  expect(path).toBe("/etc/libvirt/qemu/networks/default.xml");
  expect(parser.parse(content)).toEqual({ network: { name: "default", uuid: UUID, forward: { "@_mode": "bridge" }, bridge: { "@_name": "br0" } } });
});

test("libvirt starts what is linked under autostart", () => {
  expect(poolAutostart("pool2")).toEqual({ path: "/etc/libvirt/storage/autostart/pool2.xml", target: "/etc/libvirt/storage/pool2.xml", purpose: "pool-autostart" });
  expect(guestNetworkAutostart()).toMatchObject({ path: "/etc/libvirt/qemu/networks/autostart/default.xml", target: "/etc/libvirt/qemu/networks/default.xml" });
});
