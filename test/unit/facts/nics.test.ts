import { describe, expect, it } from "vitest";
import { FakeHost, errno } from "./host.ts";

const IP = "ip -j -d link show";

describe("a card", () => {
  it("that is down is seen, with its permanent address, its driver and its place", async () => {
    const facts = await new FakeHost().nic("enp0s3", "0A:0b:0c:0d:0e:0f").facts();
    expect(facts.nics).toEqual([{
      kernelName: "enp0s3", mac: "0a:0b:0c:0d:0e:0f", permanentMac: "0a:0b:0c:0d:0e:0f", driver: "e1000e", bus: "pci", busAddress: "0000:00:03.0",
      carrier: null, up: false, speedMbps: null, physical: true, master: null,
    }]);
    expect(facts.unread).toEqual([]);
  });

  it("that is up tells carrier and speed", async () => {
    const host = new FakeHost().nic("eno1", "0a:0b:0c:0d:0e:0f", { flags: "0x1003", carrier: "1", speed: "10000" });
    host.failing.clear();
    expect((await host.facts()).nics[0]).toMatchObject({ up: true, carrier: true, speedMbps: 10_000 });
  });

  it("without link says carrier 0 and speed -1", async () => {
    const host = new FakeHost().nic("eno1", "0a:0b:0c:0d:0e:0f", { flags: "0x1003", carrier: "0", speed: "-1" });
    host.failing.clear();
    expect((await host.facts()).nics[0]).toMatchObject({ up: true, carrier: false, speedMbps: null });
  });

  it("with an attribute that cannot be read keeps the others, and says which", async () => {
    const host = new FakeHost().nic("eno1", "0a:0b:0c:0d:0e:0f").fails("/sys/class/net/eno1/address", errno("EIO", "i/o error"));
    const facts = await host.facts();
    expect(facts.nics[0]).toMatchObject({ mac: null, permanentMac: null, driver: "e1000e", up: false });
    expect(facts.unread).toContainEqual({ what: "/sys/class/net/eno1/address", why: "EIO: i/o error" });
  });

  it("whose carrier fails in another way than by being down says so", async () => {
    const host = new FakeHost().nic("eno1", "0a:0b:0c:0d:0e:0f").fails("/sys/class/net/eno1/carrier", errno("EIO", "i/o error"));
    expect((await host.facts()).unread).toEqual([{ what: "/sys/class/net/eno1/carrier", why: "EIO: i/o error" }]);
  });

  it("on virtio is placed by the PCI function below it", async () => {
    const host = new FakeHost().nic("enp0s3", "0a:0b:0c:0d:0e:0f");
    host.link("/sys/class/net/enp0s3/device", "/sys/devices/pci0000:00/0000:00:05.0/virtio2");
    host.link("/sys/devices/pci0000:00/0000:00:05.0/virtio2/subsystem", "../../../../bus/virtio");
    expect((await host.facts()).nics[0]).toMatchObject({ bus: "virtio", busAddress: "0000:00:05.0" });
  });

  it("on USB is placed by its own name", async () => {
    const host = new FakeHost().nic("enx1", "0a:0b:0c:0d:0e:0f");
    host.link("/sys/class/net/enx1/device", "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:2.0");
    host.link("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:2.0/subsystem", "../../../../../../bus/usb");
    expect((await host.facts()).nics[0]).toMatchObject({ bus: "usb", busAddress: "1-4:2.0" });
  });

  it("of another kind than Ethernet has no address of ours", async () => {
    const facts = await new FakeHost().nic("ib0", "80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1").facts();
    expect(facts.nics[0]).toMatchObject({ mac: null, permanentMac: null, physical: true });
  });
});

describe("the permanent address", () => {
  it("is the one in use where nobody has changed it, and no process is started for it", async () => {
    const host = new FakeHost().nic("eno1", "0a:0b:0c:0d:0e:0f").virtualNic("lo", "00:00:00:00:00:00").virtualNic("br0", "0a:0b:0c:0d:0e:0f", { addr_assign_type: "3" });
    await host.facts();
    expect(host.started).toEqual([]);
  });

  it("comes from ip(8) where the address was changed", async () => {
    const host = new FakeHost().nic("eno1", "02:00:00:00:00:01", { addr_assign_type: "3" }).nic("eno2", "0a:0b:0c:0d:0e:10");
    host.answer(IP, { stdout: JSON.stringify([{ ifname: "lo" }, { ifname: "eno1", address: "02:00:00:00:00:01", permaddr: "0A:0B:0C:0D:0E:0F" }, { ifname: "eno2" }]) });
    const { nics, unread } = await host.facts();
    expect(nics.map(({ mac, permanentMac }) => [mac, permanentMac])).toEqual([["02:00:00:00:00:01", "0a:0b:0c:0d:0e:0f"], ["0a:0b:0c:0d:0e:10", "0a:0b:0c:0d:0e:10"]]);
    expect(host.started).toEqual([IP]);
    expect(unread).toEqual([]);
  });

  it("is unknown, not guessed, where the card has a random one and the kernel tells none", async () => {
    const host = new FakeHost().nic("enx1", "be:ef:00:00:00:01", { addr_assign_type: "1" }).answer(IP, { stdout: '[{"ifname":"enx1"}]' });
    expect((await host.facts()).nics[0]).toMatchObject({ mac: "be:ef:00:00:00:01", permanentMac: null });
  });

  it.each([
    ["is not there", { code: null, failure: "not-found" as const }, "not-found"],
    ["hangs", { code: null, failure: "timeout" as const }, "timeout"],
    ["fails", { code: 1, stderr: "Cannot open netlink socket\n" }, "exit 1: Cannot open netlink socket"],
  ])("is unknown, and that is said, where ip(8) %s", async (_, answer, why) => {
    const host = new FakeHost().nic("eno1", "02:00:00:00:00:01", { addr_assign_type: "3" }).answer(IP, answer);
    const facts = await host.facts();
    expect(facts.nics[0]?.permanentMac).toBeNull();
    expect(facts.unread).toEqual([{ what: IP, why }]);
  });

  it.each(["", "not json", "{}", '[7,null,{"ifname":"eno1","permaddr":7}]'])("is unknown where ip(8) says %j", async (stdout) => {
    const host = new FakeHost().nic("eno1", "02:00:00:00:00:01", { addr_assign_type: "3" }).answer(IP, { stdout });
    expect((await host.facts()).nics[0]?.permanentMac).toBeNull();
  });

  it("of a bond's members is their own, not the one that they share", async () => {
    const bonded = (own: string): Record<string, string> => ({ addr_assign_type: "3", "bonding_slave/perm_hwaddr": own });
    const host = new FakeHost()
      .nic("eth0", "0a:0b:0c:0d:0e:0f", bonded("0a:0b:0c:0d:0e:0f"))
      .nic("eth1", "0a:0b:0c:0d:0e:0f", bonded("0a:0b:0c:0d:0e:10"), "0000:00:04.0")
      .virtualNic("bond0", "0a:0b:0c:0d:0e:0f", { addr_assign_type: "3" }).virtualNic("br0", "0a:0b:0c:0d:0e:0f")
      .file("/sys/class/net/bonding_masters", "bond0\n");
    host.link("/sys/class/net/eth0/master", "../bond0").link("/sys/class/net/eth1/master", "../bond0").link("/sys/class/net/bond0/master", "../br0");
    const { nics } = await host.facts();
    expect(nics.map(({ kernelName, permanentMac, physical, master }) => [kernelName, permanentMac, physical, master])).toEqual([
      ["bond0", null, false, "br0"], ["br0", null, false, null], ["eth0", "0a:0b:0c:0d:0e:0f", true, "bond0"], ["eth1", "0a:0b:0c:0d:0e:10", true, "bond0"],
    ]);
    expect(host.started).toEqual([]);
  });
});

describe("the cards of a machine", () => {
  it("may be none", async () => {
    const facts = await new FakeHost().facts();
    expect(facts.nics).toEqual([]);
    expect(facts.unread).toEqual([]);
  });

  it("may be two with the same address", async () => {
    const { nics } = await new FakeHost().nic("eno1", "0a:0b:0c:0d:0e:0f").nic("eno2", "0a:0b:0c:0d:0e:0f", {}, "0000:00:04.0").facts();
    expect(nics.map(({ kernelName, mac }) => [kernelName, mac])).toEqual([["eno1", "0a:0b:0c:0d:0e:0f"], ["eno2", "0a:0b:0c:0d:0e:0f"]]);
  });

  it("may be 64, and come in the order of their numbers", async () => {
    const host = new FakeHost();
    for (let index = 0; index < 64; index += 1) host.nic(`ens1f${index}`, `52:54:00:64:00:${index.toString(16).padStart(2, "0")}`);
    const { nics, unread } = await host.facts();
    expect(nics.map(({ kernelName }) => kernelName)).toEqual(Array.from({ length: 64 }, (_, index) => `ens1f${index}`));
    expect(unread).toEqual([]);
  });

  it("may not be listed at all: that is said", async () => {
    const facts = await new FakeHost().fails("/sys/class/net", errno("EACCES", "permission denied")).facts();
    expect(facts.unread).toEqual([{ what: "/sys/class/net", why: "EACCES: permission denied" }]);
  });
});
