import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { planDocument } from "../../../src/report/planDocument.ts";
import { reportDocument } from "../../../src/report/reportDocument.ts";
import { reportSchema } from "../../../src/schema/report.ts";
import { pair } from "./pairSamples.ts";
import { anyPairReport, anyPlan, anyReport, plan, report } from "./samples.ts";

describe("reportDocument", () => {
  it("has the contract's fields, stages in seconds by name in order", () => {
    const document = reportDocument(report(), planDocument(plan(), "en"));
    expect(Object.keys(document)).toEqual(["schema", "outcome", "ready", "readySeconds", "reason", "stages", "checks", "memoryUsedBytes", "pools", "cluster", "problems", "steps"]);
    expect(document.schema).toBe("ramvisor.report/1");
    expect(JSON.stringify(document.stages)).toBe('{"kernel":1.91,"agent":0.6,"network":1.2,"libvirt":3}');
    expect(Object.keys(document.checks[0] ?? {}).slice(0, 3)).toEqual(["name", "ok", "detail"]);
  });

  it("adds up a stage that comes twice", () => {
    expect(reportDocument(report({ stages: [{ name: "disks", seconds: 1 }, { name: "disks", seconds: 2 }] }), planDocument(plan(), "en")).stages).toEqual({ disks: 3 });
  });

  it("always fits the published schema", () => {
    fc.assert(fc.property(fc.oneof(anyReport, anyPairReport), anyPlan, (any, of) => {
      const document = reportDocument(any, planDocument(of, "it"));
      expect(v.safeParse(v.strictObject(reportSchema.entries), document).issues).toBeUndefined();
      expect(document.problems).toHaveLength(of.problems.length);
    }), { numRuns: 100 });
  });

  it("shows the pair as it is now, with what to do in the reader's language; how long ago is left to the reader", () => {
    const lost = pair({ state: "lost", role: "Secondary", goneSeconds: 61, goneSince: "2026-11-22T20:26:12.000Z" });
    const { cluster } = reportDocument(report({ cluster: lost }), planDocument(plan(), "de"), "de");
    expect(cluster?.resources[0]).toMatchObject({ name: "r0", pool: "default", peerHost: "avbox-2", state: "lost", goneSince: "2026-11-22T20:26:12.000Z", remedy: "avbox-2 zurückholen. Ist er aus und bleibt es, hier weiter: ramvisor takeover" });
    expect(JSON.stringify(cluster)).not.toContain("61");
    expect(reportDocument(report(), planDocument(plan(), "de")).cluster).toBeNull();
  });
});
