/** One network card of a machine, as typed. */
export interface CardFields {
  /** Hardware addresses: one, or a bond's members with white space or commas between them. */
  macs: string;
  ifname: string;
  /** IPv4 and IPv6 addresses, with white space or commas between them. */
  addresses: string;
}

export interface MachineFields {
  /** Never empty; the first card carries the bridge. */
  cards: CardFields[];
}

/** Fields of the whole site that hold one token each. */
export const SITE_FIELDS = ["mask", "gateway", "dns", "ntp", "vlan", "bond", "lang", "host", "disks"] as const;
export type SiteField = (typeof SITE_FIELDS)[number];

/** All that the line is made of, exactly as typed. */
export interface Fields extends Record<SiteField, string> {
  machines: MachineFields[];
  /** Further tokens, appended as they are. */
  tokens: string;
  /** What is not ours: options of the kernel and of others. */
  options: string;
}

/** The most machines that one line can make a ring of (design, "The pair"). */
export const MOST_MACHINES = 7;

export type CardField = keyof CardFields;
/** Where a problem is shown: a field of the form, or the line as a whole. */
export type Place = SiteField | "tokens" | "options" | "line" | "keys" | "password" | "siteId" | `machine-${number}-${number}-${CardField}`;

export const cardPlace = (machine: number, card: number, field: CardField): Place => `machine-${machine}-${card}-${field}`;

/** The n-th card of a machine, with the name that it most likely is to have. */
export const emptyCard = (index: number): CardFields => ({ macs: "", ifname: `eth${index}`, addresses: "" });
export const emptyMachine = (): MachineFields => ({ cards: [emptyCard(0)] });

/** The form of a base medium; `options` are those that it starts with. */
export function emptyFields(options: string): Fields {
  return { machines: [emptyMachine()], mask: "", gateway: "", dns: "", ntp: "", vlan: "", bond: "", lang: "", host: "", disks: "", tokens: "", options };
}

/** The parts of a field that takes several values. */
export const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== "");
export const isEmptyCard = ({ macs, addresses }: CardFields): boolean => listOf(macs).length === 0 && listOf(addresses).length === 0;
