import { consoleMessages } from "../messages/console/index.ts";
import type { MirrorState } from "../model/report.ts";
import type { Lang } from "../model/token.ts";

/** How a pool's mirror fares, to be put behind what is said of the pool; empty where it has none. */
export function mirrorNote(mirror: MirrorState | null | undefined, lang: Lang): string {
  if (mirror === null || mirror === undefined) return "";
  const { state, percent } = mirror;
  return `, ${consoleMessages[lang].mirrorState[state]}${percent === null ? "" : ` ${percent} %`}`;
}
