import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { anyAnswers } from "../../../src/peers/reach.ts";
import { duration } from "../../../src/messages/takeover/duration.ts";
import { takeoverMessages } from "../../../src/messages/takeover/index.ts";
import { LANGS } from "../../../src/model/token.ts";

test("a machine that refuses a connection is switched on", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await anyAnswers(["127.0.0.1"], [port])).toBe(true);
  await new Promise<void>((resolve) => server.close(() => { resolve(); }));
  expect(await anyAnswers(["127.0.0.1"], [port])).toBe(true);
  expect(await anyAnswers([], [port])).toBe(false);
});

describe.each(LANGS)("what takeover says in %s", (lang) => {
  const { refusal, apart, taken, started, notStarted, wasMoving } = takeoverMessages[lang];
  test("each refusal is one clause of its own", () => {
    const said = Object.values(refusal);
    expect(new Set(said).size).toBe(7);
    for (const text of said) expect(text).toMatch(/^[a-zàèéê'].*[^.]$/);
  });
  test("since when, and where the pool is", () => {
    expect(apart(75)).toContain("75 s");
    expect(apart(null)).not.toMatch(/null|NaN/);
    expect(started(["web", "db"])).toContain("web, db");
    expect(started([])).not.toBe(started(["web"]));
    expect(notStarted("web", "no memory")).toMatch(/web.*: no memory/);
    expect(wasMoving("web")).toMatch(/web.*virsh list --all.*virsh start web$/);
    expect(taken("r0", "default", "/pools/default")).toMatch(/r0.*default.*\/pools\/default/);
  });
});

test("durations", () => {
  expect([0, 119, 120, 7199, 7200, 11_100].map(duration)).toEqual(["0 s", "119 s", "2 min", "119 min", "2 h 0 min", "3 h 5 min"]);
});
