import type { DiskMode, Lang } from "../../model/token.ts";

/** A field's name, and what goes into it: shown below it, read out with it. */
export interface FieldText {
  label: string;
  hint: string;
}

export type FieldName =
  | "file" | "macs" | "bondMacs" | "ifname" | "addresses" | "mask" | "gateway" | "dns" | "ntp" | "vlan" | "bond"
  | "lang" | "host" | "disks" | "keys" | "password" | "siteId" | "tokens" | "options";

/** All that the page says, in one language. What the parser finds is worded in messages/problems, media in messages/iso. */
export interface PageMessages {
  title: string;
  intro: string;
  privacy: string;
  pageLanguage: string;
  noScript: string;
  heading: Record<"medium" | "machines" | "network" | "host" | "access" | "more" | "result" | "line" | "story" | "save", string>;
  note: Record<"machines" | "access" | "more" | "severalHosts", string>;
  field: Record<FieldName, FieldText>;
  /** Behind the label of a field that may stay empty. */
  optional: string;
  choice: {
    bondNone: string;
    langDefault: string;
    /** The languages in their own words are the same everywhere; here in the page's. */
    lang: Record<Lang, string>;
    disks: Record<DiskMode, string>;
  };
  machine: (place: number) => string;
  card: (place: number) => string;
  button: Record<"addMachine" | "addCard" | "setPassword" | "removePassword" | "makeKey" | "removeKey" | "takeFields" | "download" | "copyLine", string> & {
    removeMachine: (place: number) => string;
    removeCard: (place: number) => string;
    /** Files of the overlay, by their names. */
    removeKept: (names: string) => string;
  };
  showPassword: string;
  medium: {
    none: string;
    reading: string;
    base: (version: string) => string;
    personal: (version: string) => string;
    filled: string;
    keptFields: string;
    /** Percent, whole. */
    checking: (percent: number) => string;
    whole: (bytes: string) => string;
    unreadable: string;
    kept: (names: string) => string;
  };
  password: Record<"none" | "hashing" | "set" | "kept", string>;
  hostKey: Record<"label" | "none" | "unavailable" | "made" | "kept" | "shared", string>;
  severity: Record<"error" | "warning", string>;
  /** Errors and warnings in one sentence; neither: that nothing is wrong. */
  count: (errors: number, warnings: number) => string;
  lineLength: (bytes: number, room: number) => string;
  lineEmpty: string;
  copied: string;
  /** What is wrong beside the tokens. `keyLine`: the n-th line as the subject of a sentence. */
  problem: { emptyMachine: (place: number) => string; keyLine: (line: number) => string };
  story: {
    other: string;
    otherText: string;
    noMachine: string;
    error: string;
    known: (host: string, macs: string) => string;
    bridge: (ifname: string, addresses: string) => string;
    further: (ifname: string, macs: string, addresses: string) => string;
    gateway: (addresses: string) => string;
    noGateway: string;
    dns: (addresses: string) => string;
    noDns: string;
    ntp: (server: string) => string;
    ntpDefault: string;
    vlan: (id: string) => string;
    bond: (mode: string) => string;
    console: string;
    language: Record<Lang, string>;
    passwordSet: string;
    passwordOnce: string;
    keys: (count: number) => string;
    noKeys: string;
    hostKey: (fingerprint: string) => string;
    hostKeyLater: string;
  };
  save: {
    needMedium: string;
    needCheck: string;
    needFixes: string;
    making: string;
    done: (name: string) => string;
    next: string;
    secret: string;
  };
}
