import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, it } from "vitest";
import { DISK_FREE_SCHEMA, diskFreeSchema } from "../../../src/schema/diskFree.ts";

const published = fileURLToPath(new URL("../../../src/schema/disk-free.schema.json", import.meta.url));

it("is published as the code says (refresh with: npx vitest run test/unit/schema/diskFree.test.ts -u)", async () => {
  expect(existsSync(published)).toBe(true);
  const schema = { $id: DISK_FREE_SCHEMA, title: "Ramvisor: what came of ramvisor disk free", ...toJsonSchema(diskFreeSchema) };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
});
