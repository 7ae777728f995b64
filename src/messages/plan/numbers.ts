import type { Lang } from "../../model/token.ts";

/** Written by hand: `Intl` throws where the medium's Node has its ICU data cut. */
const DECIMAL_MARK: Record<Lang, string> = { de: ",", en: ".", fr: ",", it: "," };

/** French counts octets: Kio, Mio, Gio. */
const UNIT_TAIL: Record<Lang, string> = { de: "iB", en: "iB", fr: "io", it: "iB" };
const BYTE: Record<Lang, string> = { de: "B", en: "B", fr: "o", it: "B" };

const PREFIXES = ["K", "M", "G", "T", "P", "E"] as const;

/** A number with a fixed count of decimals and the language's decimal mark; never an exponent below 10^21. */
export function formatNumber(value: number, decimals: number, lang: Lang): string {
  return value.toFixed(decimals).replace(".", DECIMAL_MARK[lang]);
}

/**
 * A size in bytes with a binary unit (IEC 80000-13), one decimal: `1,0 GiB`. Whole KiB and MiB have none: `64 MiB`.
 * A value that rounds up to 1024 takes the next unit.
 */
export function formatBytes(bytes: number, lang: Lang): string {
  if (bytes < 1024) return `${formatNumber(bytes, 0, lang)} ${BYTE[lang]}`;
  let value = bytes / 1024;
  let unit = 0;
  while (Math.round(value * 10) >= 10_240 && unit < PREFIXES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const decimals = unit < 2 && Number.isInteger(value) ? 0 : 1;
  return `${formatNumber(value, decimals, lang)} ${PREFIXES[unit]}${UNIT_TAIL[lang]}`;
}

/** Seconds with one decimal, no unit: `9,8`. */
export function formatSeconds(seconds: number, lang: Lang): string {
  return formatNumber(seconds, 1, lang);
}
