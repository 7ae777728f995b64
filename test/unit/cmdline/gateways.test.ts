import { describe, expect, it } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { A, B, problemsOf } from "./problems.ts";

const ONE = `mac.${A}.eth0.192.168.0.250/24`;
const DUAL = `${ONE} mac.${A}.eth0.2001:db8::250/64`;
const TWO_CARDS = `${ONE} mac.${B}.eth1.10.0.0.1/24`;
const PAIR = `${ONE} mac.${B}.eth0.192.168.0.251/24`;
const UNLIKE_PAIR = `${ONE} mac.${B}.eth0.10.0.0.1/24`;

describe("gw.", () => {
  it.each<[string, string[], string[]]>([
    ["gw.192.168.0.2", ["192.168.0.2"], []], // no card: nothing to compare with
    [`${ONE} gw.192.168.0.2`, ["192.168.0.2"], []],
    [`gw.192.168.0.2 ${ONE}`, ["192.168.0.2"], []],
    [`${ONE} gw.192.168.1.2`, [], ["error token.gw.outside gw.192.168.1.2"]],
    [`${ONE} gw.192.168.0.250`, [], ["error token.gw.own gw.192.168.0.250"]],
    [`${ONE} gw.192.168.0.0`, [], ["error token.gw gw.192.168.0.0"]],
    [`${ONE} gw.192.168.0.255`, [], ["error token.gw gw.192.168.0.255"]],
    [`${ONE} gw.2001:db8::1`, [], ["error token.gw.outside gw.2001:db8::1"]],
    [`${ONE} gw.fe80::1`, ["fe80::1"], []],
    [`${DUAL} gw.192.168.0.2 gw.2001:db8::1`, ["192.168.0.2", "2001:db8::1"], []],
    [`${DUAL} gw.2001:db8::1 gw.192.168.0.2`, ["2001:db8::1", "192.168.0.2"], []],
    [`${DUAL} gw.2001:db8::250`, [], ["error token.gw.own gw.2001:db8::250"]],
    [`${DUAL} gw.2001:db8:1::1`, [], ["error token.gw.outside gw.2001:db8:1::1"]],
    [`${ONE} gw.192.168.0.2 gw.192.168.0.3`, ["192.168.0.3"], ["warning token.repeated gw.192.168.0.2"]],
    [`${ONE} gw.192.168.0.2 gw.192.168.0.2`, ["192.168.0.2"], []],
    [`${ONE} gw.192.168.0.2 gw.10.0.0.1`, [], ["warning token.repeated gw.192.168.0.2", "error token.gw.outside gw.10.0.0.1"]],
    [`${ONE} gw.10.0.0.1 gw.192.168.0.2`, ["192.168.0.2"], ["warning token.repeated gw.10.0.0.1"]],
    [`${TWO_CARDS} gw.10.0.0.2`, ["10.0.0.2"], []],
    [`${PAIR} gw.192.168.0.2`, ["192.168.0.2"], []],
    [`${PAIR} gw.192.168.0.251`, [], ["error token.gw.own gw.192.168.0.251"]],
    [`${UNLIKE_PAIR} gw.192.168.0.2`, [], ["error token.gw.outside gw.192.168.0.2"]],
    [`mac.${A}.eth0.10.0.0.0/31 gw.10.0.0.1`, ["10.0.0.1"], []],
  ])("%s", (line, gateways, problems) => {
    expect(parseCmdline(line).site.gateways.map(({ value }) => value)).toEqual(gateways);
    expect(problemsOf(line)).toEqual(problems);
  });

  it.each([
    [`${ONE} gw.10.0.0.1`, "192.168.0.0/24"],
    [`${DUAL} gw.10.0.0.1`, "192.168.0.0/24"],
    [`${TWO_CARDS} gw.172.16.0.1`, "192.168.0.0/24, 10.0.0.0/24"],
    [`${ONE} gw.2001:db8::1`, "192.168.0.0/24"],
    [`${UNLIKE_PAIR} gw.192.168.0.2`, "10.0.0.0/24"],
  ])("%s: names the networks of the nodes that cannot reach it", (line, networks) => {
    expect(parseCmdline(line).problems[0]?.args).toHaveProperty("networks", networks);
  });
});
