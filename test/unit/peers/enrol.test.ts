import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { agreedKey, makeOffer, newSecret, unwrapSecret, wrapSecret } from "../../../src/peers/enrol.ts";
import { keyFor } from "../../../src/peers/keys.ts";
import { ask, enrol, listen, NotTrusted, type Talker } from "../../../src/peers/talk.ts";

const SECRET = "a secret of this test, long enough";
const servers: Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) server.close(); });

async function node(talker: Partial<Talker>): Promise<number> {
  const server = await listen({ index: 0, key: keyFor(SECRET, "talk"), ...talker }, 0, () => Promise.resolve("heard"), () => undefined);
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

/** Passes everything on and keeps it; `change` may alter what the server says. */
async function between(port: number, change: (text: string) => string = (text) => text): Promise<{ port: number; heard: () => string }> {
  let heard = "";
  const server = createServer((client) => {
    const onward = connect(port, "127.0.0.1");
    client.on("error", () => undefined).setEncoding("utf8").on("data", (text: string) => { heard += text; onward.write(text); }).on("close", () => onward.destroy());
    onward.on("error", () => undefined).setEncoding("utf8").on("data", (text: string) => { heard += text; client.write(change(text)); }).on("close", () => client.destroy());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

const newcomer: Talker = { index: 1, key: keyFor(newSecret(), "talk"), open: true };

describe("at first contact", () => {
  test("the secret is told, and then both trust each other; it never travels as it is", async () => {
    const asked: [number, string][] = [];
    const wire = await between(await node({ open: true, handOut: (client, address) => { asked.push([client, address]); return SECRET; } }));
    expect(await enrol(newcomer, 0, "127.0.0.1", wire.port)).toBe(SECRET);
    expect(asked).toEqual([[1, expect.stringContaining("127.0.0.1")]]);
    expect(wire.heard()).toContain('"enrol":');
    for (const form of [SECRET, Buffer.from(SECRET).toString("hex"), Buffer.from(SECRET).toString("base64").slice(0, 24)]) expect(wire.heard()).not.toContain(form);
    expect(await ask({ ...newcomer, key: keyFor(SECRET, "talk") }, 0, "127.0.0.1", wire.port, { ask: "state" })).toBe("heard");
  });

  test("a node that tells none says so, and no more", async () => {
    for (const talker of [{}, { handOut: () => null }]) {
      const wire = await between(await node(talker));
      expect(await enrol(newcomer, 0, "127.0.0.1", wire.port)).toBeNull();
      expect(wire.heard().trim().split("\n")).toHaveLength(2);
    }
  });

  test("another node's answer, and one that was changed on the way, are not taken", async () => {
    const port = await node({ open: true, handOut: () => SECRET });
    await expect(enrol(newcomer, 2, "127.0.0.1", port)).rejects.toThrow("node 1 answers where node 3 is expected");
    const changed = await between(port, (text) => text.replace(/\n([A-Za-z0-9+/])/, (_, first: string) => `\n${first === "A" ? "B" : "A"}`));
    await expect(enrol(newcomer, 0, "127.0.0.1", changed.port)).rejects.toThrow();
  });

  test("two secrets: each side learns whether the other has data", async () => {
    for (const open of [true, false]) {
      const refused = await ask(newcomer, 0, "127.0.0.1", await node({ open }), { ask: "state" }).then(() => null, (error: unknown) => error);
      expect(refused).toBeInstanceOf(NotTrusted);
      expect((refused as NotTrusted).open).toBe(open);
    }
  });
});

test("the key hangs on both halves and on who asked", () => {
  const [a, b, c] = [makeOffer(), makeOffer(), makeOffer()];
  const key = agreedKey(a, b.publicKey, a.publicKey, b.publicKey);
  expect(agreedKey(b, a.publicKey, a.publicKey, b.publicKey)).toEqual(key);
  expect(agreedKey(b, a.publicKey, b.publicKey, a.publicKey)).not.toEqual(key);
  expect(agreedKey(c, a.publicKey, a.publicKey, b.publicKey)).not.toEqual(key);
  expect(unwrapSecret(key, wrapSecret(key, SECRET))).toBe(SECRET);
  expect(() => unwrapSecret(agreedKey(c, a.publicKey, a.publicKey, c.publicKey), wrapSecret(key, SECRET))).toThrow();
  expect(() => agreedKey(a, "AAAA", a.publicKey, "AAAA")).toThrow();
});
