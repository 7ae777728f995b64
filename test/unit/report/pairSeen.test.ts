import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PAIR_WORDS, TROUBLES, type Change, type PairReport, type ResourceReport } from "../../../src/model/pair.ts";
import type { Situation } from "../../../src/model/plan.ts";
import { pairMessages } from "../../../src/messages/pair/index.ts";
import { LANGS } from "../../../src/model/token.ts";
import { inConsoleFont } from "../../../src/report/consoleFont.ts";
import { painter } from "../../../src/report/paint.ts";
import { pairSeenLines, resourceRemedy, troubleText } from "../../../src/report/pairSeen.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { pair } from "./pairSamples.ts";

const text = (of: PairReport, lang: (typeof LANGS)[number] = "en"): string => pairSeenLines(of, lang, 80, painter(false)).join("\n");
const inOne = (of: PairReport): string => text(of).replaceAll(/\s+/g, " ");
const LOST: Partial<ResourceReport> = { state: "lost", connection: "WFConnection", peerRole: "Unknown", peerDiskState: "DUnknown", goneSeconds: 300 };
const SITUATIONS = Object.keys(pairMessages.en.situation) as Situation[];

describe("what a person reads", () => {
  test("a pair that is whole: who uses it, and nothing to do", () => {
    expect(text(pair())).toBe([
      "  r0 (default): whole - in use on avbox-1; avbox-1 ata-ST4000NM000A_ZC1234567 up",
      "    to date; avbox-2 ata-ST4000NM000A_ZC7654321 up to date.",
    ].join("\n"));
    expect(resourceRemedy(pair().resources[0] as ResourceReport, pair(), "en")).toBeNull();
  });

  test("a synchronisation: who gets what, and how far it is", () => {
    expect(inOne(pair({ state: "syncing", peerDiskState: "Inconsistent", percent: 45 }))).toContain("in use on avbox-1; avbox-2 gets what it lacks (45 %);");
    expect(inOne(pair({ state: "syncing", role: "Secondary", peerRole: "Primary", diskState: "Inconsistent", percent: null }))).toContain("in use on avbox-2; avbox-1 gets what it lacks;");
  });

  test("whom it waits for, and the command only where there is data to go on with", () => {
    const silent = (of: PairReport): PairReport => ({ ...of, peers: of.peers.map((peer) => ({ ...peer, heard: false, trouble: "silent" })) });
    const waiting = { state: "waiting", situation: "peer-silent", role: "Secondary", connection: "WFConnection", peerDiskState: "DUnknown" } as const;
    expect(inOne(silent(pair(waiting)))).toContain("waits for avbox-2, which has not been connected in this start;");
    expect(inOne(silent(pair(waiting)))).toContain("-> Start avbox-2, and check its cable. If it is off");
    // Nobody knows yet whose disk will be the other one.
    expect(inOne(silent(pair({ ...waiting, name: "", peerHost: null, peerIndex: null, peerDisk: null, hasData: false })))).toContain("waiting - waits for avbox-2, which has not been connected in this start. -> Start avbox-2, and check its cable.");
    expect(inOne(pair(waiting))).toContain("ramvisor takeover --peer-is-off");
    expect(inOne(pair({ ...waiting, hasData: false }))).not.toContain("takeover");
    expect(inOne(pair({ ...waiting, name: "", peerHost: null, peerIndex: null, peerDisk: null, situation: "no-partner", hasData: false }))).toContain("waiting - waits for a blank disk of equal size in a neighbouring node. -> Put a blank disk of equal size into avbox-2");
  });

  test("a lost side: since when, and a takeover only where the pool is not in use", () => {
    expect(inOne(pair({ ...LOST, role: "Primary" }))).toContain("ONE SIDE LOST - avbox-2 has been gone for 5 min; what is written now is on this node alone;");
    expect(inOne(pair({ ...LOST, role: "Primary" }))).not.toContain("takeover");
    expect(text(pair({ ...LOST, role: "Secondary" }))).toMatch(/If it is off and stays off, go on here:\n {9}ramvisor takeover$/);
    expect(inOne(pair({ ...LOST, role: "Secondary", peerAheadSince: "2026-11-22T08:00:01.000Z" }))).toMatch(/it has newer data, .*go on here without them: ramvisor takeover --peer-is-off$/);
    // It leads, and what leads there was cut off.
    expect(inOne(pair({ ...LOST, mounted: false }))).toMatch(/this node leads it, and the pool is not mounted: .* -> To mount it and start its guests: ramvisor takeover Bring avbox-2 back/);
    expect(inOne(pair(LOST))).not.toContain("ramvisor takeover");
    expect(inOne(pair({ moving: ["web"] }))).toMatch(/whole - in use .* Guest web was moving to another node and is not started: .* virsh start web$/);
    expect(inOne(pair({ state: "lost", diskState: "Diskless" }))).toContain("the disk ata-ST4000NM000A_ZC1234567 in avbox-1 has failed");
    expect(inOne(pair({ state: "lost", peerDiskState: "Failed" }))).toContain("ata-ST4000NM000A_ZC7654321 in avbox-2 has failed");
  });

  test("a step that failed: why, and the command that the error names, else where the log is", () => {
    const failedStep = { action: "pair.mount", cause: { code: "check-asks", partition: "/dev/drbd0", pool: "default", exit: 4 } } as const;
    const failure = "pair.mount: the file system on /dev/drbd0 has errors that cannot be corrected without a decision (e2fsck code 4); the pool default is not mounted. Run: e2fsck -f /dev/drbd0";
    const unmounted = { state: "failed", mounted: false, failure, failedStep } as const;
    expect(inOne(pair(unmounted))).toMatch(/r0 \(default\): FAILED - the pool is not mounted, its guests do not run; it failed here: pair\.mount: the file system .* the pool default is not mounted; avbox-1 .* up to date\. -> Correct its file system\. .*: e2fsck -f \/dev\/drbd0$/);
    expect(inOne(pair({ state: "failed", mounted: true, failure: "service.start: no." }))).toMatch(/FAILED - in use on avbox-1; it failed here: service\.start: no; .* The log says more: journalctl -t ramvisor$/);
    expect(inOne(pair({ ...unmounted, role: "Secondary", peerRole: "Primary" }))).toContain("FAILED - in use on avbox-2; it failed here:");
    const german = text(pair(unmounted), "de").replaceAll(/\s+/g, " ");
    expect(german).toContain("hier gescheitert: pair.mount: Das Dateisystem auf /dev/drbd0 hat Fehler, die sich nicht ohne eine Entscheidung berichtigen lassen (e2fsck-Code 4); der Pool default ist nicht eingehängt;");
    expect(german.match(/e2fsck -f/g)).toHaveLength(1);
    expect(resourceRemedy(pair(unmounted).resources[0] as ResourceReport, pair(unmounted), "de")).toMatch(/Dateisystem berichtigen.*e2fsck -f \/dev\/drbd0$/);
  });

  test("a peer that is there without a disk for it: a blank one, or the operator's word", () => {
    const partnerless = { state: "waiting", situation: "no-partner", role: "Secondary", connection: "WFConnection", peerDiskState: "DUnknown", mounted: false } as const;
    expect(inOne(pair(partnerless))).toMatch(/-> \S.* If what was on that disk cannot be newer, go on here alone: ramvisor takeover --peer-is-off$/);
    expect(inOne(pair({ ...partnerless, hasData: false }))).not.toContain("takeover");
    expect(inOne(pair({ ...partnerless, state: "refused", situation: "other-size" }))).toMatch(/-> Put in a disk of equal size and block size\. If what was on that disk cannot be newer, go on here alone: ramvisor takeover --peer-is-off$/);
    for (const over of [{ hasData: false }, { role: "Primary", mounted: true }]) expect(inOne(pair({ ...partnerless, state: "refused", situation: "other-size", ...over }))).not.toContain("takeover");
  });

  test("a side that may lack the last, beside a blank disk: what that means, and the operator's word", () => {
    const behind = { state: "waiting", situation: "may-be-behind", role: "Secondary", connection: "WFConnection", peerDiskState: "DUnknown", mounted: false } as const;
    expect(inOne(pair(behind))).toMatch(/waiting - one side is empty, and what was written last to the one before it may be missing on the other; .* -> Put the disk that was there in again, .* ramvisor takeover --peer-is-off on the node that has the data/);
  });

  test("what does not come up: the likely cause, by what is seen from here", () => {
    const stuck = { state: "stuck", role: "Secondary", peerRole: "Secondary", mounted: false } as const;
    const unheard = (of: PairReport): PairReport => ({ ...of, peers: of.peers.map((peer) => ({ ...peer, heard: false, trouble: "silent" })) });
    expect(inOne(pair({ ...stuck, name: "r3", connection: "WFConnection", peerRole: "Unknown" }))).toMatch(/NOT DONE AFTER 2 MIN - avbox-2 answers, and the mirror does not connect; .* blocks TCP port 7793 between them\. .*avbox-2 says how its side is\.$/);
    expect(inOne(pair({ ...stuck, connection: null }))).toContain("TCP port 7790");
    expect(inOne(pair({ ...stuck, connection: "StandAlone" }))).toMatch(/DRBD has let go of avbox-2; .* The kernel's log says why: journalctl -k \| grep drbd$/);
    expect(inOne(unheard(pair({ ...stuck, primaryIndex: null })))).toMatch(/avbox-2 does not say how its side is; .* TCP port 7789 is blocked on the way: systemctl restart ramvisor-pair$/);
    expect(inOne(pair({ ...stuck, primaryIndex: 1 }))).toMatch(/avbox-2 is to lead it and does not yet; .* on avbox-2: ramvisor status$/);
    for (const here of [pair({ ...stuck, role: "Primary" }), unheard(pair({ ...stuck, role: "Primary" })), pair(stuck)]) expect(inOne(here)).toMatch(/this node is to mount the pool and has not yet; .*: journalctl -t ramvisor$/);
  });

  test("both wrote alone: which guests, and the commands for either side", () => {
    const changes = { own: [{ guest: "web", what: ["disk"], last: "2026-11-22T20:26:12.000Z" }] as Change[], peer: [{ guest: "mail", what: ["definition", "disk"], last: "2026-11-22T20:30:00.000Z" }, { guest: null, what: ["file"], last: "2026-11-22T20:26:12.000Z" }] as Change[] };
    const shown = text(pair({ state: "diverged", situation: "diverged", changes }));
    expect(shown.replaceAll(/\s+/g, " ")).toContain("Changed on avbox-1 since then: web (disk) 2026-11-22 20:26. Changed on avbox-2 since then: mail (definition, disk) 2026-11-22 20:30; files of no guest 2026-11-22 20:26.");
    expect(shown).toContain("       To give up the side of avbox-2, on avbox-2:\n         umount /var/lib/ramvisor/pools/default; drbdadm down r0\n         ramvisor disk free ata-ST4000NM000A_ZC7654321\n");
    expect(text(pair({ state: "diverged", situation: "diverged", changes: null })).replaceAll(/\s+/g, " ")).toContain("Changed on avbox-2 since then: nothing that is known here.");
  });

  test("a peer that is not trusted: the line that hands the secret over, from who has it to who does not", () => {
    const [peer] = pair().peers;
    if (peer === undefined) throw new Error("no peer");
    const refused = (trouble: (typeof TROUBLES)[number]): PairReport => ({ ...pair(), peers: [{ ...peer, heard: false, trouble, why: "x" }] });
    expect(text(refused("new-there"))).toContain("\n    ssh root@192.168.0.250 cat /run/ramvisor/pair.secret |\n    ssh root@192.168.0.251 install -m 600 /dev/stdin /run/ramvisor/pair.secret");
    expect(inOne(refused("new-here"))).toContain("ssh root@192.168.0.251 cat /run/ramvisor/pair.secret | ssh root@192.168.0.250 install");
    expect(troubleText(peer, pair(), "en")).toBeNull();
    expect(inOne({ ...refused("new-here"), trust: { source: "none", problem: "differ", disks: ["d1", "d2"] } })).toContain("The disks d1, d2 carry two different secrets.");
  });

  test("where a gone peer's last words are", () => {
    const of = pair({ ...LOST });
    const [peer] = of.peers;
    if (peer === undefined) throw new Error("no peer");
    expect(text({ ...of, peers: [{ ...peer, heard: false, trouble: "silent", kept: "/run/ramvisor/peers/avbox-2" }] })).toMatch(/\n {2}Last report and log of avbox-2: \/run\/ramvisor\/peers\/avbox-2$/);
    expect(text({ ...of, peers: [{ ...peer, kept: "/run/ramvisor/peers/avbox-2" }] })).not.toContain("Last report");
  });
});

const anything = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: "binary", maxLength: 60 }));
const anyChange: fc.Arbitrary<Change> = fc.record({ guest: fc.option(anything, { nil: null }), what: fc.subarray<Change["what"][number]>(["disk", "definition", "file"], { minLength: 1 }), last: fc.constant("2026-11-22T20:26:12.000Z") });
const anyPair: fc.Arbitrary<PairReport> = fc.record({
  name: fc.constantFrom("r0", "r12", ""), state: fc.constantFrom(...PAIR_WORDS), situation: fc.constantFrom(...SITUATIONS), role: fc.constantFrom("Primary", "Secondary", null), disk: anything, failure: fc.option(anything, { nil: null }), connection: fc.constantFrom("Connected", "WFConnection", null), mounted: fc.boolean(),
  diskState: fc.constantFrom("UpToDate", "Inconsistent", "Diskless", "Odd", null), peerDiskState: fc.constantFrom("UpToDate", "DUnknown", null), percent: fc.option(fc.nat({ max: 100 }), { nil: null }),
  peerHost: fc.constantFrom("avbox-2", "a".repeat(60), null), peerDisk: fc.option(anything, { nil: null }), goneSeconds: fc.option(fc.nat(), { nil: null }), hasData: fc.boolean(),
  changes: fc.option(fc.record({ own: fc.option(fc.array(anyChange, { maxLength: 12 }), { nil: null }), peer: fc.option(fc.array(anyChange, { maxLength: 3 }), { nil: null }) }), { nil: null }),
  trouble: fc.option(fc.constantFrom(...TROUBLES), { nil: null }), why: anything,
}).map(({ trouble, why, ...over }) => {
  const made = pair(over);
  return { ...made, peers: made.peers.map((peer) => ({ ...peer, heard: trouble === null, trouble, why })) };
});

test("four languages: no line but one to type is wider than 80 columns, and consoles have all the letters", () => {
  fc.assert(fc.property(anyPair, fc.constantFrom(...LANGS), (any, lang) => {
    for (const line of text(any, lang).split("\n")) {
      // What is typed is never cut: one long word may stand out.
      if (!/(ssh|umount|disk free|>) /.test(line) && line.trim().includes(" ")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
      expect(displayWidth(inConsoleFont(line))).toBeGreaterThanOrEqual(0);
    }
  }), { numRuns: 300 });
});

test("a disk that cannot be read is named, with its host", () => {
  expect(text(pair({ state: "refused", situation: "disk-unreadable", unreadable: "own" })).replaceAll(/\s+/g, " ")).toContain(`cannot be read any more; ${pair().host} ${pair().resources[0]?.disk ?? ""}.`);
  expect(text(pair({ state: "refused", situation: "disk-unreadable", unreadable: "peer" })).replaceAll(/\s+/g, " ")).toContain(`cannot be read any more; ${pair().resources[0]?.peerHost ?? ""} ${pair().resources[0]?.peerDisk ?? ""}.`);
});
