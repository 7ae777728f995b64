import { pairMessages } from "../messages/pair/index.ts";
import type { Plan, PlannedResource } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { printable } from "./width.ts";
import { wrap } from "./wrap.ts";

/** Who mirrors what where: one paragraph for each resource that this node has a side of. Empty before any peer was asked. */
export function pairLines(plan: Plan, lang: Lang, width: number): string[] {
  const messages = pairMessages[lang];
  const hostOf = (index: number | null): string => (index === plan.node.index ? plan.node.host : (plan.cluster?.peers.find((peer) => peer.index === index)?.host ?? "?"));
  const widest = Math.max(...Object.values(messages.state).map((state) => state.length));
  return (plan.cluster?.resources ?? []).flatMap((resource) => {
    const indent = widest + 4;
    const [head = "", ...more] = wrap(nameOf(resource, hostOf), { width, indent });
    const first = `  ${messages.state[resource.state].padEnd(widest)}  ${head.trimStart()}`;
    const lead = resource.primaryIndex === null ? [] : [messages.leads(hostOf(resource.primaryIndex), resource.pool)];
    const remedy = messages.remedy[resource.situation];
    const said = `${[...lead, messages.situation[resource.situation]].join("; ")}.${remedy === undefined ? "" : ` ${remedy}`}`;
    return [first, ...more, ...wrap(said, { width, indent })];
  });
}

function nameOf({ name, disk, peerDisk, peerIndex }: PlannedResource, hostOf: (index: number | null) => string): string {
  const other = peerIndex === null ? [] : [`${hostOf(peerIndex)} ${printable(peerDisk ?? "?")}`];
  return [...(name === "" ? [] : [name]), printable(disk), ...(other.length === 0 ? [] : ["<->", ...other])].join(" ");
}
