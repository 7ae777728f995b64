import { join } from "node:path";
import type { WriteFs } from "../writeFs.ts";

export const SSH_DIR = "/etc/ssh";
const PRIVATE_KEY = /^ssh_host_[a-z0-9]+_key$/;
const ANY_KEY = /^ssh_host_[a-z0-9]+_key(\.pub)?$/;

/** The private host keys in a directory, by name; empty where the directory is not there. */
export async function hostKeyNames(fs: WriteFs, dir: string): Promise<string[]> {
  const names = await fs.list(dir).catch(() => []);
  return names.filter((name) => PRIVATE_KEY.test(name));
}

/**
 * Makes the host keys of `dir` the only ones in /etc/ssh: private ones 0600 (sshd refuses wider), public ones
 * 0644. Returns whether anything was written. @throws Error where `dir` has no private host key.
 */
export async function installHostKeys(fs: WriteFs, dir: string): Promise<boolean> {
  const names = (await fs.list(dir)).filter((name) => ANY_KEY.test(name));
  if (!names.some((name) => PRIVATE_KEY.test(name))) throw new Error(`${dir} holds no SSH host key`);
  let changed = false;
  for (const name of names) {
    const content = await fs.readText(join(dir, name));
    const path = join(SSH_DIR, name);
    if ((await fs.readText(path).catch(() => null)) === content) continue;
    await fs.replace(path, content, { mode: PRIVATE_KEY.test(name) ? 0o600 : 0o644 });
    changed = true;
  }
  for (const stale of (await fs.list(SSH_DIR)).filter((name) => ANY_KEY.test(name) && !names.includes(name))) {
    await fs.remove(join(SSH_DIR, stale));
    changed = true;
  }
  return changed;
}
