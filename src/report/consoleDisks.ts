import { planMessages } from "../messages/plan/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { DiskReason, Evidence, Plan, PlannedDisk } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { diskAdvice, diskEvidenceText, firstWay, onceInFull } from "./advice.ts";
import { advise } from "./lines.ts";
import { hasStorage } from "./planHead.ts";
import { displayWidth, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

const MOST_DISKS = 4;

/** Refused as a matter of course: nobody waits for the stick in the machine to become a pool. */
const OF_COURSE: ReadonlySet<DiskReason> = new Set(["boot-medium", "removable", "usb"]);

/**
 * The disks that are not used, each with why, what was seen and where, and the command that helps: those that are refused, and
 * where there is no pool though one is meant to be, every other one too. A plan's dry run has all that was seen, and all disks.
 */
export function consoleDisks(plan: Plan, lang: Lang, width: number): string[] {
  const messages = planMessages[lang];
  // No disk is used in these starts whatever is on it, and the line to type must not be pushed off the screen.
  if (plan.outcome === "rescue" || plan.outcome === "unconfigured") return [];
  const heading = `${messages.heading.disks}${messages.colon}`;
  const lacking = !hasStorage(plan);
  if (lacking && plan.disks.length === 0) return [`${heading} ${messages.none.disks}`];
  const asked = plan.disks.filter((disk) => (lacking ? !OF_COURSE.has(disk.reason) : isTold(disk, plan)));
  // Where the stick is all there is, that is the answer.
  const listed = lacking && asked.length === 0 ? plan.disks : asked;
  if (listed.length === 0) return [];
  const given = new Set<string>();
  const left = listed.length - MOST_DISKS;
  return [
    heading,
    ...listed.slice(0, MOST_DISKS).flatMap((disk) => [
      ...wrap(`${disk.path} ${formatBytes(disk.sizeBytes, lang)} ${disk.id}${messages.colon} ${messages.diskReason[disk.reason](disk)}. ${diskEvidenceText({ ...disk, evidence: telling(disk) }, lang)}`, { width, indent: 2, hang: 4 }),
      ...adviceLines(disk, given, lang, width),
    ]),
    ...(left > 0 ? [`  ${messages.moreDisks(left)}`] : []),
  ];
}

/** Under `disks.none` no disk is meant to become a pool; one that carries our marker may be missed all the same. */
function isTold({ verdict, reason, evidence }: PlannedDisk, { disksMode }: Plan): boolean {
  return verdict === "refuse" && !OF_COURSE.has(reason) && (disksMode !== "none" || evidence.some(({ kind }) => kind.startsWith("marker")));
}

/** What speaks against a disk: one piece of each kind, with an offset where there is one. That bytes are zero is told where it is all that is known. */
function telling({ reason, evidence }: PlannedDisk): Evidence[] {
  const against = evidence.filter(({ kind }) => reason === "unproved" || (kind !== "scan-zero" && kind !== "no-signature"));
  const placed = (one: Evidence): boolean => "offset" in one && one.offset !== null;
  return against.filter((one) => one.kind === "scan-zero" || one === (against.find((other) => other.kind === one.kind && placed(other)) ?? against.find(({ kind }) => kind === one.kind)));
}

/** Advice in full for the first disk that it is for; for a further one its command, beside `as above` where there is room. */
function adviceLines(disk: PlannedDisk, given: Set<string>, lang: Lang, width: number): string[] {
  const { asAbove, label, oneLine } = planMessages[lang];
  const full = diskAdvice(disk, lang);
  if (full === null) return [];
  // Without a command, what is said twice or comes to nothing only fills the screen.
  if (full.command === null && full.or === undefined && (disk.remedy?.kind === "unplug-or-ignore" || given.has(full.text))) return [];
  const advice = onceInFull(firstWay(full), given, asAbove);
  const short = `    ${label.next} ${advice.text} ${printable(advice.command ?? "")}`;
  return advice.text === asAbove && displayWidth(short) <= width ? [short] : advise(advice, label.next, oneLine, 4, width);
}
