import { planMessages } from "../messages/plan/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { DiskVerdict, Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { diskAdvice, diskEvidenceText, onceInFull } from "./advice.ts";
import { advise, whole, widest } from "./lines.ts";
import type { Paint, Tone } from "./paint.ts";
import { pad, printable } from "./width.ts";
import { wrap } from "./wrap.ts";

const TONE: Record<DiskVerdict, Tone> = { claim: "good", own: "good", refuse: "bad", leave: "dim", wait: "warn" };

/** Every disk: verdict, path, size and id; why; what was seen; what to do about it. */
export function diskLines(plan: Plan, lang: Lang, width: number, paint: Paint): string[] {
  const messages = planMessages[lang];
  if (plan.disks.length === 0) return [`  ${messages.none.disks}`];
  const column = 2 + widest(plan.disks.map(({ verdict }) => messages.diskVerdict[verdict])) + 2;
  const given = new Set<string>();
  return plan.disks.flatMap((disk) => {
    const verdict = pad(`  ${messages.diskVerdict[disk.verdict]}`, column);
    const pool = disk.pool === null ? "" : ` (${messages.poolOf(disk.pool)}${disk.mirror === undefined ? "" : `, ${messages.mirrored}`})`;
    const full = diskAdvice(disk, lang);
    // The long warning of a wipe, and the other way, once; for further disks the first command alone.
    const advice = full === null ? null : onceInFull(full, given, messages.asAbove);
    const lines = [
      ...whole([disk.path, formatBytes(disk.sizeBytes, lang), disk.id].map(printable).join("  "), column, width),
      ...wrap(`${messages.diskReason[disk.reason](disk)}${pool}. ${diskEvidenceText(disk, lang)}`, { width, indent: column }),
      ...(advice === null ? [] : advise(advice, messages.label.next, messages.oneLine, column, width)),
    ];
    return lines.map((line, index) => (index === 0 ? paint(TONE[disk.verdict], verdict) + line.slice(column) : line));
  });
}
