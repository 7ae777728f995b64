import { planMessages } from "../messages/plan/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { DiskVerdict, Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { diskAdvice, diskEvidence } from "./advice.ts";
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
  return plan.disks.flatMap((disk) => {
    const verdict = pad(`  ${messages.diskVerdict[disk.verdict]}`, column);
    const pool = disk.pool === null ? "" : ` (pool ${disk.pool})`;
    const advice = diskAdvice(disk, lang);
    const lines = [
      ...whole([disk.path, formatBytes(disk.sizeBytes, lang), disk.id].map(printable).join("  "), column, width),
      ...wrap(`${messages.diskReason[disk.reason](disk)}${pool}. ${diskEvidence(disk, lang).join(" ")}`, { width, indent: column }),
      ...(advice === null ? [] : advise(advice, messages.label.next, messages.oneLine, column, width)),
    ];
    return lines.map((line, index) => (index === 0 ? paint(TONE[disk.verdict], verdict) + line.slice(column) : line));
  });
}
