import { describe, expect, it } from "vitest";
import { checkForm } from "../../../../src/page/form/check.ts";
import { emptyFields, type Fields, type Place } from "../../../../src/page/form/fields.ts";

const GOOD: Fields = { ...emptyFields("quiet"), machines: [{ cards: [{ macs: "0a:0b:0c:0d:0e:0f", ifname: "eth0", addresses: "192.168.0.250" }] }], mask: "255.255.255.0", gateway: "192.168.0.2" };
const machine = (change: Partial<Fields["machines"][number]["cards"][number]>): Partial<Fields> => ({ machines: [{ cards: [{ macs: "0a:0b:0c:0d:0e:0f", ifname: "eth0", addresses: "192.168.0.250", ...change }] }] });
const found = (change: Partial<Fields>, room?: number): [Place, string][] =>
  checkForm({ ...GOOD, ...change }, room).placed.map((one) => [one.place, one.kind === "problem" ? one.problem.code : one.kind === "refusal" ? one.refusal.code : one.kind]);

describe("each problem is placed at its field", () => {
  it("none where all is right", () => {
    expect(found({})).toEqual([]);
  });

  it.each<[Partial<Fields>, Place, string]>([
    [machine({ macs: "0a:0b" }), "machine-0-0-macs", "token.mac"],
    [machine({ macs: "" }), "machine-0-0-macs", "token.mac"],
    [machine({ macs: "01:0b:0c:0d:0e:0f" }), "machine-0-0-macs", "token.mac.group"],
    [machine({ addresses: "" }), "machine-0-0-addresses", "token.mac.shape"],
    [machine({ addresses: "192.168.0" }), "machine-0-0-addresses", "token.address"],
    [machine({ addresses: "192.168.0.255" }), "machine-0-0-addresses", "token.address.unusable"],
    [machine({ addresses: "192.168.0.250 2001:db8::1" }), "machine-0-0-addresses", "token.address.prefix"],
    [machine({ ifname: "eth0.5" }), "machine-0-0-ifname", "token.ifname"],
    [machine({ ifname: "" }), "machine-0-0-ifname", "token.ifname"],
    [machine({ ifname: "a b" }), "machine-0-0-ifname", "token.ifname"],
    [{ mask: "" }, "mask", "token.mask.default"],
    [{ mask: "255.0.255.0" }, "mask", "token.mask"],
    [{ gateway: "10.0.0.1" }, "gateway", "token.gw.outside"],
    [{ gateway: "192.168.0.2/24" }, "gateway", "token.gw"],
    [{ dns: "192.168.0.2, x" }, "dns", "token.dns"],
    [{ ntp: "a_b" }, "ntp", "token.ntp"],
    [{ vlan: "4095" }, "vlan", "token.vlan"],
    [{ bond: "802.3ad" }, "bond", "token.bond.single"],
    [{ host: "av box" }, "host", "token.host"],
    [{ host: "ävbox" }, "host", "token.host"],
    [{ tokens: "submsk.24" }, "tokens", "token.near-miss"],
    [{ options: "quiet gateway.10.0.0.1" }, "options", "token.near-miss"],
    [{ options: "a=$x" }, "options", "line.character"],
    [{ tokens: "host.a;b" }, "tokens", "line.character"],
    [{ options: "initrd=/x" }, "options", "line.initrd"],
  ])("%j", (change, place, code) => {
    expect(found(change)).toContainEqual([place, code]);
    expect(new Set(found(change).map(([at]) => at))).toEqual(new Set([place]));
  });

  it("of the second machine at the second machine", () => {
    const two = [...GOOD.machines, { cards: [{ macs: "0a:0b:0c:0d:0e:10", ifname: "eth0", addresses: "192.168.0.250 x" }] }];
    expect(found({ machines: two }).every(([place]) => place === "machine-1-0-addresses" || place === "machine-0-0-macs")).toBe(true);
    expect(found({ machines: [...GOOD.machines, { cards: [{ macs: "", ifname: "eth0", addresses: "" }] }] })).toEqual([["machine-1-0-macs", "emptyMachine"]]);
  });

  it("of the line's length at the line", () => {
    expect(found({}, 60)).toEqual([["line", "line.room"]]);
  });

  it("a sum that was typed is made anew", () => {
    const { composed } = checkForm({ ...GOOD, tokens: "sum.00000000" }, undefined);
    expect(composed.problems).toEqual([]);
    expect(composed.line.match(/sum\./g)).toHaveLength(1);
  });

  it("takes hardware addresses however their digits are set apart", () => {
    for (const macs of ["0a0b.0c0d.0e0f", "0a0b0c0d0e0f", "0a-0b-0c-0d-0e-0f"]) expect(checkForm({ ...GOOD, ...machine({ macs }) }, undefined).composed.line).toContain("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250");
  });
});
