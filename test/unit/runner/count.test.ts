import { describe, expect, it } from "vitest";
import { countLine, countReport } from "../../runner/count.ts";

const file = (status: string, ...ends: string[]): unknown => ({ status, assertionResults: ends.map((end) => ({ status: end })) });
const report = (success: boolean, ...testResults: unknown[]): string => JSON.stringify({ success, testResults });

describe("countReport", () => {
  it("counts tests by their end", () => {
    expect(countReport(report(false, file("passed", "passed", "passed", "skipped", "todo"), file("failed", "failed", "passed")))).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it("counts a file that did not load", () => {
    expect(countReport(report(false, file("passed", "passed"), file("failed")))).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it.each([["no report", null], ["half a report", '{"succ'], ["no test at all", report(true)], ["a failure without a name", report(false, file("passed", "passed"))]])("never passes %s", (_, text) => {
    expect(countReport(text).failed).toBe(1);
  });
});

describe("countLine", () => {
  it("is what CI reads", () => {
    expect(countLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
    expect(countLine({ passed: 12, failed: 1, skipped: 2 })).toBe("12 passed, 1 failed, 2 skipped");
  });
});
