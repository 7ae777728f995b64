/** shadow(5): login name, hash, and seven fields about ageing. */
const HASH = 1;

/** A crypt(5) hash, or `*`, `!…` for none: the characters of its alphabet, no colon, no white space. */
const HASH_FORM = /^[!-9;-~]{1,256}$/;

/**
 * The root hash in the site overlay's `shadow` file: a whole shadow(5) line `root:HASH:…`, or the hash alone.
 * Null where there is none or it is malformed.
 */
export function rootHashIn(text: string): string | null {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  const line = lines.find((candidate) => candidate.startsWith("root:")) ?? (lines.length === 1 ? lines[0] : undefined);
  const hash = line?.includes(":") ? (line.startsWith("root:") ? line.split(":")[HASH] : undefined) : line;
  return hash !== undefined && HASH_FORM.test(hash) ? hash : null;
}

/** The hash of root in a whole /etc/shadow, null where root has no line. */
export function rootHash(shadow: string): string | null {
  return shadow.split("\n").find((line) => line.startsWith("root:"))?.split(":")[HASH] ?? null;
}

/** /etc/shadow with another hash for root, all else as it was. @throws Error where root has no line. */
export function withRootHash(shadow: string, hash: string): string {
  if (!HASH_FORM.test(hash)) throw new Error("a password hash with characters that cannot stand in /etc/shadow");
  if (rootHash(shadow) === null) throw new Error("/etc/shadow has no line for root");
  return shadow
    .split("\n")
    .map((line) => (line.startsWith("root:") ? line.split(":").with(HASH, hash).join(":") : line))
    .join("\n");
}

/** True where nobody can log in with a password: `*`, `!…`, or none at all (which PAM's nullok would let in). */
export function isLocked(hash: string | null): boolean {
  return hash === null || hash === "" || hash.startsWith("*") || hash.startsWith("!");
}
