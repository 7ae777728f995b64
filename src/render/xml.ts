const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

const CHARACTERS: Record<string, string> = Object.fromEntries(Object.entries(ENTITIES).map(([character, reference]) => [reference, character]));

/** Text for an element or a quoted attribute (XML 1.0, 2.4). */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** What stands for such a text. libvirt writes no other references than these five. */
export function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, (reference) => CHARACTERS[reference] ?? reference);
}
