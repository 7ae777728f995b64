import type { Problem } from "../model/problem.ts";
import type { Setting, Site, WantedNode } from "../model/site.ts";
import { parseAddress, unusable } from "./address.ts";
import { toProblems, type Finding } from "./finding.ts";
import { pickGateways } from "./gateways.ts";
import { checkWhole } from "./line.ts";
import { isDnsName, isHostName, nodeHost } from "./names.ts";
import { buildNodes, type Card, type Claim, type Gap } from "./nodes.ts";
import { lastOf, ofKind, setting, type TokenOf } from "./settings.ts";
import { readTokens, type Tokens } from "./tokens.ts";
import { splitWords } from "./words.ts";

export { crcOfWords } from "./sum.ts";
export { tokenLine } from "./suggest.ts";

/** A mask that most small networks have; announced with a warning where it is assumed. */
const DEFAULT_PREFIX = 24;
const DEFAULT_HOST = "ramvisor";
/** Nodes of a ring: ports and resources' names are reserved for so many. */
const MOST_NODES = 7;

/**
 * Reads a kernel command line: what it wants of this machine and its peers, and what is wrong with it. Never throws:
 * what is wrong is left out of the site and is a problem, in the order of the line. The rules are the contract's,
 * "Tokens on the kernel command line"; what is not ours is passed over in silence.
 */
export function parseCmdline(text: string): { site: Site; problems: Problem[] } {
  const read = readTokens(splitWords(text));
  const { tokens } = read;
  const mask = lastOf(ofKind(tokens, "submask"), (a, b) => a.prefix === b.prefix);
  const lang = lastOf(ofKind(tokens, "lang"), (a, b) => a.lang === b.lang);
  const ntp = lastOf(ofKind(tokens, "ntp"), (a, b) => a.server === b.server);
  const vlan = lastOf(ofKind(tokens, "vlan"), (a, b) => a.id === b.id);
  const bond = lastOf(ofKind(tokens, "bond"), (a, b) => a.mode === b.mode);
  const addressed = settleAddresses(ofKind(tokens, "mac"), mask.last?.prefix ?? null, read);
  const built = buildNodes(addressed.claims, gapsOf([...read.findings, ...addressed.findings]), bond.last !== null);
  const host = pickHost(ofKind(tokens, "host"), built.nodes.length);
  const disks = pickDisks(ofKind(tokens, "disks"), built.nodes.length);
  const gateways = pickGateways(ofKind(tokens, "gw"), built.nodes);

  const site: Site = {
    nodes: built.nodes.map((cards, index): WantedNode => ({ index, host: nodeHost(host.name, index, built.nodes.length), cards: cards.map(wantedCard) })),
    gateways: gateways.gateways.map((token) => setting(token, ({ address }) => address)),
    dns: distinct(ofKind(tokens, "dns").flatMap((token) => token.addresses.map((address) => ({ value: address, token: token.text })))),
    ntp: ntp.last === null ? [] : [setting(ntp.last, ({ server }) => server)],
    lang: lang.last === null ? { value: "en", token: null } : setting(lang.last, (token) => token.lang),
    vlan: vlan.last === null ? null : setting(vlan.last, ({ id }) => id),
    bond: bond.last === null ? null : setting(bond.last, ({ mode }) => mode),
    disks: disks.disks,
    hasMacToken: read.hasMacToken,
    words: read.words,
  };
  const findings = [
    ...checkWhole(text, ofKind(tokens, "sum"), read),
    ...[read, mask, lang, ntp, vlan, bond, addressed, built, host, disks, gateways].flatMap((part) => part.findings),
    ...lonelyBond(bond.last, built.nodes),
    ...tooMany(built.nodes),
  ];
  return { site, problems: toProblems(findings, tokens) };
}

/** Gives every address its prefix, and leaves out those that no card can have in their network. */
function settleAddresses(tokens: readonly TokenOf<"mac">[], mask: number | null, { meant }: Tokens): { claims: Claim[]; findings: Finding[] } {
  const claims = tokens.map((token): Claim => ({ token, cidr: `${token.address}/${token.prefix ?? mask ?? DEFAULT_PREFIX}` }));
  const findings = claims.flatMap(({ token, cidr }): Finding[] => {
    const reason = unusable(cidr);
    const leftOut = { mac: token.mac, ifname: token.ifname, address: token.address };
    return reason === null ? [] : [{ complaint: { code: "token.address.unusable", args: { address: cidr, reason } }, word: token, kind: "mac", leftOut }];
  });
  const assumed = tokens.find(({ prefix }) => prefix === null);
  // A mask that is there and broken is a problem of its own already.
  if (assumed !== undefined && mask === null && !meant.has("submask")) {
    findings.push({ complaint: { code: "token.mask.default", args: { address: assumed.address } }, word: assumed, kind: "mac", leftOut: null });
  }
  return { claims: claims.filter(({ cidr }) => unusable(cidr) === null), findings };
}

/** The `mac.` tokens that are left out, as far as they can be read. */
function gapsOf(findings: readonly Finding[]): Gap[] {
  const broken = findings.flatMap(({ word, kind, leftOut }) => (word !== null && kind === "mac" && leftOut !== null ? [{ start: word.span.start, ...leftOut }] : []));
  const words = broken.filter(({ start }, i) => broken.findIndex((other) => other.start === start) === i);
  return words.map(({ start, mac, ifname, address }) => ({ start, mac: mac ?? null, ifname: ifname ?? null, ip: parseAddress(address ?? "")?.ip ?? null }));
}

/** The host name; with several nodes it has to be valid with its number too. */
function pickHost(tokens: readonly TokenOf<"host">[], nodes: number): { name: string; findings: Finding[] } {
  const { last, findings } = lastOf(tokens, (a, b) => a.name === b.name);
  if (last === null) return { name: DEFAULT_HOST, findings };
  const longest = nodeHost(last.name, nodes - 1, nodes);
  if (isHostName(longest) && isDnsName(longest)) return { name: last.name, findings };
  return { name: DEFAULT_HOST, findings: [...findings, { complaint: { code: "token.host", args: { host: last.name } }, word: last, kind: "host", leftOut: {} }] };
}

/** The use of blank disks. Mirroring within a machine and across machines exclude each other. */
function pickDisks(tokens: readonly TokenOf<"disks">[], nodes: number): { disks: Site["disks"]; findings: Finding[] } {
  const { last, findings } = lastOf(tokens, (a, b) => a.mode === b.mode);
  if (last === null) return { disks: { value: "auto", token: null }, findings };
  if (last.mode !== "mirror" || nodes < 2) return { disks: setting(last, ({ mode }) => mode), findings };
  return {
    disks: { value: "auto", token: null },
    findings: [...findings, { complaint: { code: "token.disks.mirror-nodes", args: { nodes: String(nodes) } }, word: last, kind: "disks", leftOut: null }],
  };
}

/** A bond is wanted, and a node has no two cards for it. */
function lonelyBond(bond: TokenOf<"bond"> | null, nodes: readonly (readonly Card[])[]): Finding[] {
  const lonely = nodes.find((cards) => cards.every(({ macs }) => macs.length < 2));
  if (bond === null || lonely === undefined) return [];
  return [{ complaint: { code: "token.bond.single", args: { ifname: lonely[0]?.ifname ?? "" } }, word: bond, kind: "bond", leftOut: null }];
}

/** More nodes than a ring has; the first of those that are too many is where to look. */
function tooMany(nodes: readonly (readonly Card[])[]): Finding[] {
  const word = nodes[MOST_NODES]?.[0]?.named;
  return word === undefined ? [] : [{ complaint: { code: "token.nodes.many", args: { nodes: String(nodes.length), most: String(MOST_NODES) } }, word, kind: "mac", leftOut: null }];
}

function wantedCard({ macs, ifname, held, tokens }: Card): WantedNode["cards"][number] {
  return { macs, ifname, addresses: held.map(({ cidr }) => cidr), tokens: tokens.map(({ text }) => text) };
}

function distinct<T>(settings: Setting<T>[]): Setting<T>[] {
  return settings.filter(({ value }, i) => settings.findIndex((other) => other.value === value) === i);
}
