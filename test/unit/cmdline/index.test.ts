import { describe, expect, it } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { A, B, C, nodesOf, problemsOf } from "./problems.ts";

const LINE = "quiet pci=nocrs mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2 lang.de";

it("reads the line of 2014", () => {
  expect(parseCmdline(`${LINE}\n`)).toEqual({
    problems: [],
    site: {
      nodes: [{ index: 0, host: "ramvisor", cards: [{ macs: ["0a:0b:0c:0d:0e:0f"], ifname: "eth0", addresses: ["192.168.0.250/24"], tokens: ["mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250"] }] }],
      gateways: [{ value: "192.168.0.2", token: "gw.192.168.0.2" }],
      dns: [{ value: "192.168.0.2", token: "dns.192.168.0.2" }],
      ntp: [],
      lang: { value: "de", token: "lang.de" },
      vlan: null,
      bond: null,
      disks: { value: "auto", token: null },
      hasMacToken: true,
      words: ["mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250", "submask.255.255.255.0", "gw.192.168.0.2", "dns.192.168.0.2", "lang.de"],
    },
  });
});

it.each(["", "\n", "quiet splash root=/dev/sda1 i915.modeset", "mac=0a:0b:0c:0d:0e:0f gw=192.168.0.2 mac.0a=b"])("wants nothing of %j", (line) => {
  const { site, problems } = parseCmdline(line);
  expect({ problems, site }).toEqual({
    problems: [],
    site: { nodes: [], gateways: [], dns: [], ntp: [], lang: { value: "en", token: null }, vlan: null, bond: null, disks: { value: "auto", token: null }, hasMacToken: false, words: [] },
  });
});

describe("the prefix of an IPv4 address", () => {
  it.each<[string, string, string[]]>([
    ["submask.24", "192.168.0.250/24", []],
    ["submask.255.255.0.0", "192.168.0.250/16", []],
    ["", "192.168.0.250/24", [`warning token.mask.default mac.${A}.eth0.192.168.0.250`]],
    ["submask.255.0.255.0", "192.168.0.250/24", ["error token.mask submask.255.0.255.0"]],
    ["submsk.255.255.0.0", "192.168.0.250/24", ["error token.near-miss submsk.255.255.0.0"]],
    ["submask.", "192.168.0.250/24", ["error token.empty submask."]],
    ["submask.16 submask.24", "192.168.0.250/24", ["warning token.repeated submask.16"]],
    ["submask.255.255.255.0 submask.24", "192.168.0.250/24", []],
  ])("%s", (mask, cidr, problems) => {
    const line = `mac.${A}.eth0.192.168.0.250 ${mask}`;
    expect(nodesOf(line)).toEqual([[`0a:eth0=${cidr}`]]);
    expect(problemsOf(line)).toEqual(problems);
  });

  it.each<[string, string]>([
    ["an own prefix needs no mask", `mac.${A}.eth0.192.168.0.250/26`],
    ["nor does IPv6", `mac.${A}.eth0.2001:db8::250/64`],
  ])("%s", (_, line) => {
    expect(problemsOf(line)).toEqual([]);
  });

  it("is asked for once, at the first address that lacks it", () => {
    expect(problemsOf(`mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth1.10.1.0.1 mac.${C}.eth2.10.2.0.1`)).toEqual([`warning token.mask.default mac.${B}.eth1.10.1.0.1`]);
  });
});

describe("addresses that no card can have are left out", () => {
  it.each([["192.168.0.0", 24], ["192.168.0.255", 24], ["192.168.1.255", 23], ["127.0.0.1", 8], ["224.0.0.1", 4], ["0.0.0.1", 8]])("%s with submask.%s", (ip, mask) => {
    const line = `mac.${A}.eth0.${ip} submask.${mask}`;
    expect(nodesOf(line)).toEqual([]);
    expect(problemsOf(line)).toEqual([`error token.address.unusable mac.${A}.eth0.${ip}`]);
    expect(parseCmdline(line).site.hasMacToken).toBe(true);
  });

  it("but the card keeps its good one", () => {
    expect(nodesOf(`mac.${A}.eth0.192.168.0.255/24 mac.${A}.eth0.2001:db8::1/64`)).toEqual([["0a:eth0=2001:db8::1/64"]]);
  });
});

describe("hasMacToken", () => {
  it.each([["mac.", true], ["mac.junk", true], [`mac.${A}.lo.10.0.0.1`, true], [`mca.${A}.eth0.10.0.0.1`, false], ["mac", false], ["mac.a=b", false]])("%s: %s", (line, has) => {
    expect(parseCmdline(line).site.hasMacToken).toBe(has);
  });
});

describe("values that only one token can give", () => {
  it.each<[string, (site: ReturnType<typeof parseCmdline>["site"]) => unknown, unknown, string[]]>([
    ["lang.de lang.fr", ({ lang }) => lang, { value: "fr", token: "lang.fr" }, ["warning token.repeated lang.de"]],
    ["lang.de lang.xx", ({ lang }) => lang, { value: "de", token: "lang.de" }, ["warning token.lang lang.xx"]],
    ["lang.xx", ({ lang }) => lang, { value: "en", token: null }, ["warning token.lang lang.xx"]],
    ["lang.", ({ lang }) => lang, { value: "en", token: null }, ["warning token.empty lang."]],
    ["lang.de lang.de", ({ lang }) => lang, { value: "de", token: "lang.de" }, []],
    ["vlan.20 vlan.30", ({ vlan }) => vlan, { value: 30, token: "vlan.30" }, ["warning token.repeated vlan.20"]],
    ["vlan.4095", ({ vlan }) => vlan, null, ["error token.vlan vlan.4095"]],
    ["bond.802.3ad bond.active-backup", ({ bond }) => bond, { value: "active-backup", token: "bond.active-backup" }, ["warning token.repeated bond.802.3ad"]],
    ["bond.lacp", ({ bond }) => bond, null, ["error token.bond bond.lacp"]],
    ["disks.none disks.separate", ({ disks }) => disks, { value: "separate", token: "disks.separate" }, ["warning token.repeated disks.none"]],
    ["disks.mirror", ({ disks }) => disks, { value: "mirror", token: "disks.mirror" }, []],
    ["disks.nnoe", ({ disks }) => disks, { value: "auto", token: null }, ["error token.disks disks.nnoe"]],
    ["ntp.10.0.0.1 ntp.pool.ntp.org", ({ ntp }) => ntp, [{ value: "pool.ntp.org", token: "ntp.pool.ntp.org" }], ["warning token.repeated ntp.10.0.0.1"]],
    ["ntp.-bad-", ({ ntp }) => ntp, [], ["warning token.ntp ntp.-bad-"]],
    ["host.a host.b", ({ nodes }) => nodes, [], ["warning token.repeated host.a"]],
  ])("%s", (line, value, expected, problems) => {
    expect(value(parseCmdline(line).site)).toEqual(expected);
    expect(problemsOf(line)).toEqual(problems);
  });
});

describe("dns. repeats", () => {
  it.each<[string, string[], string[]]>([
    ["dns.10.0.0.1,10.0.0.2 dns.10.0.0.3", ["10.0.0.1", "10.0.0.2", "10.0.0.3"], []],
    ["dns.10.0.0.1 dns.10.0.0.2,10.0.0.1", ["10.0.0.1", "10.0.0.2"], []],
    ["dns.2001:DB8::1 dns.2001:db8:0::1", ["2001:db8::1"], []],
    ["dns.10.0.0.1,x", ["10.0.0.1"], ["error token.dns dns.10.0.0.1,x"]],
  ])("%s", (line, values, problems) => {
    expect(parseCmdline(line).site.dns.map(({ value }) => value)).toEqual(values);
    expect(problemsOf(line)).toEqual(problems);
  });
});

describe("host names", () => {
  const one = `mac.${A}.eth0.10.0.0.1/24`;
  const two = `${one} mac.${B}.eth0.10.0.0.2/24`;
  const long = "a".repeat(62);
  it.each<[string, string[], string[]]>([
    [one, ["ramvisor"], []],
    [`${one} host.avbox`, ["avbox"], []],
    [two, ["ramvisor-1", "ramvisor-2"], []],
    [`${two} host.av.example.org`, ["av-1.example.org", "av-2.example.org"], []],
    [`${one} host.av_box`, ["ramvisor"], ["warning token.host host.av_box"]],
    [`${one} host.${long}`, [long], []],
    [`${two} host.${long}`, ["ramvisor-1", "ramvisor-2"], [`warning token.host host.${long}`]],
  ])("%s", (line, hosts, problems) => {
    expect(parseCmdline(line).site.nodes.map(({ host }) => host)).toEqual(hosts);
    expect(problemsOf(line)).toEqual(problems);
  });
});

describe("what does not go together", () => {
  const two = `mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth0.10.0.0.2/24`;
  const ring = (nodes: number): string => Array.from({ length: nodes }, (_, index) => `mac.0a:00:00:00:00:0${index}.eth0.10.0.0.${index + 1}/24`).join(" ");
  it.each<[string, string[]]>([
    [`${ring(7)}`, []],
    [`${ring(8)}`, ["error token.nodes.many mac.0a:00:00:00:00:07.eth0.10.0.0.8/24"]],
    [`${two} disks.mirror`, ["error token.disks.mirror-nodes disks.mirror"]],
    [`${two} disks.none`, []],
    [`mac.${A}.eth0.10.0.0.1/24 bond.802.3ad`, ["warning token.bond.single bond.802.3ad"]],
    [`${two} bond.802.3ad`, ["warning token.bond.single bond.802.3ad"]],
    [`mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth0.10.0.0.1/24 bond.802.3ad`, []],
    [`mac.${A}.eth0.10.0.0.1/24 mac.${B}.eth0.10.0.0.1/24 mac.${C}.eth0.10.0.0.2/24 bond.802.3ad`, ["warning token.bond.single bond.802.3ad"]],
    [`mac.${A}.replication.10.0.0.1/24 vlan.4094`, [`error token.ifname mac.${A}.replication.10.0.0.1/24`]],
    [`mac.${A}.replication.10.0.0.1/24 vlan.20 vlan.0`, ["error token.vlan vlan.0"]],
  ])("%s", (line, problems) => {
    expect(problemsOf(line)).toEqual(problems);
  });

  it("takes the disks of several nodes as if nothing were said where mirror is", () => {
    expect(parseCmdline(`${two} disks.mirror`).site.disks).toEqual({ value: "auto", token: null });
  });
});

it("places every problem in the text, quotes included", () => {
  const line = `quiet "gw.300.1.1.1" lang.xx`;
  expect(parseCmdline(line).problems.map(({ span, token }) => [span && line.slice(span.start, span.end), token])).toEqual([['"gw.300.1.1.1"', "gw.300.1.1.1"], ["lang.xx", "lang.xx"]]);
});

it("keeps all our words as they can stand in a line again, broken ones too, without sum. and near misses", () => {
  const line = `quiet sum.00000000 "lang.de" "gw.1 2" GW.1.2.3.4 mac.x dns.a=b vlan.20`;
  expect(parseCmdline(line).site.words).toEqual(["lang.de", '"gw.1 2"', "mac.x", "vlan.20"]);
});
