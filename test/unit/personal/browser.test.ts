import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";

it.each(["personal/index.ts", "personal/fields.ts", "messages/iso/index.ts", "report/mediumText.ts"])("%s runs in a browser: it needs nothing of Node", async (entry) => {
  const { outputFiles, warnings } = await build({
    entryPoints: [fileURLToPath(new URL(`../../../src/${entry}`, import.meta.url))],
    bundle: true, write: false, platform: "browser", format: "esm", logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  expect(outputFiles[0]?.text).not.toMatch(/\bBuffer\b|\bprocess\.|\brequire\(/);
});
