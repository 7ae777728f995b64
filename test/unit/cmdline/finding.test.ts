import { describe, expect, it } from "vitest";
import { A, B, problemsOf } from "./problems.ts";

const GOOD = `mac.${A}.eth0.192.168.0.250`;

/** A broken token, and a later good one: corrections are appended at the loader's prompt. */
describe("a broken token is a warning where a later one puts it right", () => {
  it.each<[string, string, string]>([
    ["mac.0a:0b:0c:0d:0e.eth0.192.168.0.250", "token.mac", `submask.24 ${GOOD}`],
    [`mac.${A}.eth0.192.168.0.2500`, "token.address", `submask.24 ${GOOD}`],
    [`mac.${A}.eth0;reboot.192.168.0.250`, "token.ifname", `submask.24 ${GOOD}`],
    [`mac.${A}`, "token.mac.shape", `submask.24 ${GOOD}`],
    [`mac.${A}.eth0.192.168.0.0`, "token.address.unusable", `submask.24 ${GOOD}`],
    ["mac.0a:0b.eth0.2001:DB8:0::1/64", "token.mac", `mac.${A}.eth0.2001:db8::1/64`],
    [`mca.${A}.eth0.192.168.0.250`, "token.near-miss", `submask.24 ${GOOD}`],
    ["submask.255.0.255.0", "token.mask", `submask.24 ${GOOD}`],
    ["submsk.24", "token.near-miss", `submask.24 ${GOOD}`],
    ["gw.300.1.1.1", "token.gw", "gw.192.168.0.2"],
    ["gateway.192.168.0.2", "token.near-miss", "gw.192.168.0.2"],
    ["gw.", "token.empty", "gw.192.168.0.2"],
    ["dns.x", "token.dns", "dns.192.168.0.2"],
    ["vlan.0", "token.vlan", "vlan.20"],
    ["disks.nnoe", "token.disks", "disks.none"],
    ["sum.12", "token.sum", "sum.00000000"],
  ])("%s (%s), then %s", (broken, code, good) => {
    const [first] = problemsOf(broken);
    const corrected = problemsOf(`${broken} ${good}`);
    expect(first).toBe(`error ${code} ${broken}`);
    expect(corrected).toContain(`warning ${code} ${broken}`);
  });
});

describe("it stays an error", () => {
  it.each<[string, string, string]>([
    ["where the good one came before", "gw.192.168.0.2 gw.300.1.1.1", "error token.gw gw.300.1.1.1"],
    ["where the later one is broken too", "gw.300.1.1.1 gw.300.1.1.2", "error token.gw gw.300.1.1.1"],
    ["where the later one is left out itself", `submask.24 ${GOOD} gw.300.1.1.1 gw.10.0.0.1`, "error token.gw gw.300.1.1.1"],
    ["where the later one is of another family", "gw.300.1.1.1 gw.2001:db8::1", "error token.gw gw.300.1.1.1"],
    ["where the later one is of another card", `submask.24 mac.${B}.eth0.300.1.1.1 ${GOOD}`, `error token.address mac.${B}.eth0.300.1.1.1`],
    ["where the later one is the same card's in another family", `mac.${A}.eth0.300.1.1.1 mac.${A}.eth0.2001:db8::1/64`, `error token.address mac.${A}.eth0.300.1.1.1`],
    ["where the later one is of another kind", "gw.300.1.1.1 dns.192.168.0.2", "error token.gw gw.300.1.1.1"],
  ])("%s", (_, line, problem) => {
    expect(problemsOf(line)).toContain(problem);
  });
});

it("lists problems in the order of the line, those of the whole line first", () => {
  const line = `lang.xx gateway.1.2.3.4 gw.300.1.1.1 vlan.0 ${"x".repeat(2047)}`;
  expect(problemsOf(line)).toEqual(["error line.long", "warning token.lang lang.xx", "error token.near-miss gateway.1.2.3.4", "error token.gw gw.300.1.1.1", "error token.vlan vlan.0"]);
});
