/** Numbers of tests by their end. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report (jest's format) that is counted. */
interface Report {
  success?: boolean;
  testResults?: { status?: string; assertionResults?: { status?: string }[] }[];
}

export const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * Counts a vitest report (pure). A file that did not load is one failure; so is a report without any test, one that is no
 * JSON (`null`: there was none), and a run that says it failed without naming a test.
 */
export function countReport(text: string | null): Count {
  let report: Report;
  try {
    report = JSON.parse(text ?? "") as Report;
  } catch {
    return { ...NOTHING, failed: 1 };
  }
  const files = report.testResults ?? [];
  const ends = files.flatMap((file) => (file.assertionResults ?? []).map(({ status }) => status));
  const broken = files.filter((file) => file.status === "failed" && !(file.assertionResults ?? []).some(({ status }) => status === "failed")).length;
  const count = {
    passed: ends.filter((status) => status === "passed").length,
    failed: ends.filter((status) => status === "failed").length + broken,
    skipped: ends.filter((status) => status !== "passed" && status !== "failed").length,
  };
  const unnamed = count.failed === 0 && (report.success !== true || count.passed + count.skipped === 0);
  return unnamed ? { ...count, failed: 1 } : count;
}

/** The line that CI reads: `12 passed, 0 failed`, and `, 1 skipped` where there are any. */
export function countLine({ passed, failed, skipped }: Count): string {
  return `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ""}`;
}
