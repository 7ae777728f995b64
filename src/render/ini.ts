/** One section of a systemd unit or network file: its name and its lines, in order; `null` lines are left out. */
export type Section = readonly [name: string, ...lines: (readonly [key: string, value: string] | null)[]];

const HEADER = "# Written by Ramvisor at every start. Changes here are lost.\n";

/** A file in the syntax of systemd.syntax(7). Sections without lines are left out. */
export function renderIni(sections: readonly Section[]): string {
  const texts = sections.flatMap(([name, ...lines]) => {
    const body = lines.flatMap((line) => (line === null ? [] : [`${line[0]}=${line[1]}\n`]));
    return body.length === 0 ? [] : [`\n[${name}]\n${body.join("")}`];
  });
  return HEADER + texts.join("");
}
