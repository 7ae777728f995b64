import { keyParts } from "../../personal/publicKey.ts";

/** What is wrong with a line of authorized_keys. */
export interface KeyProblem {
  code: "keyPrivate" | "keyUnknown";
  /** From 1. */
  line: number;
}

/** The keys of a text in the form of authorized_keys: how many there are, and the lines that are none. */
export function readAuthorizedKeys(text: string): { count: number; problems: KeyProblem[] } {
  // One private key has many lines: it is said once, at its first.
  const lines = text.split("\n").map((line) => line.trim());
  const secret = lines.findIndex((line) => /^-+ ?BEGIN .*PRIVATE KEY|^PuTTY-User-Key-File|^AGE-SECRET-KEY/.test(line));
  if (secret !== -1) return { count: 0, problems: [{ code: "keyPrivate", line: secret + 1 }] };
  const keys = lines.map((line, i) => ({ line, number: i + 1 })).filter(({ line }) => line !== "" && !line.startsWith("#"));
  const bad = keys.filter(({ line }) => keyParts(line) === null);
  return { count: keys.length - bad.length, problems: bad.map(({ number }) => ({ code: "keyUnknown", line: number })) };
}

/** The text as it goes onto the medium, in the form of `ramvisor iso`: keys alone, each once; empty where there is none. */
export function authorizedKeysFile(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  return lines.length === 0 ? "" : `${[...new Set(lines)].join("\n")}\n`;
}
