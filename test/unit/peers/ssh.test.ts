import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { expect, it } from "vitest";
import { accessFiles, authorizedLine, clientConf, knownHosts } from "../../../src/peers/ssh.ts";

const SECRET = "a secret that is long enough";

it("makes one key pair of one secret, which OpenSSH reads", () => {
  const files = accessFiles(SECRET);
  expect(accessFiles(SECRET)).toEqual(files);
  expect(accessFiles(`${SECRET}!`).public).not.toBe(files.public);
  const dir = mkdtempSync(join(tmpdir(), "ramvisor-ssh-"));
  try {
    writeFileSync(join(dir, "key"), files.private, { mode: 0o600 });
    expect(`${execaSync("ssh-keygen", ["-y", "-f", join(dir, "key")]).stdout}\n`).toBe(files.public);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

it("lets in from the peers' addresses alone, and goes to them with that key alone", () => {
  expect(authorizedLine("ssh-ed25519 AAAA ramvisor-pair\n", ["192.168.0.251", "2001:db8::1"])).toBe('restrict,from="192.168.0.251,2001:db8::1" ssh-ed25519 AAAA ramvisor-pair\n');
  const conf = clientConf(["192.168.0.251"]);
  expect(conf).toContain('Match host "192.168.0.251" user root\n');
  expect(conf).toContain("StrictHostKeyChecking yes\n");
});

it("notes public keys and nothing else that a peer may say", () => {
  expect(knownHosts("10.0.0.2", ["ssh-ed25519 AAAAC3 root@lab", "*\n@cert-authority * ssh-rsa AAAA", "ssh-ed25519 A A\nB"])).toBe("10.0.0.2 ssh-ed25519 AAAAC3\n10.0.0.2 ssh-ed25519 A\n");
});
