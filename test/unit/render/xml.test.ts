import { expect, test } from "vitest";
import { escapeXml } from "../../../src/render/xml.ts";

test("the five that XML reads itself; an ampersand is not escaped twice", () => {
  expect(escapeXml(`a&b<c>"d"'e'`)).toBe("a&amp;b&lt;c&gt;&quot;d&quot;&apos;e&apos;");
  expect(escapeXml("&lt;")).toBe("&amp;lt;");
  expect(escapeXml("Zürich")).toBe("Zürich");
});
