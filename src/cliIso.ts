import { isForeign, nodeToken, readNode, TOKEN_ORDER } from "./personal/fields.ts";
import { isPasswordHash } from "./personal/passwordHash.ts";
import type { IsoMessages } from "./messages/iso/index.ts";
import { SITE_ID } from "./cmdline/names.ts";

/** Options of `ramvisor iso` that stand for one token each, and which may repeat. */
const TOKEN_VALUES = { mask: "submask", gw: "gw", dns: "dns", ntp: "ntp", host: "host", vlan: "vlan", bond: "bond", disks: "disks" } as const;
export const ISO_VALUES = [
  "output", "show", "site-from", "node", ...(Object.keys(TOKEN_VALUES) as (keyof typeof TOKEN_VALUES)[]), "tokens", "kernel", "drop",
  "ssh-key", "root-password-hash", "host-key", "tls-cert", "tls-key", "pair-secret", "site-id",
] as const;
export const ISO_SWITCHES = ["root-password-stdin", "make-host-keys"] as const;
export const ISO_REPEAT: readonly string[] = ["node", "gw", "dns", "drop", "ssh-key", "host-key"];

/** What `--drop` takes out: a kind of token, the rest of the line, or a part of the overlay. */
export const DROPPABLE: readonly string[] = [...TOKEN_ORDER, "kernel", "authorized_keys", "shadow", "host-keys", "tls", "pair.secret", "site.id"];

/** What is to be different on the medium; files are names of files. */
export interface IsoChange {
  /** A medium whose line and overlay stand in for those of the base. */
  siteFrom: string | null;
  /** Our tokens, to stand in place of those of their kinds. */
  tokens: string[];
  /** The rest of the line; null: as it is. */
  kernel: string | null;
  drop: string[];
  sshKeys: string[];
  passwordHash: string | null;
  passwordFromStdin: boolean;
  hostKeys: string[];
  makeHostKeys: boolean;
  tls: { certificate: string; key: string } | null;
  pairSecret: string | null;
  siteId: string | null;
}

export type IsoOptions = { command: "iso"; base: string; output: string; change: IsoChange } | { command: "iso-show"; file: string };

export type IsoGiven = Record<(typeof ISO_VALUES)[number], string[]> & Record<(typeof ISO_SWITCHES)[number], boolean> & { lang: string[] };

/** Options of `ramvisor iso` that are given, as written. */
export function isoOptionsIn(given: IsoGiven): string[] {
  return [...ISO_VALUES.filter((name) => given[name].length > 0), ...ISO_SWITCHES.filter((name) => given[name])].map((name) => `--${name}`);
}

/** Reads the options of `ramvisor iso`; an error is one sentence. `files`: its words. Pure. */
export function parseIso(given: IsoGiven, files: readonly string[], messages: IsoMessages): IsoOptions | { error: string } {
  const { usage } = messages;
  const [show] = given.show;
  if (show !== undefined) {
    const other = isoOptionsIn(given).find((name) => name !== "--show") ?? files[0];
    return other === undefined ? { command: "iso-show", file: show } : { error: usage.onlyShow(other) };
  }
  const [base] = files;
  const [output] = given.output;
  if (base === undefined || base === "") return { error: usage.noBase };
  if (isoOptionsIn(given).every((name) => name === "--output") && given.lang.length === 0) return { error: usage.nothing };
  if (output === undefined) return { error: usage.noOutput };

  const nodes = given.node.map(readNode);
  const badNode = nodes.indexOf(null);
  if (badNode !== -1) return { error: usage.badNode(given.node[badNode] ?? "") };
  const free = given.tokens.flatMap((text) => text.split(/\s+/).filter((word) => word !== ""));
  const stranger = free.find(isForeign);
  if (stranger !== undefined) return { error: usage.notTokens(stranger) };
  const badDrop = given.drop.find((name) => !DROPPABLE.includes(name));
  if (badDrop !== undefined) return { error: usage.badDrop(badDrop, DROPPABLE.join(", ")) };
  const [hash] = given["root-password-hash"];
  if (hash !== undefined && given["root-password-stdin"]) return { error: usage.together("--root-password-hash", "--root-password-stdin") };
  if (hash !== undefined && !isPasswordHash(hash)) return { error: usage.badHash };
  if (given["host-key"].length > 0 && given["make-host-keys"]) return { error: usage.together("--host-key", "--make-host-keys") };
  const [[certificate], [key], [siteId]] = [given["tls-cert"], given["tls-key"], given["site-id"]];
  if ((certificate === undefined) !== (key === undefined)) return { error: usage.needs(certificate === undefined ? "--tls-key" : "--tls-cert", certificate === undefined ? "--tls-cert" : "--tls-key") };
  if (siteId !== undefined && !SITE_ID.test(siteId)) return { error: usage.badSiteId(siteId) };

  return {
    command: "iso", base, output,
    change: {
      siteFrom: given["site-from"][0] ?? null,
      tokens: [
        ...nodes.flatMap((node) => (node === null ? [] : [nodeToken(node)])),
        ...Object.entries(TOKEN_VALUES).flatMap(([name, kind]) => given[name as keyof typeof TOKEN_VALUES].map((value) => `${kind}.${value}`)),
        ...given.lang.map((lang) => `lang.${lang}`),
        ...free,
      ],
      kernel: given.kernel[0] ?? null,
      drop: given.drop,
      sshKeys: given["ssh-key"],
      passwordHash: hash ?? null,
      passwordFromStdin: given["root-password-stdin"],
      hostKeys: given["host-key"],
      makeHostKeys: given["make-host-keys"],
      tls: certificate === undefined || key === undefined ? null : { certificate, key },
      pairSecret: given["pair-secret"][0] ?? null,
      siteId: siteId ?? null,
    },
  };
}
