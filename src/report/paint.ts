export type Tone = "heading" | "good" | "warn" | "bad" | "dim";

/** SGR codes (ECMA-48, 8.3.117) that every console since the VT100's heirs knows. */
const CODES: Record<Tone, string> = { heading: "1", good: "32", warn: "33", bad: "31", dim: "2" };

export type Paint = (tone: Tone, text: string) => string;

/** Paints, or leaves the text alone where colour is not wanted. Paint after measuring: the codes take no column. */
export function painter(color: boolean): Paint {
  return (tone, text) => (color && text !== "" ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text);
}
