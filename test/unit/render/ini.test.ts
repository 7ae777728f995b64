import { expect, test } from "vitest";
import { renderIni } from "../../../src/render/ini.ts";

test("sections with their lines, in order; what is null or empty is left out", () => {
  expect(renderIni([["Match", ["Name", "eth0"]], ["Link"], ["Network", null, ["DNS", "a"], ["DNS", "b"]]])).toBe(
    "# Written by Ramvisor at every start. Changes here are lost.\n\n[Match]\nName=eth0\n\n[Network]\nDNS=a\nDNS=b\n",
  );
});
