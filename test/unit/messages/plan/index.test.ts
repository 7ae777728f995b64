import { describe, expect, it } from "vitest";
import { cliMessages } from "../../../../src/messages/cli/index.ts";
import { consoleMessages } from "../../../../src/messages/console/index.ts";
import { freeMessages } from "../../../../src/messages/free/index.ts";
import { planMessages } from "../../../../src/messages/plan/index.ts";
import { describeStep, stepMessages } from "../../../../src/messages/steps/index.ts";
import type { Lang } from "../../../../src/model/token.ts";
import { LANGS } from "../../../../src/model/token.ts";
import { diskAdvice, diskEvidence } from "../../../../src/report/advice.ts";
import { inConsoleFont } from "../../../../src/report/consoleFont.ts";
import { disk, DISK_REASONS, EVIDENCE, nic, NIC_REASONS, REMEDIES, STEPS } from "../../report/samples.ts";

/** All fixed texts of a message object. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
}

/** What a language says where values go in. */
function spoken(lang: Lang): string[] {
  const messages = planMessages[lang];
  return [
    ...NIC_REASONS.flatMap((reason) => [{}, { twins: "enp0s9", node: "2", bond: "bond0" }].map((args) => messages.nicReason[reason](nic({ reason, args })))),
    ...DISK_REASONS.map((reason) => messages.diskReason[reason](disk({ reason }))),
    ...EVIDENCE.flatMap((one) => diskEvidence(disk({ evidence: [one] }), lang)),
    ...DISK_REASONS.flatMap((reason) => diskEvidence(disk({ reason, evidence: [{ kind: "names", names: ["vda1"] }] }), lang)),
    ...REMEDIES.map((remedy) => diskAdvice(disk({ remedy }), lang)?.text ?? ""),
    ...STEPS.map((step) => describeStep(step, lang)),
    ...freed(lang),
    messages.nicRemedy.near(nic(), "0a:0b:0c:0d:0e:0e"), messages.nicRemedy.type("x").text, messages.more(3), messages.nicGroup(3), messages.virtualNics("lo"),
  ];
}

/** What `ramvisor disk free` says where values go in. */
function freed(lang: Lang): string[] {
  const m = freeMessages[lang];
  return [m.unknown("x", "y"), m.noDisks("x"), m.refused("x"), m.poolLost("default", "avbox"), m.claimed("default", "/srv"), m.later.configured("x"), m.claimFailed("x"), m.nothingWritten("x"), m.halfCleared("x"),
    ...[m.type.serial, m.type.wwn].flatMap((type) => [type(null), type("default")])];
}

describe.each(LANGS)("messages in %s", (lang) => {
  const all = [...texts(planMessages[lang]), ...texts(consoleMessages[lang]), ...texts(cliMessages[lang]), ...texts(stepMessages[lang]), ...texts(freeMessages[lang]), ...spoken(lang)];

  it("are there, and have no hole", () => {
    for (const text of all.filter((one) => one !== " :")) expect(text).toMatch(/^\S(.*\S)?$/s);
    expect(all.filter((text) => /undefined|\[object|NaN/.test(text))).toEqual([]);
  });

  it("use only letters that the kernel's own console font has", () => {
    expect(all.filter((text) => inConsoleFont(text) !== text)).toEqual([]);
  });

  it("set a space before a colon in French, and in no other language", () => {
    const wrong = [...spoken(lang), ...texts(consoleMessages[lang])].filter((text) => (lang === "fr" ? /[a-zé]: /.test(text.replace("disks.", "")) : / :/.test(text)));
    expect(wrong).toEqual([]);
  });
});

it.each([["diskReason", DISK_REASONS], ["nicReason", NIC_REASONS]] as const)("%s differs for every reason, in every language", (key, reasons) => {
  for (const lang of LANGS) {
    const table = planMessages[lang][key] as Record<string, (of: unknown) => string>;
    const said = reasons.map((reason) => table[reason]?.(key === "diskReason" ? disk() : nic()));
    expect(new Set(said).size).toBe(reasons.length);
  }
});
