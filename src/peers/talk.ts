import { randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Lines, linesOf } from "./lines.ts";
import { type Greeting, isEqual, proof, seal, sessionKey, TALK_VERSION, unseal } from "./wire.ts";

/** What one node asks another. */
export type Request = { ask: "state" } | { ask: "ssh" };

export interface Talker {
  /** This node's place in the line. */
  index: number;
  key: Buffer;
}

const CONNECT_MS = 3000;
const ANSWER_MS = 15_000;
const nonce = (): string => randomBytes(32).toString("hex");

/** A first line, before anything is proved. @throws Error where it is none of this version. */
function greeting(line: string): { node: number; nonce: string } {
  const said = JSON.parse(line) as { ramvisor?: unknown; node?: unknown; nonce?: unknown };
  if (said.ramvisor !== TALK_VERSION) throw new Error(`the peer speaks version ${String(said.ramvisor)}, this node ${TALK_VERSION}: start both from the same medium`);
  if (typeof said.node !== "number" || typeof said.nonce !== "string" || !/^[0-9a-f]{64}$/.test(said.nonce)) throw new Error("the peer's greeting is not understood");
  return { node: said.node, nonce: said.nonce };
}

/**
 * Asks one peer one thing. Both sides prove that they know the key before anything is said, each by the other's random
 * number; the key itself never travels. `server`: the place that the peer must have. @throws Error with one sentence.
 */
export async function ask(talker: Talker, server: number, address: string, port: number, request: Request): Promise<unknown> {
  const socket = connect({ host: address, port });
  socket.setTimeout(CONNECT_MS, () => { if (socket.connecting) socket.destroy(new Error("no answer")); });
  const lines = linesOf(socket, ANSWER_MS);
  try {
    const own = nonce();
    lines.say(JSON.stringify({ ramvisor: TALK_VERSION, node: talker.index, nonce: own }));
    const met = greeting(await lines.next());
    if (met.node !== server) throw new Error(`node ${met.node + 1} answers where node ${server + 1} is expected`);
    const hello: Greeting = { clientNonce: own, serverNonce: met.nonce, client: talker.index, server };
    lines.say(proof(talker.key, "client", hello));
    if (!isEqual(await lines.next(), proof(talker.key, "server", hello))) throw new Error("the peer has another secret");
    const session = sessionKey(talker.key, hello);
    lines.say(seal(session, "client", 0, request));
    return unseal(session, "server", 0, await lines.next());
  } finally {
    lines.close();
    socket.destroy();
  }
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
  const hello: Greeting = { clientNonce: met.nonce, serverNonce: nonce(), client: met.node, server: talker.index };
  lines.say(JSON.stringify({ ramvisor: TALK_VERSION, node: talker.index, nonce: hello.serverNonce }));
  // Who asks proves it first: whoever knows no key learns nothing but the greeting.
  if (!isEqual(await lines.next(), proof(talker.key, "client", hello))) throw new Error(`node ${met.node + 1} has another secret, or is not who it says`);
  lines.say(proof(talker.key, "server", hello));
  const session = sessionKey(talker.key, hello);
  const request = unseal(session, "client", 0, await lines.next()) as Request;
  lines.say(seal(session, "server", 0, await answer(request, met.node)));
}
