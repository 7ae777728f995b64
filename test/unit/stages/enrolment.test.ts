import { expect, test } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import type { Facts } from "../../../src/model/facts.ts";
import { keyFor } from "../../../src/peers/keys.ts";
import { enrolAtFirst, learnSecret, newTalker, sawPeers } from "../../../src/stages/enrolment.ts";
import { encodeSecret } from "../../../src/peers/secretBlock.ts";
import { agreeOn } from "../../../src/stages/trust.ts";
import { machine, memory } from "../apply/fakes.ts";
import { captured } from "./host.ts";

const { site } = parseCmdline("mac.0a:00:00:00:00:01.eth0.10.0.0.1 mac.0a:00:00:00:00:02.eth0.10.0.0.2 submask.24");
const facts = captured("qemu-one-blank-disk");
const KEPT = "/run/ramvisor/pair.secret";
const SECRET = "the secret of one pair, long";
const sideOf = (state: "claiming" | "ready", siteId = "default"): Facts["disks"][number]["marker"] => ({ state: "good", marker: { format: 1, site: siteId, disk: "d", sizeBytes: 1, role: "pair", pool: "default", state, partitionUuid: "p", filesystemUuid: "f" } });

test("the first node chooses a secret where nobody can have one, and tells who asks from its own address alone", async () => {
  const talker = newTalker(0);
  const { fs } = memory({ "/run/ramvisor/": "" });
  const { secret, trust, open } = await learnSecret(machine(fs), facts, site, "default", talker);
  expect([trust.source, open, talker.open, (await fs.readText(KEPT)).trim()]).toEqual(["agreed", true, true, secret]);
  expect(talker.key).toEqual(keyFor(secret ?? "", "talk"));
  expect([talker.handOut?.(1, "10.0.0.2"), talker.handOut?.(1, "::ffff:10.0.0.2"), talker.handOut?.(1, "10.0.0.3"), talker.handOut?.(7, "10.0.0.2")]).toEqual([secret, secret, null, null]);
});

test("another node chooses none, and tells none", async () => {
  const talker = newTalker(1);
  const { key } = talker;
  expect((await learnSecret(machine(memory({ "/run/ramvisor/": "" }).fs), facts, site, "default", talker)).secret).toBeNull();
  expect([talker.key, talker.handOut?.(0, "10.0.0.1")]).toEqual([key, null]);
});

test("a medium's secret is told to nobody: who may have it has the medium", async () => {
  const talker = newTalker(0);
  const { fs } = memory({ "/run/ramvisor/": "", "/run/ramvisor/site/pair.secret": SECRET });
  expect((await learnSecret(machine(fs), facts, site, "default", talker)).secret).toBe(SECRET);
  expect([talker.open, talker.handOut?.(1, "10.0.0.2")]).toEqual([false, null]);
});

/** The first node, its disk replaced, or its side of an established pair unfinished. */
const told = async (talker: ReturnType<typeof newTalker>, disk: "blank" | "unfinished", agreed: boolean, kept?: string): Promise<[string | null, string | null | undefined, boolean | undefined]> => {
  const { fs } = memory({ "/run/ramvisor/": "", ...(kept === undefined ? {} : { [KEPT]: kept }) });
  const open = { read: () => Promise.resolve(encodeSecret("default", SECRET, agreed)), write: () => Promise.reject(new Error("nothing is written")), sync: () => Promise.resolve(), close: () => Promise.resolve() };
  const disks = facts.disks.map((one) => (disk === "blank" ? one : { ...one, marker: sideOf("claiming") }));
  const { secret } = await learnSecret({ ...machine(fs), disks: { isBlockDevice: () => Promise.resolve(true), open: () => Promise.resolve(open) } }, { ...facts, disks }, site, "default", talker);
  return [secret, talker.handOut?.(1, "10.0.0.2"), talker.open];
};

test("the secret of a pair that a person gave to a blank first node is told to nobody, not at the node's address either", async () => {
  expect(await told(newTalker(0), "blank", false, SECRET)).toEqual([SECRET, null, false]);
});

test("nor is one that lies on a side which was getting a peer's data; what was agreed before the power failed still is", async () => {
  expect(await told(newTalker(0), "unfinished", false)).toEqual([SECRET, null, false]);
  expect(await told(newTalker(0), "unfinished", true)).toEqual([SECRET, SECRET, true]);
  expect(await told(newTalker(1), "unfinished", true)).toEqual([SECRET, null, true]);
});

test("first contact is over once any node is heard to hold data", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  const talker = newTalker(0);
  const { secret } = await learnSecret(machine(fs), facts, site, "default", talker);
  const peer = (marker: Facts["disks"][number]["marker"]): Facts => ({ ...facts, disks: facts.disks.map((disk) => ({ ...disk, marker })) });
  await sawPeers(machine(fs), talker, [facts, peer(sideOf("claiming")), peer(sideOf("ready", "another-site"))], "default");
  expect(talker.handOut?.(1, "10.0.0.2")).toBe(secret);
  await sawPeers(machine(fs), talker, [peer(sideOf("ready"))], "default");
  expect(talker.handOut?.(1, "10.0.0.2")).toBeNull();
  // And in every later look of this start.
  expect([(await learnSecret(machine(fs), facts, site, "default", talker)).secret, talker.open, talker.handOut?.(1, "10.0.0.2")]).toEqual([secret, false, null]);
});

test("what the first node told is not told on, nor asked for again where both have it", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  await agreeOn({ fs }, SECRET);
  const talker = newTalker(1);
  const held = await learnSecret(machine(fs), facts, site, "default", talker);
  expect([held.secret, held.open, talker.handOut?.(0, "10.0.0.1"), await enrolAtFirst(machine(fs), site, talker, held, [])]).toEqual([SECRET, true, null, false]);
});

test.each([
  ["the first node", 0, { secret: null, open: true }, [0]],
  ["a node with data, or that a person gave a secret", 1, { secret: SECRET, open: false }, [0]],
  ["a node whose secret the first node trusts, or whose first node has data", 1, { secret: SECRET, open: true }, [2]],
])("%s asks for no secret", async (_, index, { secret, open }, openPeers) => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  expect(await enrolAtFirst(machine(fs), site, newTalker(index), { secret, open }, openPeers)).toBe(false);
  expect(await fs.exists(KEPT)).toBe(false);
});
