import { describe, expect, it } from "vitest";
import { describeStep } from "../../../../src/messages/steps/index.ts";
import { LANGS } from "../../../../src/model/token.ts";
import { STEPS } from "../../report/samples.ts";

describe.each(LANGS)("steps in %s", (lang) => {
  it("are one sentence each, no two alike", () => {
    const said = STEPS.map((step) => describeStep(step, lang));
    for (const text of said) expect(text).toMatch(/^[^\n]+\.$/);
    expect(new Set(said).size).toBe(STEPS.length);
  });
});

it.each([
  ["de", "Platte virtio-RAMVISOR0 (/dev/vda, 1,0 GiB) übernehmen: GPT, eine ext4-Partition von 894 MiB für Pool default."],
  ["en", "Claim disk virtio-RAMVISOR0 (/dev/vda, 1.0 GiB): GPT, one ext4 partition of 894 MiB for pool default."],
  ["fr", "Prendre en charge le disque virtio-RAMVISOR0 (/dev/vda, 1,0 Gio) : GPT, une partition ext4 de 894 Mio pour le pool default."],
  ["it", "Prendere in carico il disco virtio-RAMVISOR0 (/dev/vda, 1,0 GiB): GPT, una partizione ext4 di 894 MiB per il pool default."],
] as const)("a claim names disk, size and pool, in %s", (lang, text) => {
  expect(STEPS.filter(({ action }) => action === "disk.claim").map((step) => describeStep(step, lang))[0]).toBe(text);
});
