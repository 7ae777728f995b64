import { describe, expect, it } from "vitest";
import { saltFrom, sha512crypt } from "../../../../src/page/keys/sha512crypt.ts";

const hash = (password: string, salt: string, rounds?: number): Promise<string> => sha512crypt(new TextEncoder().encode(password), salt, rounds);

describe("SHA-512-crypt", () => {
  // "Unix crypt using SHA-256 and SHA-512", test vectors of the reference implementation.
  it.each([
    ["Hello world!", "saltstring", undefined, "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"],
    ["Hello world!", "saltstringsaltstring", 10000, "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v."],
    ["we have a short salt string but not a short password", "short", 77777, "$6$rounds=77777$short$WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0"],
    ["a very much longer text to encrypt.  This one even stretches over morethan one line.", "anotherlongsaltstring", 1400, "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1"],
  ] as const)("%s", async (password, salt, rounds, expected) => {
    expect(await hash(password, salt, rounds)).toBe(expected);
  });

  it("pauses now and then, so that a page stays alive", async () => {
    let pauses = 0;
    await sha512crypt(new Uint8Array([1]), "salt", 5000, async () => {
      pauses += 1;
      await Promise.resolve();
    });
    expect(pauses).toBe(5);
  });

  it("makes a salt of 16 letters of crypt's alphabet", () => {
    expect(saltFrom(Uint8Array.from({ length: 16 }, (_, i) => i * 16))).toMatch(/^[./0-9A-Za-z]{16}$/);
  });
});
