import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, it } from "vitest";
import { MEDIUM_SCHEMA, mediumSchema } from "../../../src/schema/medium.ts";

const published = fileURLToPath(new URL("../../../src/schema/medium.schema.json", import.meta.url));

it("is published as the code says (refresh with: npx vitest run test/unit/schema/medium.test.ts -u)", async () => {
  expect(existsSync(published)).toBe(true);
  const schema = { $id: MEDIUM_SCHEMA, title: "Ramvisor: what is on a medium, by ramvisor iso", ...toJsonSchema(mediumSchema) };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
});
