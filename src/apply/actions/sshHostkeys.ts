import { dirname, join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";
import { mountAt } from "../mounts.ts";
import { hostKeyNames, installHostKeys, SSH_DIR } from "./hostKeyFiles.ts";

/** Says that the keys in /etc/ssh are this machine's own, made in this start or kept on a pool: others come from the image, where everybody has them. */
export const MADE_HERE = "/run/ramvisor/hostkeys-made";
const KEY = "ssh_host_ed25519_key";

/**
 * Sees to it that sshd has a host key of this machine's own: the one kept on the pool, made there at the first
 * start; without a pool one for this start only. A key made earlier in this start moves to the pool, so that
 * whoever has already connected sees the same one.
 */
export async function sshHostkeys(context: ApplyContext, step: StepOf<"ssh.hostkeys">): Promise<Result> {
  const { fs } = context;
  const madeHere = (await fs.exists(MADE_HERE)) && (await fs.exists(join(SSH_DIR, KEY)));
  if (step.dir === null || !(await liesOnPool(context, step.dir))) {
    if (step.dir !== null) context.log.warn({ dir: step.dir }, "no pool is mounted for the SSH host key: it is for this start only");
    if (madeHere) return "unchanged";
    await makeKey(context, SSH_DIR, false);
    await fs.replace(MADE_HERE, "");
    return "changed";
  }
  const kept = await hostKeyNames(fs, step.dir);
  if (kept.length === 0) {
    await fs.makeDir(step.dir, 0o700);
    if (madeHere) await copyKey(context, step.dir);
    else await makeKey(context, step.dir, true);
  }
  const installed = await installHostKeys(fs, step.dir);
  // A later run of this start may find no pool mounted: the key is this machine's own all the same.
  if (!(await fs.exists(MADE_HERE))) await fs.replace(MADE_HERE, "");
  return installed || kept.length === 0 ? "changed" : "unchanged";
}

/** True where the directory lies on a file system of its own below the pools, and not in RAM. */
async function liesOnPool({ fs }: ApplyContext, dir: string): Promise<boolean> {
  for (let path = dir; path !== "/"; path = dirname(path)) if ((await mountAt(fs, path)) !== null) return true;
  return false;
}

/** ssh-keygen(1) into a temporary name first: half a key is never taken for a whole one. */
async function makeKey({ fs, run }: ApplyContext, dir: string, durable: boolean): Promise<void> {
  const temporary = join(dir, `.${KEY}.new`);
  await fs.remove(temporary);
  await fs.remove(`${temporary}.pub`);
  await mustRun(run, "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ramvisor", "-f", temporary]);
  const [secret, open] = [await fs.readText(temporary), await fs.readText(`${temporary}.pub`)];
  await fs.remove(temporary);
  await fs.remove(`${temporary}.pub`);
  await fs.replace(join(dir, `${KEY}.pub`), open, { mode: 0o644, durable });
  // The private key last: where it is there, both are.
  await fs.replace(join(dir, KEY), secret, { mode: 0o600, durable });
  if (dir === SSH_DIR) {
    for (const name of (await fs.list(SSH_DIR)).filter((other) => /^ssh_host_/.test(other) && !other.startsWith(KEY))) await fs.remove(join(SSH_DIR, name));
  }
}

async function copyKey({ fs }: ApplyContext, dir: string): Promise<void> {
  const open = await fs.readText(join(SSH_DIR, `${KEY}.pub`)).catch(() => null);
  if (open !== null) await fs.replace(join(dir, `${KEY}.pub`), open, { mode: 0o644, durable: true });
  await fs.replace(join(dir, KEY), await fs.readText(join(SSH_DIR, KEY)), { mode: 0o600, durable: true });
}
