export { checkMedium } from "./check.ts";
export type { RandomAccess } from "./file.ts";
export { composeLine, splitLine, type ComposedLine } from "./line.ts";
export { LINE_BYTES } from "./loaders.ts";
export { ISO_LABEL, readMedium, type Medium } from "./medium.ts";
export { isOverlayName, OVERLAY_BYTES, packOverlay, siteEntries, type OverlayName, type SiteFiles } from "./overlay.ts";
export { patched, personalise, type Change, type Patch } from "./personalise.ts";
export type { LineRefusal, MediumProblem, MediumProblemCode } from "./problem.ts";
