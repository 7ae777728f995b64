import type { Span } from "./token.ts";

/**
 * What can be wrong with a command line, or with how this machine fits it: one member per code, with the
 * values that its message names. The messages in four languages are typed over this map, so a code without
 * a message does not compile.
 */
export interface ProblemArgs {
  "token.near-miss": { suggestion: string };
  "token.mac": { mac: string };
  "token.mac.shape": { expected: string };
  "token.mac.group": { mac: string };
  "token.ifname": { ifname: string; reason: "empty" | "long" | "characters" | "reserved" | "taken"; longest: string };
  "token.address": { address: string };
  "token.address.unusable": { address: string; reason: "network" | "broadcast" | "multicast" | "loopback" | "unspecified" };
  "token.address.prefix": { address: string };
  "token.address.replaced": { mac: string; before: string; after: string };
  "token.address.taken": { address: string; otherMac: string };
  "token.mac.replaced": { before: string; after: string; ifname: string };
  "token.mask": { mask: string };
  "token.mask.default": { address: string };
  "token.gw": { gateway: string };
  "token.gw.outside": { gateway: string; networks: string };
  "token.gw.own": { gateway: string };
  "token.dns": { dns: string };
  "token.lang": { lang: string; known: string };
  "token.host": { host: string };
  "token.ntp": { ntp: string };
  "token.vlan": { vlan: string };
  "token.bond": { mode: string; known: string };
  "token.bond.single": { ifname: string };
  "token.disks": { mode: string; known: string };
  "token.disks.mirror-nodes": { nodes: string };
  "token.nodes.many": { nodes: string; most: string };
  "token.sum": { sum: string };
  "token.sum.wrong": { expected: string; found: string };
  "token.repeated": { before: string; after: string };
  "token.empty": { name: string };
  "line.long": { bytes: string };
  "line.quote": { text: string };
  "nic.none": Record<string, never>;
  "nic.no-match": { wanted: string };
  "nic.near": { wanted: string; found: string; kernelName: string };
  "nic.missing": { mac: string; ifname: string };
  "nic.duplicate": { mac: string; kernelNames: string };
  "nic.no-permanent": { kernelName: string; mac: string };
  "nic.both-nodes": { kernelNames: string };
  "mirror.degraded": { pool: string; disk: string };
  "mirror.rebuild": { pool: string; disk: string };
  "mirror.diverged": { pool: string; disks: string };
  "mirror.lost": { pool: string; disks: string };
  "pair.one-node": { resource: string; pool: string; disk: string; peer: string };
}

export type ProblemCode = keyof ProblemArgs;
export type Severity = "error" | "warning";

/** A problem located in the text: `token` is the word as written, `span` its place in the line (UTF-16 units). */
export interface ProblemOf<C extends ProblemCode> {
  severity: Severity;
  code: C;
  token: string | null;
  span: Span | null;
  args: ProblemArgs[C];
}

export type Problem = { [C in ProblemCode]: ProblemOf<C> }[ProblemCode];
