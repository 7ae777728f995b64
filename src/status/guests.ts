import { NOT_KEPT } from "../apply/guestStore.ts";
import type { ReadFs } from "../model/ports.ts";
import type { Check } from "../model/report.ts";
import { advisory, fails, holds } from "./check.ts";

/** Whether what libvirt has of guests is in the pools too: a warning alone, since they run. */
export async function checkGuests(fs: Pick<ReadFs, "readText">): Promise<Check> {
  const left = await fs.readText(NOT_KEPT).catch(() => null);
  if (left === null) return advisory(holds("guests", "nothing is left to be kept"));
  return advisory(fails("guests", "guests.not-kept", left.trim().replaceAll("\n", "; ") || "saving did not come to an end"));
}
