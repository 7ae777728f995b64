import { describe, expect, it } from "vitest";
import { globToRegExp, idleParts } from "../../../src/medium/glob.ts";

describe("globToRegExp", () => {
  it.each([
    ["a/*.so", "a/b.so", true], ["a/*.so", "a/b/c.so", false], ["a/**", "a/b/c", true], ["a/{b,c/*}", "a/c/d", true], ["a/!(b|c).ko", "a/b.ko", false], ["a/!(b|c).ko", "a/d.ko", true],
  ])("%s and %s", (glob, path, matches) => {
    expect(globToRegExp(glob).test(path)).toBe(matches);
  });
});

describe("idleParts", () => {
  const paths = ["lib/one.so", "lib/deep/two.so"];
  it("finds nothing where each part names a path", () => {
    expect(idleParts("lib/{one,deep/*}.so", paths)).toEqual([]);
  });
  it("names the parts, or the whole, that name no path", () => {
    expect(idleParts("lib/{one,three}.so", paths)).toEqual(["three"]);
    expect(idleParts("lib/{one,deep/{two,three}}.so", paths)).toEqual(["three"]);
    expect(idleParts("etc/{a,b}", paths)).toEqual(["etc/{a,b}"]);
  });
});
