import { randomBytes } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "../model/ports.ts";
import { rootHashIn } from "../apply/actions/shadow.ts";
import { gone } from "./unfinished.ts";

/** DRBD takes a shared secret of at most 64 characters (drbd.conf(5)); these are 192 bits. */
export const makePairSecret = (): string => `${randomBytes(24).toString("base64url")}\n`;

/**
 * The password's hash by `openssl passwd -6` (sha512-crypt), as the agent makes the console's own; by standard input, as an
 * argument would be readable in /proc by everybody. Null where openssl is missing or fails.
 */
export async function hashPassword(run: Run, password: string): Promise<string | null> {
  const { code, stdout } = await run("openssl", ["passwd", "-6", "-stdin"], { input: `${password}\n` });
  return code === 0 ? rootHashIn(stdout) : null;
}

/** A new host key by ssh-keygen(1), in OpenSSH's format; null where the program is missing or fails. */
export async function makeHostKey(run: Run): Promise<string | null> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-key-"));
  return gone(dir, async () => {
    const file = join(dir, "key");
    const { code } = await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ramvisor", "-f", file]);
    return code === 0 ? await readFile(file, "utf8") : null;
  });
}
