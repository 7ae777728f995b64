import { expect, test } from "vitest";
import type { Problem } from "../../../src/model/problem.ts";
import { outcomeOf } from "../../../src/plan/outcome.ts";
import { simpleSite, site } from "./fixtures.ts";

const error: Problem = { severity: "error", code: "token.mask", token: "submask.x", span: null, args: { mask: "x" } };

test("named and no error", () => {
  expect(outcomeOf(simpleSite(), true, [])).toBe("configured");
  expect(outcomeOf(simpleSite(), true, [{ ...error, severity: "warning" }])).toBe("configured");
});

test("named, and something is wrong", () => {
  expect(outcomeOf(simpleSite(), true, [error])).toBe("degraded");
});

test("not named: rescue where there are mac tokens, broken ones included", () => {
  expect(outcomeOf(simpleSite(), false, [])).toBe("rescue");
  expect(outcomeOf(site([], { hasMacToken: true }), false, [error])).toBe("rescue");
  expect(outcomeOf(site([]), false, [error])).toBe("unconfigured");
});
