import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { planDocument } from "../../../src/report/planDocument.ts";
import { PLAN_SCHEMA, planSchema } from "../../../src/schema/plan.ts";
import { plan } from "../report/samples.ts";

const published = fileURLToPath(new URL("../../../src/schema/plan.schema.json", import.meta.url));
const document = planDocument(plan(), "en");

describe("the published JSON Schema", () => {
  it("is what the code says (refresh with: npx vitest run test/unit/schema/plan.test.ts -u)", async () => {
    expect(existsSync(published)).toBe(true);
    const schema = { $id: PLAN_SCHEMA, title: "Ramvisor: what a start decides, and why", ...toJsonSchema(planSchema) };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
  });
});

describe("the schema", () => {
  it("takes what the code makes, and what grows beside it", () => {
    expect(v.is(planSchema, document)).toBe(true);
    expect(v.is(planSchema, { ...document, later: 1 })).toBe(true);
  });
  it.each([["schema", "ramvisor.plan/2"], ["outcome", "fine"], ["problems", {}], ["node", {}], ["network", {}], ["disks", [{}]], ["steps", [{ action: 1 }]]])("refuses another %s", (key, value) => {
    expect(v.is(planSchema, { ...document, [key]: value })).toBe(false);
    expect(v.is(planSchema, { ...document, [key]: undefined })).toBe(false);
  });
});
