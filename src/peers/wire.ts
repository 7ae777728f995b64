import { createHmac, timingSafeEqual } from "node:crypto";

/** The nodes' own port, beside DRBD's. */
export const TALK_PORT = 7789;
/** Version of what is said; another one is refused with a sentence. */
export const TALK_VERSION = 1;
/** A line longer than this is no answer of ours. */
export const LONGEST_LINE = 4 * 1024 * 1024;

/** What both sides have said at the beginning: everything that is proved hangs on both random numbers. */
export interface Greeting {
  clientNonce: string;
  serverNonce: string;
  /** Places in the line of who asks, and of who is asked. */
  client: number;
  server: number;
}

type Who = "client" | "server";

/** What proves that one side knows the key, to a side that has just chosen its random number (HMAC-SHA256, RFC 2104). Hex. */
export function proof(key: Buffer, who: Who, { clientNonce, serverNonce, client, server }: Greeting): string {
  return createHmac("sha256", key).update(["ramvisor-talk", TALK_VERSION, who, clientNonce, serverNonce, client, server].join("\n")).digest("hex");
}

/** The key of this one conversation. */
export function sessionKey(key: Buffer, { clientNonce, serverNonce }: Greeting): Buffer {
  return createHmac("sha256", key).update(["ramvisor-session", clientNonce, serverNonce].join("\n")).digest();
}

/** One message: its proof, a blank, and JSON without a line end. Bound to the conversation, the speaker and its place in it. */
export function seal(session: Buffer, who: Who, place: number, message: unknown): string {
  const body = JSON.stringify(message);
  return `${createHmac("sha256", session).update(`${who}\n${place}\n${body}`).digest("hex")} ${body}`;
}

/** @throws Error where the line was not sealed by the one who knows the key. */
export function unseal(session: Buffer, who: Who, place: number, line: string): unknown {
  const blank = line.indexOf(" ");
  const body = line.slice(blank + 1);
  const expected = createHmac("sha256", session).update(`${who}\n${place}\n${body}`).digest("hex");
  if (!isEqual(line.slice(0, Math.max(0, blank)), expected)) throw new Error("a message is not from the peer");
  return JSON.parse(body);
}

/** Compares in a time that tells nothing of the content. */
export function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
