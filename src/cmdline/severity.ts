import type { ProblemArgs, ProblemCode, Severity } from "../model/problem.ts";
import type { TokenKind } from "../model/token.ts";

/** The problems that the text alone can show; those of nics and disks need a machine. */
export type LineCode = Exclude<ProblemCode, `nic.${string}` | `mirror.${string}` | `pair.${string}`>;

/** A problem before it is placed in the line. */
export type Complaint = { [C in LineCode]: { code: C; args: ProblemArgs[C] } }[LineCode];

/**
 * How much is lost where a token of this kind cannot be used. An error where the network or the node would not
 * come up as meant; nothing new is then claimed.
 */
export const KIND_SEVERITY: Record<TokenKind, Severity> = {
  mac: "error", // a card or a whole node is missing
  submask: "error", // 24 is assumed: neighbours may be out of reach
  gw: "error", // nothing beyond the own network
  dns: "error", // names do not resolve, or only through another server than the one meant
  lang: "warning", // English instead; the contract says so
  host: "warning", // the node is called ramvisor; found by its address all the same
  ntp: "warning", // time comes from the gateway or Debian's pool
  vlan: "error", // the host answers on the wrong network, or not at all
  bond: "error", // the second cable is of no use, and the switch may expect the bond
  disks: "error", // "leave the disks alone", misspelt, must not claim them
  sum: "error", // it was to prove that nothing is cut off, and does not
};

/** `kind`: as bad as the kind of token that it is, or is meant to be. */
export const SEVERITY: Record<LineCode, Severity | "kind"> = {
  "token.near-miss": "kind",
  "token.empty": "kind",
  "token.mac": "kind",
  "token.mac.shape": "kind",
  "token.mac.group": "kind",
  "token.ifname": "kind",
  "token.address": "kind",
  "token.address.unusable": "kind",
  "token.address.prefix": "kind",
  "token.address.taken": "kind", // two cards with one address: neither can be relied on
  "token.address.replaced": "warning", // a correction: the later token is what is meant
  "token.mac.replaced": "warning", // a correction as well
  "token.mask": "kind",
  "token.mask.default": "warning", // the contract says so
  "token.gw": "kind",
  "token.gw.outside": "kind",
  "token.gw.own": "kind",
  "token.dns": "kind",
  "token.lang": "kind",
  "token.host": "kind",
  "token.ntp": "kind",
  "token.vlan": "kind",
  "token.bond": "kind",
  "token.bond.single": "warning", // the network comes up, without a second cable
  "token.disks": "kind",
  "token.disks.mirror-nodes": "error", // the contract says so
  "token.nodes.many": "error", // which of them are meant is not known
  "token.sum": "kind",
  "token.sum.wrong": "error",
  "token.repeated": "warning", // a correction: the later token is what is meant
  "line.long": "error", // tokens may be cut off
  "line.quote": "warning", // an error where the open quote hides tokens of ours: see tokens.ts
};
