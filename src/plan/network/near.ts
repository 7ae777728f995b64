import type { Mac } from "../../model/token.ts";

/**
 * True where two addresses differ as by a slip of the pen: in one or two hex digits, or by two of their six
 * groups in each other's place. Equal addresses are not near.
 */
export function isNear(a: Mac, b: Mac): boolean {
  const digits = [...a.replaceAll(":", "")];
  const others = [...b.replaceAll(":", "")];
  if (digits.length !== others.length) return false;
  const different = digits.filter((digit, index) => digit !== others[index]).length;
  return different > 0 && (different <= 2 || isGroupSwap(a.split(":"), b.split(":")));
}

function isGroupSwap(groups: string[], others: string[]): boolean {
  const places = groups.flatMap((group, index) => (group === others[index] ? [] : [index]));
  const [first, second] = places;
  if (places.length !== 2 || first === undefined || second === undefined) return false;
  return groups[first] === others[second] && groups[second] === others[first];
}

/** The first of the wanted addresses that `mac` is near to; null where there is none. */
export function findNear(mac: Mac, wanted: readonly Mac[]): Mac | null {
  return wanted.find((candidate) => isNear(mac, candidate)) ?? null;
}
