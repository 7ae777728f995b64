import type { Check, CheckName } from "../model/report.ts";

/** A check that holds. */
export function holds(name: CheckName, detail: string): Check {
  return { name, ok: true, advisory: false, code: "ok", detail };
}

/** A check that does not hold; `code` is what scripts read after `reason=`. */
export function fails(name: CheckName, code: string, detail: string): Check {
  return { name, ok: false, advisory: false, code, detail };
}

/** The same check as a warning alone. */
export function advisory(check: Check): Check {
  return { ...check, advisory: true };
}
