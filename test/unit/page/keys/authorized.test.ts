import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authorizedKeysFile, readAuthorizedKeys } from "../../../../src/page/keys/authorized.ts";

const { publicKey } = generateKeyPairSync("ed25519");
const raw = Buffer.from((publicKey.export({ format: "jwk" }) as { x: string }).x, "base64url");
const part = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
const KEY = `ssh-ed25519 ${Buffer.concat([part(Buffer.from("ssh-ed25519")), part(raw)]).toString("base64")}`;

describe("the keys of a text", () => {
  it.each([KEY, `${KEY} me@here`, `from="10.0.0.0/8",no-pty ${KEY} a b`, `# a comment\n\n${KEY}`, `${KEY}\r`])("one: %j", (text) => {
    expect(readAuthorizedKeys(text)).toEqual({ count: 1, problems: [] });
  });

  it.each([KEY.slice(0, -8), KEY.replace("ssh-ed25519", "ssh-rsa"), "ssh-dss AAAA", "hello"])("none: %j", (text) => {
    expect(readAuthorizedKeys(`${KEY}\n${text}`)).toEqual({ count: 1, problems: [{ code: "keyUnknown", line: 2 }] });
  });

  it.each(["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "-----BEGIN RSA PRIVATE KEY-----", "PuTTY-User-Key-File-3: ssh-ed25519"])("a private key is named once: %j", (text) => {
    expect(readAuthorizedKeys(text).problems).toEqual([{ code: "keyPrivate", line: 1 }]);
  });

  it("go onto the medium each once, without comments", () => {
    expect(authorizedKeysFile(`# mine\r\n${KEY}\r\n\n${KEY}\n`)).toBe(`${KEY}\n`);
    expect(authorizedKeysFile("\n# none\n")).toBe("");
  });
});
