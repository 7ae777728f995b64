import { execa } from "execa";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
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

it.each([
  ["lines that end as on Windows", (key: string) => key.replaceAll("\n", "\r\n")],
  ["words and a byte order mark before it", (key: string) => `\uFEFFBag Attributes\n    friendlyName: host\n${key}`],
  ["words and another key behind it", (key: string) => `${key}\nmade on Monday\n${key.replace("b3Bl", "AAAA")}`],
  ["no line's end at its end", (key: string) => key.trimEnd()],
  ["blanks before each line", (key: string) => key.replaceAll(/^/gm, "  ")],
  ["all of it in one line", (key: string) => key.replaceAll("\n", "")],
])("leaves of a key with %s what ssh-keygen reads", async (_, spoilt) => {
  const file = join(dir, "plain");
  await rm(file, { force: true });
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "me@box", "-f", file]);
  const text = await readFile(file, "utf8");
  const stored = privateKeyIn(spoilt(text))?.file ?? "";
  expect(stored).toBe(text);
  await writeFile(join(dir, "stored"), stored, { mode: 0o600 });
  expect(`${(await execa("ssh-keygen", ["-y", "-f", join(dir, "stored")])).stdout}\n`).toBe(await readFile(`${file}.pub`, "utf8"));
});

it("sees a passphrase", async () => {
  const file = join(dir, "locked");
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", file]);
  expect(privateKeyIn(await readFile(file, "utf8"))?.locked).toBe(true);
});

it.each(["", "hello", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA=="])("takes %j for no key", (line) => {
  expect(publicKeyIn(line)).toBeNull();
});

const wire = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text, "latin1")]);

it("takes what is cut off for no key", () => {
  expect(privateKeyIn("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----")).toBeNull();
  expect(privateKeyIn(`-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.concat([Buffer.from("openssh-key-v1\0"), ...["none", "none", ""].map(wire), Buffer.from([0, 0, 0, 1]), wire("\0\0\0\x0bssh-ed25519")]).toString("base64")}\n-----END OPENSSH PRIVATE KEY-----`), "without its secret part").toBeNull();
  expect(privateKeyIn("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----")).toBeNull();
  expect(keyLines("# no\n\n a \r\n")).toEqual(["a"]);
});
