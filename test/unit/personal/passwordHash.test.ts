import { execaSync } from "execa";
import { describe, expect, it } from "vitest";
import { isPasswordHash } from "../../../src/personal/passwordHash.ts";

/** What crypt(3) of this machine makes of a method and its salt. */
const crypt = (setting: string): string => execaSync("perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", "correct horse", setting]).stdout;

const SETTINGS = [
  "$y$j9T$abcdefgh", "$gy$j9T$abcdefgh", "$7$CU..../....abcdefgh", "$2b$05$abcdefghijklmnopqrstuu", "$6$saltsalt", "$6$rounds=5000$s", "$5$saltsalt", "$5$rounds=5000$saltsaltsaltsalt",
  "$sha1$100$abcdefgh$", "$md5$abcdefgh$", "$md5,rounds=100$abcdefgh$", "$1$salt",
];

describe.each(SETTINGS)("a hash that begins with %s", (setting) => {
  const hash = crypt(setting);
  it("is taken whole", () => {
    expect(hash.startsWith("$")).toBe(true);
    expect(isPasswordHash(hash)).toBe(true);
  });
  it("is refused cut anywhere, or with a character too many or of another alphabet", () => {
    for (let length = 0; length < hash.length; length += 1) expect(isPasswordHash(hash.slice(0, length)), hash.slice(0, length)).toBe(false);
    for (const spoilt of [`${hash}a`, `${hash}\n`, ` ${hash}`, `${hash.slice(0, -1)}:`, `${hash.slice(0, -1)}!`, `${hash.slice(0, -1)}\u{e4}`]) expect(isPasswordHash(spoilt), spoilt).toBe(false);
  });
});

it.each(["", "$", "$6$abc", "$9$salt$abc", "secret", "*", "!"])("takes %j for no hash", (text) => {
  expect(isPasswordHash(text)).toBe(false);
});
