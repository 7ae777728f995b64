import type { ProblemArgs, ProblemCode } from "../../model/problem.ts";

/** What is wrong, and exactly what to type or do about it: whole sentences, no line breaks. */
export interface ProblemText {
  message: string;
  hint: string;
}

/** All problems in one language. A forgotten code does not compile. */
export type ProblemMessages = { [C in ProblemCode]: (args: ProblemArgs[C]) => ProblemText };

export type IfnameReason = ProblemArgs["token.ifname"]["reason"];
export type UnusableReason = ProblemArgs["token.address.unusable"]["reason"];
