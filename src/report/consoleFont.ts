/** Letters and signs of code page 437 beyond ASCII: the kernel's built-in console font has these and no others of use here. */
const CP437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥ƒáíóúñÑªº¿¬½¼¡«»ßµ±÷°·²";

/** What is said instead of what the font lacks. */
const INSTEAD: Readonly<Record<string, string>> = {
  "„": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "‚": "'", "‹": "<", "›": ">", "…": "...", "–": "-", "—": "-", "→": "->",
  "œ": "oe", "Œ": "OE", "À": "A", "Â": "A", "È": "E", "Ê": "E", "Î": "I", "Ì": "I", "Ô": "O", "Ò": "O", "Ù": "U", "Û": "U", "\u00a0": " ", "\u202f": " ",
};

/** A text in the letters that every console can show; what has no stand-in becomes `?`. Newlines stay. */
export function inConsoleFont(text: string): string {
  let out = "";
  for (const char of text) out += char === "\n" || (char >= " " && char <= "~") || CP437.includes(char) ? char : (INSTEAD[char] ?? "?");
  return out;
}
