import { planMessages } from "../messages/plan/index.ts";
import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { field, widest } from "./lines.ts";
import type { Paint } from "./paint.ts";
import { faultyPart, problemText } from "./problemText.ts";
import { displayWidth, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

/** Title, outcome, and the machine's own settings. */
export function headLines(plan: Plan, lang: Lang, width: number, paint: Paint): string[] {
  const messages = planMessages[lang];
  const { node, network, locale } = plan;
  const { label } = messages;
  const host = [node.host, messages.siteOf(node.site), ...(node.count > 1 && node.index !== null ? [messages.nodeOf(node.index + 1, node.count)] : [])];
  const addresses = network.addresses.length > 0 ? network.addresses.join(", ") : network.dhcp ? messages.dhcp : messages.none.address;
  const fields: [string, string][] = [
    [label.host, host.join(", ")],
    [label.address, addresses],
    [label.gateway, network.gateways.join(", ")],
    [label.dns, network.dns.join(", ")],
    [label.ntp, network.ntp.join(", ")],
    [label.vlan, network.vlan === null ? "" : String(network.vlan)],
    [label.bond, network.bond ?? ""],
    [label.locale, `${locale.lang}, ${messages.keyboard(locale.keymap, locale.locale)}`],
    [label.peers, (plan.cluster?.peers ?? []).map((peer) => `${peer.host} ${peer.addresses.join(" ")}`.trim()).join(", ")],
  ];
  const shown = fields.filter(([, value]) => value !== "");
  const column = 2 + widest(shown.map(([name]) => name)) + 2;
  const tone = plan.outcome === "configured" ? "good" : plan.outcome === "degraded" ? "bad" : "warn";
  return [
    ...wrap(`${messages.title}${messages.colon} ${messages.outcome[plan.outcome]}`, { width }).map((line) => paint(tone, line)),
    ...(hasStorage(plan) ? [] : wrap(messages.noPool, { width }).map((line) => paint("warn", line))),
    "",
    ...shown.flatMap(([name, value]) => field(`  ${name}`, value, column, width)),
  ];
}

/** False where people expect a pool and there will be none: not in rescue, and not where `disks.none` asks for none. */
export function hasStorage(plan: Pick<Plan, "outcome" | "disks" | "disksMode">): boolean {
  if (plan.outcome === "rescue" || plan.outcome === "unconfigured" || plan.disksMode === "none") return true;
  return plan.disks.some(({ verdict }) => verdict === "own" || verdict === "claim" || verdict === "wait");
}

/** Every problem: severity, code and token, the faulty part underlined, message and hint. */
export function problemLines(plan: Pick<Plan, "problems">, lang: Lang, width: number, paint: Paint): string[] {
  const messages = planMessages[lang];
  return plan.problems.flatMap((problem) => {
    const { message, hint } = problemText(problem, lang);
    const tone = problem.severity === "error" ? "bad" : "warn";
    const head = `  ${messages.severity[problem.severity]}${messages.colon} `;
    const token = problem.token === null ? "" : printable(problem.token);
    const indent = displayWidth(head);
    const lines: string[] = [];
    if (token !== "") {
      const [first = "", ...rest] = wrap(token, { width, indent });
      lines.push(paint(tone, head) + first.trimStart(), ...rest);
      const part = token === problem.token ? faultyPart(problem) : null;
      if (part !== null && rest.length === 0 && !token.includes(" ")) lines.push(" ".repeat(indent + displayWidth(token.slice(0, part.start))) + paint(tone, "^".repeat(Math.max(1, displayWidth(token.slice(part.start, part.start + part.length))))));
      lines.push(...wrap(message, { width, indent: 4 }));
    } else {
      const [first = "", ...rest] = wrap(message, { width, indent, hang: 4 });
      lines.push(paint(tone, head) + first.trimStart(), ...rest);
    }
    if (hint !== null && hint !== "") lines.push(...wrap(`${messages.label.next} ${hint}`, { width, indent: 4, hang: 7 }));
    return lines;
  });
}
