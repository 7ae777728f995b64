import { planMessages } from "../messages/plan/index.ts";
import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { typed, whole, widest } from "./lines.ts";
import { nicTable } from "./planNics.ts";
import { suggested } from "./suggested.ts";
import { pad, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

/** A VGA console has 25 lines and keeps the last ones: the likeliest cards stand last and in full, above them the others side by side. */
const MOST_NICS = 8;
const MOST_LINES = 3;

/** For rescue and unconfigured starts: every NIC with its address, near misses marked, and the line to type. */
export function consoleNics(plan: Plan, live: Readonly<Record<string, readonly string[]>>, lang: Lang, width: number): string[] {
  const messages = planMessages[lang];
  const nics = plan.network.nics.filter(({ reason }) => reason !== "virtual");
  if (nics.length === 0) return [`${messages.heading.nics}${messages.colon} ${messages.none.nics}`];
  const ranked = [
    ...nics.filter(({ near }) => near !== null),
    ...nics.filter(({ near, carrier }) => near === null && carrier === true),
    ...nics.filter(({ near, carrier }) => near === null && carrier !== true),
  ];
  const shown = ranked.slice(0, MOST_NICS);
  const nameWidth = widest(shown.map(({ kernelName }) => printable(kernelName)));
  const cards = shown.flatMap((nic) => {
    const link = nic.carrier === null ? messages.link.unknown : nic.carrier ? messages.link.up : messages.link.down;
    const now = Object.hasOwn(live, nic.kernelName) ? (live[nic.kernelName] ?? []) : [];
    const rest = [link, ...(nic.verdict === "ignore" ? [messages.nicReason[nic.reason](nic)] : []), ...now].map(printable).join(", ");
    return [
      ...whole(`${pad(printable(nic.kernelName), nameWidth)}  ${nic.mac ?? "--:--:--:--:--:--"}  ${rest}`, 2, width),
      ...(nic.near === null ? [] : wrap(`${messages.label.next} ${messages.nicRemedy.near(nic, nic.near)}`, { width, indent: 4, hang: 7 })),
    ];
  });
  return [`${messages.heading.nics}${messages.colon}`, ...nicTable(ranked.slice(MOST_NICS), 2, width), ...cards, ...lines(plan, lang, width)];
}

function lines(plan: Plan, lang: Lang, width: number): string[] {
  const messages = planMessages[lang];
  const { shown, left } = suggested(plan, MOST_LINES);
  if (shown.length === 0) return [];
  return [
    "",
    ...wrap(messages.typeHere, { width }),
    ...shown.flatMap(({ line }) => typed(`ramvisor apply ${line}`, messages.oneLine, 2, width)),
    ...(left > 0 ? [`  ${messages.more(left)}`] : []),
  ];
}
