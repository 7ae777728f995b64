/** What is wrong with a line of authorized_keys. */
export interface KeyProblem {
  code: "keyPrivate" | "keyUnknown";
  /** From 1. */
  line: number;
}

/** The types of key that OpenSSH of Debian 13 takes (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
const KEY = /(?:^|\s)(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/;

/** The keys of a text in the form of authorized_keys: how many there are, and the lines that are none. */
export function readAuthorizedKeys(text: string): { count: number; problems: KeyProblem[] } {
  // One private key has many lines: it is said once, at its first.
  const lines = text.split("\n").map((line) => line.trim());
  const secret = lines.findIndex((line) => /^-+ ?BEGIN .*PRIVATE KEY|^PuTTY-User-Key-File|^AGE-SECRET-KEY/.test(line));
  if (secret !== -1) return { count: 0, problems: [{ code: "keyPrivate", line: secret + 1 }] };
  const keys = lines.map((line, i) => ({ line, number: i + 1 })).filter(({ line }) => line !== "" && !line.startsWith("#"));
  const bad = keys.filter(({ line }) => !isKey(line));
  return { count: keys.length - bad.length, problems: bad.map(({ number }) => ({ code: "keyUnknown", line: number })) };
}

/** Whether a line holds a key whose own name inside (RFC 4253, 6.6) is the one that stands before it. */
function isKey(line: string): boolean {
  const [, type = "", base64 = ""] = KEY.exec(line) ?? [];
  if (type === "" || base64.length % 4 !== 0) return false;
  const blob = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (blob.length < 4 + type.length + 32) return false;
  const length = new DataView(blob.buffer).getUint32(0);
  return length === type.length && new TextDecoder().decode(blob.subarray(4, 4 + length)) === type;
}

/** The text as it goes onto the medium, in the form of `ramvisor iso`: keys alone, each once; empty where there is none. */
export function authorizedKeysFile(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  return lines.length === 0 ? "" : `${[...new Set(lines)].join("\n")}\n`;
}
