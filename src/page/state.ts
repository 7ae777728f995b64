import type { Lang } from "../model/token.ts";
import type { Medium, MediumProblem, SiteFiles } from "../personal/index.ts";
import { emptyFields, type Fields, type Place } from "./form/fields.ts";
import type { Access } from "./form/access.ts";
import type { MadeSecret } from "./form/pairSecret.ts";

/** The ISO that was chosen, and how far its examination is. */
export type MediumState =
  | { state: "none" }
  | { state: "reading"; file: File }
  | { state: "checking" | "whole"; file: File; medium: Medium; percent: number; filled: boolean }
  | { state: "refused"; problem: MediumProblem | "unreadable" };

/** What the line of a base medium holds beside tokens, until one is chosen. */
export const BASE_OPTIONS = "quiet pci=nocrs";

export interface State {
  /** Of the page. */
  lang: Lang;
  fields: Fields;
  access: Access;
  /** The secret that was made with the last ISO for several machines; what a chosen ISO brought is in `access.kept`. */
  madeSecret: MadeSecret | null;
  medium: MediumState;
  /** Fields that were left once: from then on what is wrong with them is shown as it is typed. */
  touched: Set<Place>;
  /** Something was typed since the form was empty or filled from an ISO. */
  dirty: boolean;
  /** The machines' language was chosen, and no longer follows the page's. */
  langChosen: boolean;
}

export const NO_ACCESS: Access = { keys: "", shadow: null, hostKey: null, siteId: "", kept: {} satisfies SiteFiles };

export function firstState(lang: Lang): State {
  return { lang, fields: { ...emptyFields(BASE_OPTIONS), lang }, access: { ...NO_ACCESS }, madeSecret: null, medium: { state: "none" }, touched: new Set(), dirty: false, langChosen: false };
}
