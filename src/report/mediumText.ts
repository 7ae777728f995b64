import { isoMessages } from "../messages/iso/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import type { Problem } from "../model/problem.ts";
import type { Site, WantedNode } from "../model/site.ts";
import type { Lang } from "../model/token.ts";
import { nodeGateways } from "../plan/network/gateways.ts";
import { OVERLAY_BYTES, type ComposedLine, type OverlayName } from "../personal/index.ts";
import { field, typed, widest } from "./lines.ts";
import { painter, type Paint } from "./paint.ts";
import { problemLines } from "./planHead.ts";
import { printable } from "./width.ts";
import { wrap } from "./wrap.ts";

/** What may be shown of one file of the overlay: fingerprints, a hash's method, a site's name; nothing of other secrets. */
export interface SiteSummary {
  name: OverlayName;
  bytes: number;
  shows: string[];
}

export interface MediumView {
  file: string;
  version: string;
  sizeBytes: number;
  /** Every byte was read, and is as the build left it. */
  checked: boolean;
  composed: Pick<ComposedLine, "line" | "bytes" | "room" | "site" | "problems">;
  overlay: SiteSummary[];
  /** Of the overlay's own room. */
  overlayBytes: number;
  /** The nodes' secret on it was made by this run: media made before have another. */
  secretMade: boolean;
}

const WIDTH = 80;

const rows = (given: readonly [string, string][]): string[] => {
  const shown = given.filter(([, value]) => value !== "");
  const column = 2 + widest(shown.map(([label]) => label)) + 2;
  return shown.flatMap(([label, value]) => field(`  ${label}`, printable(value), column, WIDTH));
};

/** A medium for people: its line and what that gives, its keys. Ends in a newline. */
export function mediumText(view: MediumView, lang: Lang, color: boolean): string {
  const messages = isoMessages[lang];
  const plan = planMessages[lang];
  const paint = painter(color);
  const { line, bytes, room, site } = view.composed;
  const heading = (text: string): string[] => ["", paint("heading", text)];
  const lines = [
    ...wrap(`${messages.title}${plan.colon} ${printable(view.file)}`, { width: WIDTH }),
    ...wrap([messages.whole(view.version, grouped(view.sizeBytes)), ...(view.checked ? [messages.intact] : [])].join(", "), { width: WIDTH, indent: 2 }),
    ...heading(messages.label.line),
    ...(line === "" ? [`  ${messages.noLine}`] : typed(printable(line), plan.oneLine, 2, WIDTH)),
    ...wrap(messages.lineLength(bytes, room), { width: WIDTH, indent: 2 }),
    ...faults(view.composed.problems, lang, paint),
    ...(site.nodes.length === 0 && !site.hasMacToken ? ["", ...wrap(messages.noNodes, { width: WIDTH })] : []),
    ...site.nodes.flatMap((node) => [...heading(messages.node(node.index + 1)), ...nodeRows(site, node, lang)]),
    ...heading(messages.label.common),
    ...commonRows(site, lang),
    ...heading(messages.label.site),
    ...(view.overlay.length === 0
      ? wrap(messages.noSite, { width: WIDTH, indent: 2 })
      : rows([...view.overlay.map((file): [string, string] => [file.name, overlayText(file, view.secretMade, lang)]), [messages.label.room, messages.siteRoom(view.overlayBytes, OVERLAY_BYTES)]])),
  ];
  return `${lines.map((text) => text.trimEnd()).join("\n")}\n`;
}

function overlayText({ name, shows }: SiteSummary, secretMade: boolean, lang: Lang): string {
  const messages = isoMessages[lang];
  if (name === "pair.secret" && secretMade) return messages.secretMade;
  return shows.length === 0 ? messages.secret : shows.join("; ");
}

function faults(problems: Problem[], lang: Lang, paint: Paint): string[] {
  return problems.length === 0 ? [] : ["", paint("heading", planMessages[lang].heading.problems), ...problemLines({ problems }, lang, WIDTH, paint)];
}

function nodeRows(site: Site, node: WantedNode, lang: Lang): string[] {
  const { label: own } = isoMessages[lang];
  const plan = planMessages[lang];
  return rows([
    [plan.label.host, node.host],
    ...node.cards.map((card, place): [string, string] => [own.cards, [
      card.macs.join(" + "), plan.becomes(card.ifname), plan.nicRole[place === 0 ? "bridge" : "storage"], card.addresses.join(", "),
    ].join("; ")]),
    [plan.label.gateway, nodeGateways(site, node).map(({ address }) => address).join(", ")],
  ]);
}

function commonRows(site: Site, lang: Lang): string[] {
  const messages = isoMessages[lang];
  const { label } = planMessages[lang];
  const { value: disks } = site.disks;
  return rows([
    [label.dns, site.dns.map(({ value }) => value).join(", ")],
    [label.ntp, site.ntp.map(({ value }) => value).join(", ")],
    [label.vlan, site.vlan === null ? "" : String(site.vlan.value)],
    [label.bond, site.bond?.value ?? ""],
    [label.locale, site.lang.value],
    [messages.label.disks, messages.disks[site.nodes.length > 1 && disks !== "none" ? "pair" : disks]],
  ]);
}

/** 99 332 096 in every language alike: the agent has no Intl. */
const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, " ");
