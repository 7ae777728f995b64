import { randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { agreedKey, makeOffer, unwrapSecret, wrapSecret } from "./enrol.ts";
import { HungUp, type Lines, linesOf } from "./lines.ts";
import { type Greeting, isEqual, proof, seal, sessionKey, TALK_VERSION, unseal } from "./wire.ts";

/** Where a node's log was read up to: its start (boot id), and the journal's cursor. */
export interface LogPlace {
  boot: string;
  cursor: string | null;
}

/** A node's report and the last lines of its log. `from` null: the lines are the last ones; else those behind that place. */
export interface PeerLog extends LogPlace {
  from: string | null;
  report: unknown;
  lines: string[];
}

/** What one node asks another: its facts, while it says which resources it `has` data of (older versions do not); its SSH host keys; its report, log, what changed on its sides, and its pools' hooks, where `hooks` (the digest of what is known of them, or empty) says that it is asked for them; or it tells its own log, going down, and at last that it leads nothing any more. */
export type Request = { ask: "state"; has?: string[] } | { ask: "ssh" } | { ask: "seen"; log: LogPlace | null; hooks?: string } | { tell: "log"; log: PeerLog } | { tell: "end" };

/** Read anew for each conversation: the key may change while a secret is being agreed. */
export interface Talker {
  /** This node's place in the line. */
  index: number;
  key: Buffer;
  /** It may be told a secret: it has none, or one that was agreed while nobody had data. */
  open?: boolean;
  /** It has no data of a pair, nor a secret from its medium. Said to nobody. */
  blank?: boolean;
  /** The secret for a node that asks for it at first contact; null: it is told none. */
  handOut?(client: number, address: string): string | null;
}

/** The two nodes do not have the same secret. `open`: the peer says that it may be told one; not proved, for a sentence alone. */
export class NotTrusted extends Error {
  override name = "NotTrusted";
  constructor(readonly open: boolean) {
    super("the peer has another secret");
  }
}

const CONNECT_MS = 3000;
const ANSWER_MS = 15_000;
const nonce = (): string => randomBytes(32).toString("hex");

interface Met {
  node: number;
  nonce: string;
  open: boolean;
  enrol: string | null;
}

/** A first line, before anything is proved. @throws Error where it is none of this version. */
function greeting(line: string): Met {
  const said = JSON.parse(line) as { ramvisor?: unknown; node?: unknown; nonce?: unknown; open?: unknown; enrol?: unknown };
  if (said.ramvisor !== TALK_VERSION) throw new Error(`the peer speaks version ${String(said.ramvisor)}, this node ${TALK_VERSION}: start both from the same medium`);
  if (typeof said.node !== "number" || typeof said.nonce !== "string" || !/^[0-9a-f]{64}$/.test(said.nonce)) throw new Error("the peer's greeting is not understood");
  return { node: said.node, nonce: said.nonce, open: said.open === true, enrol: typeof said.enrol === "string" ? said.enrol : null };
}

const hello = (talker: Talker, own: string, enrol?: string): string => JSON.stringify({ ramvisor: TALK_VERSION, node: talker.index, nonce: own, open: talker.open ?? false, ...(enrol === undefined ? {} : { enrol }) });

async function talkTo<T>(address: string, port: number, talk: (lines: Lines) => Promise<T>): Promise<T> {
  const socket = connect({ host: address, port });
  socket.setTimeout(CONNECT_MS, () => { if (socket.connecting) socket.destroy(new Error("no answer")); });
  const lines = linesOf(socket, ANSWER_MS);
  try {
    return await talk(lines);
  } finally {
    lines.close();
    socket.destroy();
  }
}

function mustBe(server: number, met: Met): void {
  if (met.node !== server) throw new Error(`node ${met.node + 1} answers where node ${server + 1} is expected`);
}

/**
 * Asks one peer one thing. Both sides prove that they know the key before anything is said, each by the other's random
 * number; the key itself never travels. `server`: the place that the peer must have.
 * @throws NotTrusted where the peer has another secret; any other Error with one sentence.
 */
export function ask(talker: Talker, server: number, address: string, port: number, request: Request): Promise<unknown> {
  return talkTo(address, port, async (lines) => {
    const own = nonce();
    const { key } = talker;
    lines.say(hello(talker, own));
    const met = greeting(await lines.next());
    mustBe(server, met);
    const said: Greeting = { clientNonce: own, serverNonce: met.nonce, client: talker.index, server };
    lines.say(proof(key, "client", said));
    // A peer that knows another secret hangs up here.
    const proved = await lines.next().catch((error: unknown) => {
      if (error instanceof HungUp) return "";
      throw error;
    });
    if (!isEqual(proved, proof(key, "server", said))) throw new NotTrusted(met.open);
    const session = sessionKey(key, said);
    lines.say(seal(session, "client", 0, request));
    return unseal(session, "server", 0, await lines.next());
  });
}

/** Asks a peer for the secret, at first contact; null where it tells none. @throws Error with one sentence. */
export function enrol(talker: Talker, server: number, address: string, port: number): Promise<string | null> {
  return talkTo(address, port, async (lines) => {
    const offer = makeOffer();
    lines.say(hello(talker, nonce(), offer.publicKey));
    const met = greeting(await lines.next());
    mustBe(server, met);
    if (met.enrol === null) return null;
    return unwrapSecret(agreedKey(offer, met.enrol, offer.publicKey, met.enrol), await lines.next());
  });
}

/** Answers peers, on all of this host's addresses; the firewall lets the peers' alone in. `answer` may throw: then nothing is said. */
export async function listen(talker: Talker, port: number, answer: (request: Request, client: number) => Promise<unknown>, failed: (error: Error) => void): Promise<Server> {
  const server = createServer((socket) => { serve(talker, socket, answer).catch(failed).finally(() => socket.destroySoon()); });
  server.maxConnections = 64;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, resolve));
  return server;
}

async function serve(talker: Talker, socket: Socket, answer: (request: Request, client: number) => Promise<unknown>): Promise<void> {
  const lines: Lines = linesOf(socket, ANSWER_MS);
  const met = greeting(await lines.next());
  const own = nonce();
  const { key } = talker;
  if (met.enrol !== null) {
    const secret = talker.handOut?.(met.node, socket.remoteAddress ?? "") ?? null;
    if (secret === null) {
      lines.say(hello(talker, own));
      return;
    }
    const offer = makeOffer();
    lines.say(hello(talker, own, offer.publicKey));
    lines.say(wrapSecret(agreedKey(offer, met.enrol, met.enrol, offer.publicKey), secret));
    return;
  }
  const said: Greeting = { clientNonce: met.nonce, serverNonce: own, client: met.node, server: talker.index };
  lines.say(hello(talker, own));
  // Who asks proves it first: whoever knows no key learns nothing but the greeting.
  if (!isEqual(await lines.next(), proof(key, "client", said))) throw new Error(`node ${met.node + 1} has another secret, or is not who it says`);
  lines.say(proof(key, "server", said));
  const session = sessionKey(key, said);
  const request = unseal(session, "client", 0, await lines.next()) as Request;
  lines.say(seal(session, "server", 0, await answer(request, met.node)));
}
