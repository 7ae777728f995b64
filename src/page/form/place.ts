import type { Problem, ProblemCode } from "../../model/problem.ts";
import { cardPlace, listOf, type CardField, type Place } from "./fields.ts";
import type { PlacedWord } from "./words.ts";

/** Which part of a `mac.` token a problem is about. */
const PART: Partial<Record<ProblemCode, CardField>> = {
  "token.mac": "macs", "token.mac.group": "macs", "token.mac.replaced": "macs",
  "token.ifname": "ifname", "token.repeated": "ifname",
  "token.address": "addresses", "token.address.unusable": "addresses", "token.address.prefix": "addresses", "token.address.taken": "addresses", "token.address.replaced": "addresses",
};

/**
 * The field at which a problem of the line is shown. `word` is the word that it is placed at, null for the line as a
 * whole and for what is not the form's own (options of the kernel).
 */
export function placeOf(problem: Problem, word: PlacedWord | null): Place {
  if (problem.code === "line.long") return "line";
  // Said of the first address without a mask, and put right in the mask's own field.
  if (problem.code === "token.mask.default") return "mask";
  if (word === null) return problem.span === null ? "line" : "options";
  if (word.card === undefined) return word.place;
  const { machine, card, fields } = word.card;
  // A token that is not whole: the field that is empty.
  const empty: CardField = listOf(fields.addresses).length === 0 ? "addresses" : fields.ifname.trim() === "" ? "ifname" : "macs";
  return cardPlace(machine, card, problem.code === "token.mac.shape" ? empty : (PART[problem.code] ?? "macs"));
}
