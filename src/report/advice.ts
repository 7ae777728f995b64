import type { Advice } from "../messages/plan/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import type { Plan, PlannedDisk, PlannedNic } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";

/** What a person can do about a NIC: one piece of advice or two (a likely slip, and the line to type); empty where nothing is to do. */
export function nicAdvice(nic: PlannedNic, plan: Pick<Plan, "suggestions">, lang: Lang): Advice[] {
  const messages = planMessages[lang].nicRemedy;
  const advice: Advice[] = [];
  if (nic.near !== null) advice.push({ text: messages.near(nic, nic.near), command: null });
  const general = messages[nic.reason];
  if (general !== undefined) advice.push({ text: general, command: null });
  const suggestion = plan.suggestions.find(({ kernelName }) => kernelName === nic.kernelName);
  if (suggestion !== undefined) advice.push(messages.type(suggestion.line));
  return advice;
}

/** The sentences about what was seen on a disk. */
export function diskEvidence(disk: PlannedDisk, lang: Lang): string[] {
  const messages = planMessages[lang].evidence;
  return disk.evidence.map((evidence) => (messages[evidence.kind] as (evidence: unknown, disk: PlannedDisk) => string)(evidence, disk));
}

/** The same as short text: what one look found in one sentence, both ends in one. */
export function diskEvidenceText(disk: PlannedDisk, lang: Lang): string {
  const messages = planMessages[lang];
  const head = disk.evidence.find((one) => one.kind === "scan-zero" && one.what === "head");
  const tail = disk.evidence.find((one) => one.kind === "scan-zero" && one.what === "tail");
  const both = head?.kind === "scan-zero" && tail?.kind === "scan-zero" && head.bytes === tail.bytes ? head : null;
  const looks = new Map<string, { type: string; offset: number | null }[]>();
  for (const one of disk.evidence) {
    if (one.kind !== "signature") continue;
    const look = one.source === "gpt" || one.source === "mbr" ? "gpt" : one.source;
    looks.set(look, [...(looks.get(look) ?? []), one]);
  }
  const rest = disk.evidence.filter((one) => one.kind !== "signature" && !(both !== null && (one === head || one === tail)));
  return [
    ...(both === null ? [] : [messages.bothEndsZero(both.bytes)]),
    ...[...looks].map(([source, found]) => messages.signatures(source, found)),
    ...diskEvidence({ ...disk, evidence: rest }, lang),
  ].join(" ");
}

/** What a person can do about a disk; null where nothing is to do. */
export function diskAdvice(disk: PlannedDisk, lang: Lang): Advice | null {
  const { remedy } = disk;
  if (remedy === null) return null;
  const messages = planMessages[lang].remedy;
  const advice = (messages[remedy.kind] as (remedy: unknown, disk: PlannedDisk) => Advice)(remedy, disk);
  return "giveUp" in remedy && remedy.giveUp !== undefined ? { ...advice, or: messages.wipe({ kind: "wipe", path: remedy.giveUp }, disk) } : advice;
}

/**
 * Advice that was given before is not given in full again: its first command, behind `asAbove`. `given` remembers, from one
 * disk to the next. Where only the warning of the command was given before it stands again, and further ways go: behind
 * another sentence, "as above" would be taken for that one.
 */
export function onceInFull(advice: Advice, given: Set<string>, asAbove: string): Advice {
  const { text, command, or } = advice;
  const warned = command === null && or !== undefined ? or : advice;
  const whole = warned === advice ? text : `${text} ${warned.text}`;
  const [again, warnedAgain] = [given.has(whole), given.has(warned.text)];
  given.add(whole).add(warned.text);
  if (warned.command === null) return advice;
  if (again) return { text: asAbove, command: warned.command };
  return warnedAgain ? { ...advice, or: { text: warned.text, command: warned.command } } : advice;
}

/** Advice up to its first command: one way is enough where there is little room. */
export function firstWay({ text, command, or }: Advice): Advice {
  return command !== null || or === undefined ? { text, command } : { text, command, or: firstWay(or) };
}

/** Advice on one line, each command behind its sentence. */
export function inOneLine({ text, command, or }: Advice): string {
  return [text, command, or === undefined ? null : inOneLine(or)].filter((part) => part !== null).join(" ");
}
