import { expect, test } from "vitest";
import { escapeXml, unescapeXml } from "../../../src/render/xml.ts";

test("the five that XML reads itself; an ampersand is not escaped twice", () => {
  expect(escapeXml(`a&b<c>"d"'e'`)).toBe("a&amp;b&lt;c&gt;&quot;d&quot;&apos;e&apos;");
  expect(escapeXml("&lt;")).toBe("&amp;lt;");
  expect(escapeXml("Zürich")).toBe("Zürich");
});

test("and back", () => {
  for (const text of [`a&b<c>"d"'e'`, "&lt;", "&amp;amp;", "Zürich"]) expect(unescapeXml(escapeXml(text))).toBe(text);
  expect(unescapeXml("&nbsp;&")).toBe("&nbsp;&");
});
