import { planMessages } from "../messages/plan/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { Plan } from "../model/plan.ts";
import type { Lang } from "../model/token.ts";
import { diskAdvice } from "./advice.ts";
import { advise } from "./lines.ts";
import { hasStorage } from "./planHead.ts";
import { wrap } from "./wrap.ts";

const MOST_DISKS = 4;

/**
 * For a machine that is named but has no disk to use: why each is not used, and what to do about the first that something
 * can be done about. Empty where there is a pool or none is meant to be.
 */
export function consoleDisks(plan: Plan, lang: Lang, width: number): string[] {
  const messages = planMessages[lang];
  if (hasStorage(plan)) return [];
  if (plan.disks.length === 0) return [`${messages.heading.disks}${messages.colon} ${messages.none.disks}`];
  const shown = plan.disks.slice(0, MOST_DISKS);
  const left = plan.disks.length - shown.length;
  const mendable = plan.disks.find(({ remedy }) => remedy !== null && remedy.kind !== "unplug-or-ignore");
  const advice = mendable === undefined ? null : diskAdvice(mendable, lang);
  return [
    `${messages.heading.disks}${messages.colon}`,
    ...shown.flatMap((disk) => wrap(`${disk.path} ${formatBytes(disk.sizeBytes, lang)} ${disk.id}${messages.colon} ${messages.diskReason[disk.reason](disk)}`, { width, indent: 2, hang: 4 })),
    ...(left > 0 ? [`  ${messages.more(left)}`] : []),
    ...(advice === null || mendable === undefined ? [] : advise({ ...advice, text: `${mendable.path}${messages.colon} ${advice.text}` }, messages.label.next, messages.oneLine, 4, width)),
  ];
}
