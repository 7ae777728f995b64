import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGS } from "../../../src/model/token.ts";
import { statusText } from "../../../src/report/statusText.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { pair } from "./pairSamples.ts";
import { anyReport, failing, report, tooWide } from "./samples.ts";

const text = (of: ReturnType<typeof report>): string => statusText(of, { lang: "en", color: false });

describe("statusText", () => {
  it("shows a host that is ready", () => {
    const shown = text(report());
    expect(shown).toMatch(/^Ramvisor: ready after 9\.8 s \(kernel 1\.9 /);
    expect(shown).toContain("\n  ok       KVM             seen\n");
    expect(shown).toContain("default: /var/lib/ramvisor/pools/default, 858.3 MiB of 921.6 MiB free");
    expect(shown).toContain("RAM used: 296 MiB\n");
    expect(shown).not.toContain("missing");
  });

  it("says what is missing", () => {
    const shown = text(report({ ready: false, readySeconds: null, stages: [], reason: "kvm.missing", checks: failing({ name: "kvm", ok: false, code: "kvm.missing", detail: "no /dev/kvm" }, { name: "gateway", ok: false }) }));
    expect(shown).toMatch(/^Ramvisor: not ready \[kvm\.missing\]\n/);
    expect(shown).toContain("\n  FAILED   KVM             no /dev/kvm\n");
    expect(shown).toContain("\n  warning  gateway         seen\n");
    expect(shown).toContain("-> Switch on virtualization");
  });

  it("shows the pair between pools and memory, and in its own words what is wrong with it", () => {
    const shown = text(report({ cluster: pair({ state: "lost", goneSeconds: 61 }), checks: failing({ name: "pair", ok: false, advisory: true, code: "pair.lost", detail: "r0: lost" }) }));
    expect(shown).toContain("\n  warning  pair            r0: lost\n");
    expect(shown).toMatch(/\n\nPair\n {2}r0 \(default\): ONE SIDE LOST - avbox-2 has been gone for 61 s;[\s\S]*\n\nRAM used/);
    expect(shown).not.toContain("What is missing");
  });

  it("does not call a degraded start ready", () => {
    expect(text(report({ outcome: "degraded" }))).toMatch(/^Ramvisor: not ready/);
  });

  it("is never wider than 80 columns, whatever the report", () => {
    fc.assert(fc.property(anyReport, fc.constantFrom(...LANGS), fc.boolean(), (any, lang, color) => {
      const shown = statusText(any, { lang, color });
      expect(tooWide(shown.replaceAll(/\u001b\[\d+m/g, ""), displayWidth)).toEqual([]);
      expect(shown.replaceAll(/\u001b\[\d+m/g, "")).toBe(statusText(any, { lang, color: false }));
    }), { numRuns: 100 });
  });
});
