const escape = (text: string): string => text.replace(/[.+^$()|[\]\\]/g, "\\$&");

/** Splits at a separator that stands outside brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("{(".includes(character)) depth++;
    if ("})".includes(character)) depth--;
    if (character === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** The place of the bracket that closes the one at `open`. */
function closing(glob: string, open: number): number {
  let depth = 0;
  for (let at = open; at < glob.length; at++) {
    if ("{(".includes(glob.charAt(at))) depth++;
    if ("})".includes(glob.charAt(at)) && --depth === 0) return at;
  }
  throw new SyntaxError(`unbalanced bracket in ${glob}`);
}

function translate(glob: string): string {
  const special = glob.search(/!\(|[*{]/);
  if (special < 0) return escape(glob);
  const before = escape(glob.slice(0, special));
  if (glob.startsWith("**", special)) return `${before}.*${translate(glob.slice(special + 2))}`;
  if (glob[special] === "*") return `${before}[^/]*${translate(glob.slice(special + 1))}`;
  const open = glob[special] === "{" ? special : special + 1;
  const end = closing(glob, open);
  const inside = glob.slice(open + 1, end);
  const rest = translate(glob.slice(end + 1));
  if (glob[special] === "{") return `${before}(?:${splitOutside(inside, ",").map(translate).join("|")})${rest}`;
  // A name that is none of these, seen together with what follows: `!(a).ko` must not pass over `a.ko`.
  return `${before}(?!(?:${splitOutside(inside, "|").map(translate).join("|")})${rest}$)[^/]+${rest}`;
}

/**
 * A rule's path as a regular expression over a path from the root: `*` within one name, `**` over names,
 * `{a,b}` either, `!(a|b)` a name that is none of these; brackets may stand in each other.
 * Throws SyntaxError where they do not close.
 */
export function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${translate(glob)}$`);
}

/** A glob with one of its `{…,…}`, and those around it, narrowed to one part, for each part of each. */
export function narrowed(glob: string): { part: string; glob: string }[] {
  const open = glob.indexOf("{");
  if (open < 0) return [];
  const end = closing(glob, open);
  const [before, rest] = [glob.slice(0, open), glob.slice(end + 1)];
  const parts = splitOutside(glob.slice(open + 1, end), ",");
  const here = parts.flatMap((part) => [{ part, glob: part }, ...narrowed(part)]).map((one) => ({ part: one.part, glob: `${before}{${one.glob}}${rest}` }));
  return [...here, ...narrowed(rest).map((one) => ({ part: one.part, glob: `${glob.slice(0, end + 1)}${one.glob}` }))];
}

/** What of a glob names none of these paths: the glob itself, or parts of its `{…,…}`. */
export function idleParts(glob: string, paths: readonly string[]): string[] {
  const none = (candidate: string): boolean => {
    const pattern = globToRegExp(candidate);
    return !paths.some((path) => pattern.test(path));
  };
  return none(glob) ? [glob] : narrowed(glob).filter((one) => none(one.glob)).map(({ part }) => part);
}
