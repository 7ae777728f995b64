import { describe, expect, it } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { lineNetwork } from "../../../src/qemu/line-network.ts";
import { DEFAULT_LINE } from "../../../src/qemu/options.ts";

const of = (line: string): ReturnType<typeof lineNetwork> => lineNetwork(parseCmdline(line).site, line);

describe("lineNetwork", () => {
  it("plays gateway for the line of the README, with DNS on another address, and says so", () => {
    const { network, guest, line, notes } = of(DEFAULT_LINE);
    expect(network).toEqual({ ipv4: { net: "192.168.0.0/24", host: "192.168.0.2", dns: "192.168.0.3", dhcpStart: "192.168.0.100" }, ipv6: null });
    expect(guest).toBe("192.168.0.250");
    expect(line).toBe(DEFAULT_LINE.replace("dns.192.168.0.2", "dns.192.168.0.3"));
    expect(notes).toEqual(["dns.192.168.0.2 becomes dns.192.168.0.3: QEMU's user network cannot be gateway and DNS on one address."]);
  });

  it("leaves the line as it is where its DNS server has an address of its own, inside or outside", () => {
    for (const dns of ["192.168.0.7", "9.9.9.9"]) {
      const line = `mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250/24 gw.192.168.0.1 dns.${dns}`;
      expect(of(line)).toMatchObject({ line, notes: [] });
    }
    expect(of("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250/24 gw.192.168.0.1 dns.192.168.0.7").network.ipv4?.dns).toBe("192.168.0.7");
  });

  it("rewrites only the one address of a list", () => {
    expect(of("mac.0a:0b:0c:0d:0e:0f.eth0.10.1.0.9/16 gw.10.1.0.1 dns.9.9.9.9,10.1.0.1").line).toContain("dns.9.9.9.9,10.1.0.2");
  });

  it("leaves a line that sum. covers alone, and says what does not work", () => {
    const line = "sum.00000000 mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250/24 gw.192.168.0.2 dns.192.168.0.2";
    expect(of(line).line).toBe(line);
    expect(of(line).notes[0]).toContain("sum.");
  });

  it("gives everyone an address of its own in a network of eight", () => {
    const { ipv4 } = of("mac.0a:0b:0c:0d:0e:0f.eth0.10.0.0.250/29 gw.10.0.0.249").network;
    expect(ipv4?.net).toBe("10.0.0.248/29");
    const all = ["10.0.0.250", ipv4?.host, ipv4?.dns, ipv4?.dhcpStart];
    expect(new Set(all).size).toBe(4);
    for (const address of all) expect(Number(address?.split(".")[3])).toSatisfy((last: number) => last > 248 && last < 255);
  });

  it("keeps clear of the other nodes' addresses", () => {
    const { ipv4 } = of("mac.0a:0b:0c:0d:0e:01.eth0.10.0.0.3/24 mac.0a:0b:0c:0d:0e:02.eth0.10.0.0.4 submask.24 gw.10.0.0.2").network;
    expect(ipv4).toMatchObject({ host: "10.0.0.2", dns: "10.0.0.5" });
  });

  it("offers DHCP where no address is named, and forwards nothing", () => {
    expect(of("quiet")).toMatchObject({ network: { ipv4: { net: "10.0.2.0/24" }, ipv6: null }, guest: null });
  });

  it("plays an IPv6 gateway that lies in the network", () => {
    const { network, guest } = of("mac.0a:0b:0c:0d:0e:0f.eth0.2001:db8::250/64 gw.2001:db8::1");
    expect(network).toEqual({ ipv4: null, ipv6: { net: "2001:db8::/64", host: "2001:db8::1" } });
    expect(guest).toBeNull();
  });

  it("says that a VLAN ends at the card", () => {
    expect(of("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250/24 vlan.20").notes.join()).toContain("vlan.20");
  });
});
