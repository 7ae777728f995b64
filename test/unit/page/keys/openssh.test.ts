import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { fingerprint as fingerprintOf, privateKeyIn, publicKeyIn } from "../../../../src/isofile/keys.ts";
import { fingerprint, hostKeyFiles } from "../../../../src/page/keys/openssh.ts";

/** ssh-keygen itself reads one in test/page/iso.test.ts. */
it("writes a key pair in OpenSSH's format, and its fingerprint", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const jwk = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })).export({ format: "jwk" }) as { d: string; x: string };
  const bytes = (text: string): Uint8Array => Buffer.from(text, "base64url");
  const files = hostKeyFiles({ seed: bytes(jwk.d), publicKey: bytes(jwk.x) }, "ramvisor", 0xdeadbeef);
  const [secret, open] = [privateKeyIn(files.private), publicKeyIn(files.public)];
  expect(secret).toMatchObject({ type: "ssh-ed25519", locked: false });
  expect(secret?.blob.equals(open?.blob ?? Buffer.alloc(0))).toBe(true);
  expect(createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: open?.blob.subarray(-32).toString("base64url") ?? "" }, format: "jwk" }).equals(createPublicKey(privateKey))).toBe(true);
  expect(fingerprint(files.public)).toBe(fingerprintOf(open?.blob ?? Buffer.alloc(0)));
  expect(files.private.split("\n").every((line) => line.length <= 70)).toBe(true);
});

it("knows no fingerprint of what is no key", () => {
  expect(fingerprint("nothing")).toBeNull();
});
