import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { cleanSecret, drbdSecret, keyFor } from "../../../src/peers/keys.ts";
import { ask, listen, NotTrusted, type Talker } from "../../../src/peers/talk.ts";
import { proof, seal, sessionKey, unseal } from "../../../src/peers/wire.ts";

const SECRET = "a secret of this test, long enough";
const talker = (index: number, secret = SECRET): Talker => ({ index, key: keyFor(secret, "talk") });
const servers: Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) server.close(); });

async function node(index: number, secret = SECRET, answer: (request: unknown, client: number) => Promise<unknown> = () => Promise.resolve({ from: index })): Promise<{ port: number; failures: string[] }> {
  const failures: string[] = [];
  const server = await listen(talker(index, secret), 0, answer, ({ message }) => { failures.push(message); });
  servers.push(server);
  return { port: (server.address() as AddressInfo).port, failures };
}

/** Passes everything on, and keeps it; `change` may alter what one side says. */
async function between(port: number, change: (text: string, from: "client" | "server") => string = (text) => text): Promise<{ port: number; heard: () => string }> {
  let heard = "";
  const server = createServer((client) => {
    const onward = connect(port, "127.0.0.1");
    client.on("error", () => undefined);
    onward.on("error", () => undefined);
    client.setEncoding("utf8").on("data", (text: string) => { heard += text; onward.write(change(text, "client")); }).on("close", () => onward.destroy());
    onward.setEncoding("utf8").on("data", (text: string) => { heard += text; client.write(change(text, "server")); }).on("close", () => client.destroy());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

describe("two nodes with one secret", () => {
  test("ask and answer, and know who asks", async () => {
    const { port } = await node(1, SECRET, (request, client) => Promise.resolve({ request, client, text: "ä".repeat(200_000) }));
    expect(await ask(talker(0), 1, "127.0.0.1", port, { ask: "state" })).toEqual({ request: { ask: "state" }, client: 0, text: "ä".repeat(200_000) });
  });

  test("the secret and its keys never travel", async () => {
    const { port } = await node(1);
    const wire = await between(port);
    await ask(talker(0), 1, "127.0.0.1", wire.port, { ask: "state" });
    expect(wire.heard()).toContain('"from":1');
    for (const word of [SECRET, keyFor(SECRET, "talk").toString("hex"), drbdSecret(SECRET)]) expect(wire.heard()).not.toContain(word);
  });

  test("two conversations have nothing in common that could be said again", async () => {
    const { port } = await node(1);
    const [first, second] = [await between(port), await between(port)];
    for (const { port: way } of [first, second]) await ask(talker(0), 1, "127.0.0.1", way, { ask: "state" });
    const words = (text: string): string[] => text.match(/[0-9a-f]{64}/g) ?? [];
    expect(words(first.heard()).length).toBe(6);
    expect(words(first.heard()).filter((word) => words(second.heard()).includes(word))).toEqual([]);
  });
});

describe("anybody else", () => {
  test("with another secret is told nothing", async () => {
    let asked = 0;
    const { port, failures } = await node(1, SECRET, () => Promise.resolve(asked += 1));
    await expect(ask(talker(0, "another secret, as long"), 1, "127.0.0.1", port, { ask: "state" })).rejects.toThrow(NotTrusted);
    expect([asked, failures]).toEqual([0, ["node 1 has another secret, or is not who it says"]]);
  });

  test("who answers with another secret is not believed", async () => {
    const server = createServer((socket) => { socket.on("error", () => undefined).on("data", () => undefined).write(`${JSON.stringify({ ramvisor: 1, node: 1, nonce: "0".repeat(64) })}\n${"0".repeat(64)}\n`); });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await expect(ask(talker(0), 1, "127.0.0.1", (server.address() as AddressInfo).port, { ask: "state" })).rejects.toThrow("the peer has another secret");
  });

  test("on the way cannot change a word, nor send a proof back to where it came from", async () => {
    const { port } = await node(1);
    const changed = await between(port, (text, from) => (from === "server" ? text.replace('"from":1', '"from":7') : text));
    await expect(ask(talker(0), 1, "127.0.0.1", changed.port, { ask: "state" })).rejects.toThrow("a message is not from the peer");
    const hello = { clientNonce: "a", serverNonce: "b", client: 0, server: 1 };
    expect(proof(keyFor(SECRET, "talk"), "client", hello)).not.toBe(proof(keyFor(SECRET, "talk"), "server", hello));
    const session = sessionKey(keyFor(SECRET, "talk"), hello);
    expect(() => unseal(session, "server", 0, seal(session, "client", 0, {}))).toThrow();
    expect(() => unseal(session, "client", 1, seal(session, "client", 0, {}))).toThrow();
  });

  test("in another node's place, of another version, or nobody at all", async () => {
    const { port } = await node(2);
    await expect(ask(talker(0), 1, "127.0.0.1", port, { ask: "state" })).rejects.toThrow("node 3 answers where node 2 is expected");
    const newer = await between(port, (text) => text.replace('"ramvisor":1', '"ramvisor":2'));
    await expect(ask(talker(0), 2, "127.0.0.1", newer.port, { ask: "state" })).rejects.toThrow();
    await expect(ask(talker(0), 1, "127.0.0.1", 1, { ask: "state" })).rejects.toThrow(/ECONNREFUSED/);
  });
});

test("a secret has 16 characters at least, and its end does not count; each use has its own key", () => {
  expect([cleanSecret("short"), cleanSecret(`${SECRET}\n`), cleanSecret("")]).toEqual([null, SECRET, null]);
  expect(drbdSecret(SECRET)).toMatch(/^[0-9a-f]{48}$/);
  expect(keyFor(SECRET, "talk").toString("hex").startsWith(drbdSecret(SECRET))).toBe(false);
});
