import { execa } from "execa";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { fingerprint, hostKeyName, keyLines, privateKeyIn, publicKeyIn, publicLine } from "../../../src/isofile/keys.ts";

const dir = mkdtempSync(join(tmpdir(), "ramvisor-keys-"));
afterAll(() => { rmSync(dir, { recursive: true, force: true }); });

it.each(["ed25519", "rsa", "ecdsa"])("reads what ssh-keygen makes of kind %s, and shows its fingerprint", async (kind) => {
  const file = join(dir, kind);
  await execa("ssh-keygen", ["-q", "-t", kind, ...(kind === "rsa" ? ["-b", "2048"] : []), "-N", "", "-C", "me@box", "-f", file]);
  const [text, open] = [await readFile(file, "utf8"), await readFile(`${file}.pub`, "utf8")];
  const key = privateKeyIn(text);
  expect(key?.locked).toBe(false);
  expect(publicLine(key?.type ?? "", key?.blob ?? Buffer.alloc(0), "me@box")).toBe(open);
  const shown = (await execa("ssh-keygen", ["-l", "-f", file])).stdout;
  expect(shown).toContain(fingerprint(key?.blob ?? Buffer.alloc(0)));
  expect(publicKeyIn(`from="10.0.0.0/8",no-pty ${open}`)).toMatchObject({ type: key?.type, comment: "me@box" });
  expect(hostKeyName(key?.type ?? "")).toBe(`ssh_host_${kind}_key`);
});

it("sees a passphrase", async () => {
  const file = join(dir, "locked");
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", file]);
  expect(privateKeyIn(await readFile(file, "utf8"))?.locked).toBe(true);
});

it.each(["", "hello", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA=="])("takes %j for no key", (line) => {
  expect(publicKeyIn(line)).toBeNull();
});

it("takes what is cut off for no key", () => {
  expect(privateKeyIn("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----")).toBeNull();
  expect(privateKeyIn("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----")).toBeNull();
  expect(keyLines("# no\n\n a \r\n")).toEqual(["a"]);
});
