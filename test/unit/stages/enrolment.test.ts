import { expect, test } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { keyFor } from "../../../src/peers/keys.ts";
import { enrolAtFirst, learnSecret, newTalker } from "../../../src/stages/enrolment.ts";
import { machine, memory } from "../apply/fakes.ts";
import { captured } from "./host.ts";

const { site } = parseCmdline("mac.0a:00:00:00:00:01.eth0.10.0.0.1 mac.0a:00:00:00:00:02.eth0.10.0.0.2 submask.24");
const facts = captured("qemu-one-blank-disk");
const KEPT = "/run/ramvisor/pair.secret";
const SECRET = "the secret of one pair, long";

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

test.each([
  ["the first node", 0, { secret: null, source: "none" as const, open: true }, [0]],
  ["a node with data", 1, { secret: null, source: "none" as const, open: false }, [0]],
  ["a node that a person gave a secret", 1, { secret: SECRET, source: "given" as const, open: true }, [0]],
  ["a node whose secret the first node trusts, or whose first node has data", 1, { secret: SECRET, source: "agreed" as const, open: true }, [2]],
])("%s asks for no secret", async (_, index, { secret, source, open }, openPeers) => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  expect(await enrolAtFirst(machine(fs), site, newTalker(index), { secret, open, trust: { source, problem: null, disks: [] } }, openPeers)).toBe(false);
  expect(await fs.exists(KEPT)).toBe(false);
});
