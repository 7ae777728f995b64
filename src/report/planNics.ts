import { planMessages } from "../messages/plan/index.ts";
import type { Plan, PlannedNic } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { nicAdvice } from "./advice.ts";
import { advise, whole, widest } from "./lines.ts";
import type { Paint } from "./paint.ts";
import { pad, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

/** So many cards of one kind are shown as a group: a list of names and addresses under one sentence. */
const GROUP_FROM = 5;

interface Group {
  nics: PlannedNic[];
}

/** Neighbours in the facts need not be neighbours here: cards with nothing to say of their own are gathered by verdict and reason. */
function grouped(nics: readonly PlannedNic[]): Group[] {
  const groups: Group[] = [];
  const byKind = new Map<string, Group>();
  for (const nic of nics) {
    const own = nic.name !== null || nic.near !== null || nic.addresses.length > 0 || Object.keys(nic.args).length > 0;
    const known = own ? undefined : byKind.get(`${nic.verdict} ${nic.reason}`);
    if (known !== undefined) {
      known.nics.push(nic);
      continue;
    }
    const group: Group = { nics: [nic] };
    groups.push(group);
    if (!own) byKind.set(`${nic.verdict} ${nic.reason}`, group);
  }
  return groups.flatMap((group) => (group.nics.length < GROUP_FROM ? group.nics.map((nic) => ({ nics: [nic] })) : [group]));
}

/** What is worth saying of a card beside its reason: its new name, its task, its addresses. */
export function nicFate(nic: PlannedNic, lang: Lang): string {
  const messages = planMessages[lang];
  return [
    messages.nicReason[nic.reason](nic),
    ...(nic.name === null || nic.name === nic.kernelName ? [] : [messages.becomes(nic.name)]),
    ...(nic.role === null || nic.role === "dhcp" || nic.reason === "bond-member" ? [] : [messages.nicRole[nic.role]]),
    ...(nic.addresses.length === 0 ? [] : [nic.addresses.join(", ")]),
  ].join("; ");
}

/** A card's name, address, driver and link in one line. */
function nicHead(nic: PlannedNic, nameWidth: number, lang: Lang): string {
  const { link } = planMessages[lang];
  const state = nic.carrier === null ? link.unknown : nic.carrier ? link.up : link.down;
  return `${pad(printable(nic.kernelName), nameWidth)}  ${nic.mac ?? "--:--:--:--:--:--"}  ${[printable(nic.driver ?? ""), state].filter((part) => part !== "").join(", ")}`;
}

/** Every NIC with its verdict and why; many alike as a group. */
export function nicLines(plan: Plan, lang: Lang, width: number, paint: Paint): string[] {
  const messages = planMessages[lang];
  const { nics } = plan.network;
  if (nics.length === 0) return [`  ${messages.none.nics}`];
  const column = 2 + widest(Object.values(messages.nicVerdict)) + 2;
  const nameWidth = widest(nics.map(({ kernelName }) => printable(kernelName)));
  const lines = grouped(nics.filter(({ reason }) => reason !== "virtual")).flatMap((group) => {
    const [first] = group.nics;
    if (first === undefined) return [];
    const verdict = pad(`  ${messages.nicVerdict[first.verdict]}`, column);
    const tone = first.verdict === "use" ? "good" : "dim";
    const body = group.nics.length > 1
      ? [...wrap(`${messages.nicGroup(group.nics.length)}${messages.colon} ${messages.nicReason[first.reason](first)}`, { width, indent: column }), ...nicTable(group.nics, column, width)]
      : [
          ...whole(nicHead(first, nameWidth, lang), column, width),
          ...wrap(nicFate(first, lang), { width, indent: column }),
          ...nicAdvice(first, { suggestions: [] }, lang).flatMap((advice) => advise(advice, messages.label.next, messages.oneLine, column, width)),
        ];
    return body.map((line, index) => (index === 0 ? paint(tone, verdict) + line.slice(column) : line));
  });
  const virtual = nics.filter(({ reason }) => reason === "virtual").map(({ kernelName }) => kernelName);
  if (virtual.length === 0) return lines;
  const ignored = pad(`  ${messages.nicVerdict.ignore}`, column);
  const [first = "", ...rest] = wrap(messages.virtualNics(virtual.join(", ")), { width, indent: column });
  return [...lines, paint("dim", ignored) + first.slice(column), ...rest];
}

/** `name address` pairs side by side, as many as fit. */
export function nicTable(nics: readonly PlannedNic[], column: number, width: number): string[] {
  const cells = nics.map((nic) => `${printable(nic.kernelName)} ${nic.mac ?? "-"}`);
  const cell = widest(cells) + 2;
  const perLine = Math.max(1, Math.floor((width - column + 2) / cell));
  const lines: string[] = [];
  for (let index = 0; index < cells.length; index += perLine) {
    lines.push(...whole(cells.slice(index, index + perLine).map((text) => pad(text, cell)).join("").trimEnd(), column, width));
  }
  return lines;
}
