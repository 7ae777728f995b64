import type { Told } from "../../model/failure.ts";
import { en } from "./en.ts";
import { sentence } from "./shape.ts";

/** For the log, facts and report: they are English whatever language the line asks for. */
export function inEnglish(told: Told): string {
  return sentence(en, told);
}
