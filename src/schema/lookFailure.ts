import * as v from "valibot";
import type { LookFailure } from "../model/failure.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.string();
const code = <C extends string>(name: C): v.LiteralSchema<C, undefined> => v.literal(name);

/** What the agent itself found wrong with a disk: one member per code (LookValues). */
const lookFailure = v.variant("code", [
  v.object({ code: code("timeout") }), v.object({ code: code("others-silent") }), v.object({ code: code("not-looked-at") }),
  v.object({ code: code("short-read"), bytes: count, wantedBytes: count, offset: count }),
  v.object({ code: code("size-not-described"), sizeBytes: count, describedBytes: count }),
  v.object({ code: code("device-not-described"), device: text, described: text }),
  v.object({ code: code("changed-meanwhile") }), v.object({ code: code("kernel-holds") }),
  v.object({ code: code("no-number"), text }), v.object({ code: code("odd-answer") }),
  v.object({ code: code("program-missing"), program: text }), v.object({ code: code("program-killed"), program: text }),
  v.object({ code: code("program-failed"), program: text, exit: v.number(), said: text }),
  v.object({ code: code("marker-magic") }), v.object({ code: code("marker-length"), bytes: count, wantedBytes: count }), v.object({ code: code("marker-endless") }),
  v.object({ code: code("marker-checksum") }), v.object({ code: code("marker-trailing") }), v.object({ code: code("marker-no-json") }), v.object({ code: code("marker-none") }),
  v.object({ code: code("marker-field"), field: text }), v.object({ code: code("marker-role"), field: text }),
], "expected a known failure");

/**
 * Beside the English sentence, for one in another language. Facts may come from a newer version: a code that is not known here is
 * passed over, and the sentence stands.
 */
export const cause = v.optional(v.pipe(v.looseObject({ code: text }), v.transform((told): LookFailure | undefined => {
  const known = v.safeParse(lookFailure, told);
  return known.success ? known.output : undefined;
})));
