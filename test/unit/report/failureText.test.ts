import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { diskClaim } from "../../../src/apply/actions/diskClaim.ts";
import { applySteps } from "../../../src/apply/applySteps.ts";
import { dryRun } from "../../../src/apply/executors.ts";
import { sayFailure } from "../../../src/messages/failures/index.ts";
import type { Facts } from "../../../src/model/facts.ts";
import type { StepOutcome } from "../../../src/model/step.ts";
import { LANGS } from "../../../src/model/token.ts";
import { consoleText } from "../../../src/report/consoleText.ts";
import { planDocument } from "../../../src/report/planDocument.ts";
import { planText } from "../../../src/report/planText.ts";
import { reportDocument } from "../../../src/report/reportDocument.ts";
import { statusText } from "../../../src/report/statusText.ts";
import { parseFacts } from "../../../src/schema/facts.ts";
import { reportSchema } from "../../../src/schema/report.ts";
import { planFor } from "../../../src/stages/state.ts";
import { checkSteps } from "../../../src/status/steps.ts";
import { context, memory, noDisks } from "../apply/fakes.ts";
import { FakeHost } from "../facts/host.ts";
import { failing, plan, report, STEPS } from "./samples.ts";

const flat = (text: string): string => text.replaceAll(/\s+/g, " ");
const claim = STEPS.find(({ action }) => action === "disk.claim") as Extract<(typeof STEPS)[number], { action: "disk.claim" }>;

/** A disk that was planned for, and is of another size when it is to be claimed; kept and read again as the stages do. */
async function refused(): Promise<StepOutcome[]> {
  const { fs } = memory({ "/sys/block/vda/diskseq": "9\n", "/sys/class/block/vda/diskseq": "9\n", "/sys/class/block/vda/size": "2000000\n" });
  const on = context({ fs, disks: { ...noDisks, isBlockDevice: () => Promise.resolve(true) }, plan: plan() });
  const outcomes = await applySteps([claim], { ...dryRun, "disk.claim": (step) => diskClaim(on, step, "/nowhere") }, () => 0);
  return JSON.parse(JSON.stringify(outcomes)) as StepOutcome[];
}

describe("a disk that is refused when it is to be claimed", () => {
  const ENGLISH = "/dev/vda has 1024000000 bytes now, 1073741824 when it was looked at";
  const GERMAN = "/dev/vda hat jetzt 1024000000 Bytes, bei der Untersuchung waren es 1073741824";

  it("is told in the line's language on the console, and by ramvisor status", async () => {
    const steps = await refused();
    const seen = report({ ready: false, readySeconds: null, reason: "step.disk.claim", steps, checks: failing(checkSteps(steps, false)) });
    const shown = flat(consoleText(plan(), seen));
    expect(shown).toContain(`Schritt disk.claim fehlgeschlagen: ${GERMAN}`);
    expect(shown.split(GERMAN)).toHaveLength(2);
    expect(shown).not.toContain("when it was looked at");
    const status = flat(statusText(seen, { lang: "de", color: false }));
    expect(status).toContain(`disk.claim: ${GERMAN}`);
    expect(status).not.toContain("when it was looked at");
    expect(flat(consoleText(plan(), seen, { lang: "en" }))).toContain(`Step disk.claim failed: ${ENGLISH}`);
  });

  it("stands in report.json in English, and as data", async () => {
    const [outcome] = await refused();
    expect(outcome?.error).toBe(ENGLISH);
    const document = reportDocument(report({ steps: await refused() }), planDocument(plan(), "de"), "de");
    expect(document.steps).toMatchObject([{ result: "failed", error: ENGLISH, cause: { code: "size-changed", path: "/dev/vda", sizeBytes: 1_024_000_000, expectedBytes: 1_073_741_824 } }]);
    expect(v.is(reportSchema, document)).toBe(true);
  });

  it("says how many steps failed beside it", async () => {
    const [one] = await refused();
    const steps = [one, one, one] as StepOutcome[];
    const shown = (lang: (typeof LANGS)[number]): string => flat(statusText(report({ steps, checks: failing(checkSteps(steps, false)) }), { lang, color: false }));
    expect([shown("en"), shown("de"), shown("fr"), shown("it")].map((text) => /\((and|und|et|e) [^)]*2[^)]*\)/.exec(text)?.[0])).toEqual(["(and 2 more)", "(und 2 weitere)", "(et 2 autres)", "(e altri 2)"]);
  });
});

it("a command that helps has a line of its own", () => {
  const cause = { code: "used-since", path: "/dev/vda", offset: 1_048_576, id: "virtio-RAMVISOR0" } as const;
  const text = consoleText(plan(), report({ ready: false, steps: [{ action: "disk.claim", phase: "disks", result: "failed", seconds: 1, error: sayFailure(cause, "en"), cause }] }));
  expect(text).toMatch(/Darf alles auf ihr\s+gelöscht werden:\n {6}ramvisor disk free virtio-RAMVISOR0\n/);
});

it("what other programs say comes as it is", () => {
  const steps: StepOutcome[] = [{ action: "guests.start", phase: "disks", result: "failed", seconds: 1, error: "web: no such network" }];
  expect(consoleText(plan(), report({ ready: false, steps }))).toContain("Schritt guests.start fehlgeschlagen: web: no such network");
});

describe("a disk that does not answer in time", () => {
  const LINE = "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24 gw.192.168.0.2 lang.de";
  const look = async (): Promise<Facts> => {
    const host = new FakeHost();
    host.disk("vda", { device: "254:0", sizeBytes: 268_435_456, bytes: [], hangsAt: 0 });
    const parsed = parseFacts(JSON.stringify(await host.facts({ diskLimitMs: 50 })));
    if (!parsed.ok) throw new Error(parsed.sentence);
    return parsed.facts;
  };

  it("is refused in words of the reader's language", async () => {
    const facts = await look();
    const [disk] = planFor(LINE, facts).disks;
    expect(disk).toMatchObject({ verdict: "refuse", reason: "unreadable", evidence: [{ kind: "error", what: "/dev/vda", why: "timeout", cause: { code: "timeout" } }] });
    const text = flat(planText(planFor(LINE, facts), { lang: "de", color: false }));
    expect(text).toContain("lässt sich nicht fehlerfrei lesen. /dev/vda: keine Antwort in der vorgesehenen Zeit.");
    expect(planDocument(planFor(LINE, facts), "fr").disks[0]?.evidence).toEqual(["/dev/vda : pas de réponse dans le temps prévu."]);
  });

  it("is told by facts of an older version too, or of a newer one whose code is not known here, in their English", async () => {
    const facts = await look();
    for (const cause of [undefined, { code: "not-invented-yet", depth: 3 }]) {
      const older = { ...facts, disks: facts.disks.map((disk) => ({ ...disk, errors: disk.errors.map((error) => ({ ...error, cause })) })) };
      const parsed = parseFacts(JSON.stringify(older));
      expect(parsed.ok).toBe(true);
      if (parsed.ok) expect(planDocument(planFor(LINE, parsed.facts), "de").disks[0]?.evidence).toEqual(["/dev/vda: timeout."]);
    }
  });
});
