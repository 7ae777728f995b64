import { freeMessages } from "../messages/free/index.ts";
import { planMessages } from "../messages/plan/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { DiskFacts } from "../model/facts.ts";
import type { Evidence, PlannedDisk } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { stablePath } from "../plan/disks/identity.ts";
import { markerEvidence } from "../plan/disks/verdict.ts";
import { diskEvidenceText } from "./advice.ts";
import { field, widest } from "./lines.ts";
import { pad, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 80;

/** Everything that was seen on a disk, also what the planner had no need to look at once it knew enough to refuse. */
export function allEvidence(disk: DiskFacts, planned: PlannedDisk): Evidence[] {
  return [
    ...disk.signatures.map(({ source, type, offset }): Evidence => ({ kind: "signature", source, type, offset })),
    ...planned.evidence.filter(({ kind }) => kind !== "signature" && kind !== "marker"),
    ...markerEvidence(disk),
  ];
}

/** What `ramvisor disk free` shows of a disk before it asks: who it is, what the planner says of it, what is on it. Ends in a newline. */
export function freeText(disk: DiskFacts, planned: PlannedDisk, lang: Lang): string {
  const messages = freeMessages[lang];
  const plan = planMessages[lang];
  const { label } = messages;
  const verdict = `${plan.diskVerdict[planned.verdict]}${plan.colon} ${plan.diskReason[planned.reason](planned)}. ${diskEvidenceText({ ...planned, evidence: allEvidence(disk, planned) }, lang)}`;
  const rows: [string, string][] = [
    [label.disk, `${disk.path}  ${formatBytes(disk.sizeBytes, lang)}  ${disk.id}`],
    [label.path, stablePath(disk)],
    [label.model, disk.model ?? messages.none],
    [label.serial, disk.serial ?? messages.none],
    [label.wwn, disk.wwn ?? messages.none],
    [label.seen, verdict],
    ...([[label.partitions, disk.children], [label.mounts, disk.mounts], [label.holders, disk.holders]] as const).flatMap(([name, list]): [string, string][] => (list.length === 0 ? [] : [[name, list.join(", ")]])),
  ];
  const column = widest(rows.map(([name]) => name)) + 4;
  return `${rows.flatMap(([name, value]) => field(pad(`  ${name}`, column - 1), printable(value), column, WIDTH)).join("\n")}\n`;
}

/** Sentences of this command, wrapped, with a last newline. */
export function sentences(...texts: string[]): string {
  return `${texts.flatMap((text) => wrap(text, { width: WIDTH })).join("\n")}\n`;
}
