import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { planDocument } from "../../../src/report/planDocument.ts";
import { reportDocument } from "../../../src/report/reportDocument.ts";
import { REPORT_SCHEMA, reportSchema } from "../../../src/schema/report.ts";
import { plan, report } from "../report/samples.ts";

const published = fileURLToPath(new URL("../../../src/schema/report.schema.json", import.meta.url));
const document = reportDocument(report(), planDocument(plan(), "en"));

describe("the published JSON Schema", () => {
  it("is what the code says (refresh with: npx vitest run test/unit/schema/report.test.ts -u)", async () => {
    expect(existsSync(published)).toBe(true);
    const schema = { $id: REPORT_SCHEMA, title: "Ramvisor: how a start went", ...toJsonSchema(reportSchema) };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
  });
});

describe("the schema", () => {
  it("takes what the code makes, and what grows beside it", () => {
    expect(v.is(reportSchema, document)).toBe(true);
    expect(v.is(reportSchema, { ...document, later: 1 })).toBe(true);
  });
  it.each([["schema", "ramvisor.report/2"], ["outcome", "fine"], ["ready", "yes"], ["readySeconds", -1], ["stages", { kernel: "1" }], ["checks", [{ name: "odd" }]], ["pools", {}]])("refuses another %s", (key, value) => {
    expect(v.is(reportSchema, { ...document, [key]: value })).toBe(false);
    expect(v.is(reportSchema, { ...document, [key]: undefined })).toBe(false);
  });
});
