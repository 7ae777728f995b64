import { expect, test } from "vitest";
import type { NicFacts } from "../../../src/model/facts.ts";
import type { Site } from "../../../src/model/site.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { card, facts, MAC, nic, node, simpleSite, site } from "./fixtures.ts";

const suggest = (wanted: Site, nics: NicFacts[]): { kernelName: string; line: string }[] => makePlan(wanted, [], facts(nics)).suggestions;

test("none where a token names the machine", () => {
  expect(suggest(simpleSite(), [nic("enp0s3", MAC.a), nic("enp0s4", MAC.c)])).toEqual([]);
});

test("one for each NIC that could be meant, with its own address: the near one first, then those with a link", () => {
  const nics = [nic("enp0s3", MAC.c, { carrier: null }), nic("enp0s4", MAC.d), nic("enp0s5", MAC.b), nic("br0", MAC.b, { physical: false }), nic("enp0s6", null)];
  const lines = suggest(simpleSite(), nics);
  expect(lines.map(({ kernelName }) => kernelName)).toEqual(["enp0s5", "enp0s4", "enp0s3"]);
  expect(lines[0]?.line).toContain(`mac.${MAC.b}.eth0.192.168.0.250`);
});

test("a NIC near to a later node's card is suggested for that node", () => {
  const pair = site([node([card([MAC.c], "eth0", "192.168.0.250/24")]), node([card([MAC.a], "eth0", "192.168.0.251/24")], 1)]);
  expect(suggest(pair, [nic("enp0s3", MAC.b)])[0]?.line).toContain(`mac.${MAC.b}.eth0.192.168.0.251`);
});

test("twins are not suggested: the line could not tell them apart", () => {
  expect(suggest(site([]), [nic("x0", MAC.c), nic("x1", MAC.c)])).toEqual([]);
});
