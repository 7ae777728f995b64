import fc from "fast-check";
import { expect, test } from "vitest";
import { MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import { decodeSecret, encodeSecret, SECRET_BYTES, SECRET_OFFSET } from "../../../src/peers/secretBlock.ts";
import { PARTITION_START } from "../../../src/raid/superblock.ts";

const SECRET = "a secret of this test, long enough";

test("its place is right behind the marker, and outside every partition", () => {
  expect([SECRET_OFFSET, SECRET_OFFSET + SECRET_BYTES <= PARTITION_START]).toEqual([MARKER_OFFSET + MARKER_BYTES, true]);
});

test("what is written is read, whatever the site is called", () => {
  fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.stringMatching(/^[!-~]{16,200}$/), (site, secret) => {
    expect(decodeSecret(encodeSecret(site, secret))).toEqual({ state: "good", site, secret, agreed: false });
    expect(decodeSecret(encodeSecret(site, secret, true))).toEqual({ state: "good", site, secret, agreed: true });
  }));
});

test("a byte that is wrong is no secret, and nothing is said of it", () => {
  const block = encodeSecret("default", SECRET);
  const used = block.indexOf(0);
  for (let at = 0; at < used; at += 1) {
    const torn = Buffer.from(block);
    torn[at] = (torn[at] ?? 0) ^ 1;
    expect(decodeSecret(torn)).toEqual({ state: at < 23 ? "none" : "damaged" });
  }
  expect(decodeSecret(Buffer.alloc(SECRET_BYTES))).toEqual({ state: "none" });
  expect(decodeSecret(Buffer.concat([block.subarray(0, 40), Buffer.alloc(SECRET_BYTES - 40)]))).toEqual({ state: "damaged" });
});

test("what is no secret, or does not fit, is not written", () => {
  for (const secret of ["short", " padded with blanks, so it would not come back ", "x".repeat(4090)]) expect(() => encodeSecret("default", secret)).toThrow(RangeError);
});
