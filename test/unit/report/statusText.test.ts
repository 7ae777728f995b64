import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGS } from "../../../src/model/token.ts";
import { statusText } from "../../../src/report/statusText.ts";
import { displayWidth } from "../../../src/report/width.ts";
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
