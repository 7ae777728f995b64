import { expect, test } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { NotTrusted } from "../../../src/peers/talk.ts";
import { addressesOf, troubleOf } from "../../../src/stages/hear.ts";

test.each([
  ["this node has no data, the peer has: a person hands the secret to this one", { open: true, blank: true }, false, "new-here"],
  ["the peer has none, this node has", { open: false, blank: false }, true, "new-there"],
  ["both have", { open: false, blank: false }, false, "other-secret"],
  ["neither has: they are about to agree", { open: true, blank: true }, true, null],
  ["neither has, and this one was given one by a person: it is not told to the other", { open: false, blank: true }, true, "new-there"],
  ["this one has no data, and was given another than the peer's", { open: false, blank: true }, false, "new-here"],
])("two secrets: %s", (_, own, peer, trouble) => { expect(troubleOf(new NotTrusted(peer), own)).toBe(trouble); });

test("silence is no lack of trust", () => {
  expect(troubleOf(new Error("connect ECONNREFUSED"), { open: true })).toBe("silent");
  expect(troubleOf(new Error("the peer speaks version 2, this node 1: start both from the same medium"), {})).toBe("other");
});

test("nodes talk over their further cards first", () => {
  const { site } = parseCmdline("mac.0a:00:00:00:00:01.eth0.10.0.0.1 mac.0a:00:00:00:00:11.eth1.10.1.0.1/24 mac.0a:00:00:00:00:02.eth0.10.0.0.2 mac.0a:00:00:00:00:12.eth1.10.1.0.2/24 submask.24");
  expect([addressesOf(site, 1), addressesOf(site, 5)]).toEqual([["10.1.0.2", "10.0.0.2"], []]);
});
