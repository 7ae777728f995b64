import { describe, expect, it } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { A, B, C, D, nodesOf, problemsOf } from "./problems.ts";

const MASK = " submask.24";
const FOUR = "10.0.0.1";
const SIX = "2001:db8::1/64";

describe("the contract's four rules", () => {
  it.each<[string, string, string[][], string[]]>([
    ["one card", `mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24"]], []],
    ["1: another family adds an address", `mac.${A}.eth0.${FOUR} mac.${A}.eth0.${SIX}`, [["0a:eth0=10.0.0.1/24,2001:db8::1/64"]], []],
    ["1: in either order", `mac.${A}.eth0.${SIX} mac.${A}.eth0.${FOUR}`, [["0a:eth0=2001:db8::1/64,10.0.0.1/24"]], []],
    ["1: the same family replaces it", `mac.${A}.eth0.${FOUR} mac.${A}.eth0.10.0.0.2`, [["0a:eth0=10.0.0.2/24"]], [`warning token.address.replaced mac.${A}.eth0.${FOUR}`]],
    ["1: the same in IPv6", `mac.${A}.eth0.${SIX} mac.${A}.eth0.2001:db8::2/64`, [["0a:eth0=2001:db8::2/64"]], [`warning token.address.replaced mac.${A}.eth0.${SIX}`]],
    ["1: the same prefix or another", `mac.${A}.eth0.10.0.0.1/24 mac.${A}.eth0.10.0.0.1/25`, [["0a:eth0=10.0.0.1/25"]], [`warning token.address.replaced mac.${A}.eth0.10.0.0.1/24`]],
    ["1: the same token twice says nothing new", `mac.${A}.eth0.${FOUR} mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24"]], []],
    ["1: upper case and dashes are the same MAC", `mac.${A}.eth0.${FOUR} mac.0A-0B-0C-0D-0E-0A.eth0.10.0.0.2`, [["0a:eth0=10.0.0.2/24"]], [`warning token.address.replaced mac.${A}.eth0.${FOUR}`]],
    ["1: another name renames the card", `mac.${A}.eth0.${FOUR} mac.${A}.lan.${FOUR}`, [["0a:lan=10.0.0.1/24"]], [`warning token.repeated mac.${A}.eth0.${FOUR}`]],
    ["1: the card of an earlier node", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.10.0.0.2 mac.${A}.eth0.10.0.0.3`, [["0a:eth0=10.0.0.3/24"], ["0b:eth0=10.0.0.2/24"]], [`warning token.address.replaced mac.${A}.eth0.${FOUR}`]],
    ["2: without bond. a correction", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR}`, [["0b:eth0=10.0.0.1/24"]], [`warning token.mac.replaced mac.${A}.eth0.${FOUR}`]],
    ["2: the corrected card keeps its other address", `mac.${A}.eth0.${FOUR} mac.${A}.eth0.${SIX} mac.${B}.eth0.${FOUR}`, [["0b:eth0=10.0.0.1/24,2001:db8::1/64"]], [`warning token.mac.replaced mac.${A}.eth0.${SIX}`]],
    ["2: a correction of a correction", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR} mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24"]], [`warning token.mac.replaced mac.${A}.eth0.${FOUR}`, `warning token.mac.replaced mac.${B}.eth0.${FOUR}`]],
    ["2: of the first node after the second", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.10.0.0.2 mac.${C}.eth0.${FOUR}`, [["0c:eth0=10.0.0.1/24"], ["0b:eth0=10.0.0.2/24"]], [`warning token.mac.replaced mac.${A}.eth0.${FOUR}`]],
    ["2: with bond. a member", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR} bond.802.3ad`, [["0a 0b:eth0=10.0.0.1/24"]], []],
    ["2: wherever bond. stands", `bond.802.3ad mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR} mac.${C}.eth0.${FOUR}`, [["0a 0b 0c:eth0=10.0.0.1/24"]], []],
    ["2: bonds of two nodes", `bond.802.3ad mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR} mac.${C}.eth0.10.0.0.2 mac.${D}.eth0.10.0.0.2`, [["0a 0b:eth0=10.0.0.1/24"], ["0c 0d:eth0=10.0.0.2/24"]], []],
    ["1 and 2: a bond in both families", `bond.802.3ad mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR} mac.${A}.eth0.${SIX} mac.${B}.eth0.${SIX}`, [["0a 0b:eth0=10.0.0.1/24,2001:db8::1/64"]], []],
    ["3: the next node", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.10.0.0.2`, [["0a:eth0=10.0.0.1/24"], ["0b:eth0=10.0.0.2/24"]], []],
    ["3: in another family too", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.${SIX}`, [["0a:eth0=10.0.0.1/24"], ["0b:eth0=2001:db8::1/64"]], []],
    ["4: a further card", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], []],
    ["4: a pair with two cards each", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${C}.eth0.10.0.0.2 mac.${D}.eth1.10.1.0.2`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"], ["0c:eth0=10.0.0.2/24", "0d:eth1=10.1.0.2/24"]], []],
    ["4: the next node begins with the name that comes again first", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${C}.eth1.10.1.0.2 mac.${D}.eth0.10.0.0.2`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"], ["0c:eth1=10.1.0.2/24", "0d:eth0=10.0.0.2/24"]], []],
  ])("%s", (_, line, nodes, problems) => {
    expect(nodesOf(line + MASK)).toEqual(nodes);
    expect(problemsOf(line + MASK)).toEqual(problems);
  });
});

describe("what stands twice is left out where it came later", () => {
  it.each<[string, string, string[][], string[]]>([
    ["an address on two cards", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.${FOUR}`, [["0a:eth0=10.0.0.1/24"]], [`error token.address.taken mac.${B}.eth1.${FOUR}`]],
    ["but not the card's other address", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.${FOUR} mac.${B}.eth1.${SIX}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=2001:db8::1/64"]], [`error token.address.taken mac.${B}.eth1.${FOUR}`]],
    ["an address of the node before, under a name of this node", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${C}.eth0.10.1.0.1`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`error token.address.taken mac.${C}.eth0.10.1.0.1`]],
    ["which starts no node", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${C}.eth0.10.1.0.1 mac.${D}.eth2.10.2.0.1`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24", "0d:eth2=10.2.0.1/24"]], [`error token.address.taken mac.${C}.eth0.10.1.0.1`]],
    ["an address of the next node, by a correction", `mac.${A}.eth0.${FOUR} mac.${B}.eth0.10.0.0.2 mac.${A}.eth0.10.0.0.2`, [["0b:eth0=10.0.0.2/24"]], [`warning token.address.replaced mac.${A}.eth0.${FOUR}`, `error token.address.taken mac.${A}.eth0.10.0.0.2`]],
    ["name and address of another card", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${A}.eth1.10.1.0.1`, [["0b:eth1=10.1.0.1/24"]], [`warning token.repeated mac.${A}.eth0.${FOUR}`, `warning token.address.replaced mac.${A}.eth0.${FOUR}`, `error token.address.taken mac.${A}.eth1.10.1.0.1`]],
    ["unless corrected", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.${FOUR} mac.${B}.eth1.10.1.0.1`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.address.replaced mac.${B}.eth1.${FOUR}`]],
    ["not where two addresses are exchanged", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.10.1.0.1 mac.${B}.eth1.${FOUR}`, [["0a:eth0=10.1.0.1/24", "0b:eth1=10.0.0.1/24"]], [`warning token.address.replaced mac.${A}.eth0.${FOUR}`, `warning token.address.replaced mac.${B}.eth1.10.1.0.1`]],
    ["a name given twice by renaming", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${A}.eth1.${FOUR}`, [["0b:eth1=10.1.0.1/24"]], [`warning token.repeated mac.${A}.eth0.${FOUR}`, `error token.ifname mac.${A}.eth1.${FOUR}`]],
    ["not where two names are exchanged", `mac.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${A}.eth1.${FOUR} mac.${B}.eth0.10.1.0.1`, [["0a:eth1=10.0.0.1/24", "0b:eth0=10.1.0.1/24"]], [`warning token.repeated mac.${A}.eth0.${FOUR}`, `warning token.repeated mac.${B}.eth1.10.1.0.1`]],
  ])("%s", (_, line, nodes, problems) => {
    expect(nodesOf(line + MASK)).toEqual(nodes);
    expect(problemsOf(line + MASK)).toEqual(problems);
  });
});

describe("a token that is left out keeps its card's place", () => {
  const broken = `mac.0a:0b.eth0.${FOUR}`;
  it.each<[string, string, string[][], string[]]>([
    ["for a correction of its MAC", `${broken} mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.mac ${broken}`]],
    ["of its address", `mac.${A}.eth0.10.0.0.x mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.address mac.${A}.eth0.10.0.0.x`]],
    ["of an address that no card can have", `mac.${A}.eth0.10.0.0.0 mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.address.unusable mac.${A}.eth0.10.0.0.0`]],
    ["of its name", `mac.${A}.br0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.ifname mac.${A}.br0.${FOUR}`]],
    ["of a near miss", `mca.${A}.eth0.${FOUR} mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.near-miss mca.${A}.eth0.${FOUR}`]],
    ["in its node", `mac.${A}.eth0.${FOUR} mac.0a:0b.eth1.10.1.0.1 mac.${C}.eth0.10.0.0.2 mac.${B}.eth1.10.1.0.1`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"], ["0c:eth0=10.0.0.2/24"]], ["warning token.mac mac.0a:0b.eth1.10.1.0.1"]],
    ["in a bond", `bond.802.3ad ${broken} mac.${B}.eth1.10.1.0.1 mac.${C}.eth0.${FOUR} mac.${D}.eth0.${FOUR}`, [["0c 0d:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.mac ${broken}`]],
    ["so that nodes stay apart", `${broken} mac.${B}.eth1.10.1.0.1 mac.${C}.eth0.10.0.0.2 mac.${D}.eth1.10.1.0.2`, [["0b:eth1=10.1.0.1/24"], ["0c:eth0=10.0.0.2/24", "0d:eth1=10.1.0.2/24"]], [`error token.mac ${broken}`]],
    ["where it starts a node", `mac.${A}.eth0.${FOUR} mac.0a:0b.eth0.10.0.0.2 mac.${D}.eth1.10.1.0.2`, [["0a:eth0=10.0.0.1/24"], ["0d:eth1=10.1.0.2/24"]], ["error token.mac mac.0a:0b.eth0.10.0.0.2"]],
    ["but takes no address from others", `${broken} mac.${B}.eth1.${FOUR}`, [["0b:eth1=10.0.0.1/24"]], [`error token.mac ${broken}`]],
    ["and changes no card that is good", `mac.${A}.eth0.${FOUR} mac.${A}.eth0.10.0.0.x mac.0a:0b.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24"]], [`error token.address mac.${A}.eth0.10.0.0.x`, `error token.mac mac.0a:0b.eth0.${FOUR}`]],
    ["where only its MAC can be read", `mac.${A} mac.${B}.eth1.10.1.0.1 mac.${A}.eth0.${FOUR}`, [["0a:eth0=10.0.0.1/24", "0b:eth1=10.1.0.1/24"]], [`warning token.mac.shape mac.${A}`]],
  ])("%s", (_, line, nodes, problems) => {
    expect(nodesOf(line + MASK)).toEqual(nodes);
    expect(problemsOf(line + MASK)).toEqual(problems);
  });
});

it("keeps with a card the tokens that it comes from, as written", () => {
  const written = "mac.0A-0B-0C-0D-0E-0A.eth0.10.0.0.1";
  const { site } = parseCmdline(`"${written}" mac.${A}.eth0.${SIX} submask.24`);
  expect(site.nodes[0]?.cards[0]?.tokens).toEqual([written, `mac.${A}.eth0.${SIX}`]);
});

it("tells which card holds an address, and what replaced what", () => {
  expect(parseCmdline(`mac.${A}.eth0.${FOUR} mac.${B}.eth1.${FOUR} submask.24`).problems[0]?.args).toEqual({ address: FOUR, otherMac: A });
  expect(parseCmdline(`mac.${A}.eth0.${FOUR} mac.${B}.eth0.${FOUR} submask.24`).problems[0]?.args).toEqual({ before: A, after: B, ifname: "eth0" });
  expect(parseCmdline(`mac.${A}.eth0.${FOUR} mac.${A}.eth0.10.0.0.2 submask.24`).problems[0]?.args).toEqual({ mac: A, before: "10.0.0.1/24", after: "10.0.0.2/24" });
});
