import { describe, expect, it } from "vitest";
import { leftOut } from "../../../src/medium/leftOut.ts";

const owners = new Map([
  ["usr/lib/x86_64-linux-gnu/libcurl.so.4", "libcurl4t64"], ["usr/lib/x86_64-linux-gnu/libmvec.so.1", "libc6"], ["usr/bin/localedef", "libc-bin"], ["usr/bin/shuf", "coreutils"],
  ["usr/share/nodejs/undici/index.js", "node-undici"], ["usr/share/man/man1/node.1.gz", "nodejs"], ["usr/bin/cpio", "cpio"], ["usr/lib/firmware/a.fw", "firmware-a"],
]);

describe("leftOut", () => {
  it("fetches libraries for what is linked to them, and programs for what names their package", () => {
    expect(leftOut(["usr/share/nodejs/undici/index.js", "usr/lib/x86_64-linux-gnu/libcurl.so.4", "usr/bin/cpio"], owners)).toEqual([
      { path: "usr/bin/cpio", package: "cpio", by: "depends" },
      { path: "usr/lib/x86_64-linux-gnu/libcurl.so.4", package: "libcurl4t64", by: "link" },
      { path: "usr/share/nodejs/undici/index.js", package: "node-undici", by: "depends" },
    ]);
  });

  it("fetches neither what people read, nor what only devices ask for, nor programs of what everything depends on", () => {
    expect(leftOut(["usr/share/man/man1/node.1.gz", "usr/lib/firmware/a.fw", "usr/bin/shuf"], owners)).toEqual([]);
    // `locales` names it, and calls localedef.
    expect(leftOut(["usr/bin/localedef"], owners)).toHaveLength(1);
    expect(leftOut(["usr/lib/x86_64-linux-gnu/libmvec.so.1"], owners)).toHaveLength(1);
  });

  it("passes over what no package brought", () => {
    expect(leftOut(["usr/bin/made-by-hand"], owners)).toEqual([]);
  });
});
