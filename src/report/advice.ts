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

/** What a person can do about a disk; null where nothing is to do. */
export function diskAdvice(disk: PlannedDisk, lang: Lang): Advice | null {
  if (disk.remedy === null) return null;
  return (planMessages[lang].remedy[disk.remedy.kind] as (remedy: unknown, disk: PlannedDisk) => Advice)(disk.remedy, disk);
}

/** Advice on one line, its command at the end. */
export function inOneLine({ text, command }: Advice): string {
  return command === null ? text : `${text} ${command}`;
}
