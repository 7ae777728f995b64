import { join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";
import { installHostKeys } from "./hostKeyFiles.ts";
import { rootHashIn, rootHash, withRootHash } from "./shadow.ts";

/** Where the initramfs leaves the site overlay. */
export const SITE_DIR = "/run/ramvisor/site";
const AUTHORIZED_KEYS = "/root/.ssh/authorized_keys";

/** Installs keys and root's password hash from the site overlay. Never logs what they are. */
export async function overlayInstall(context: ApplyContext, step: StepOf<"overlay.install">): Promise<Result> {
  const { fs } = context;
  let changed = await closeSiteDir(context);
  if (step.authorizedKeys) {
    const keys = await fs.readText(join(SITE_DIR, "authorized_keys"));
    const text = keys.endsWith("\n") ? keys : `${keys}\n`;
    if ((await fs.readText(AUTHORIZED_KEYS).catch(() => null)) !== text) {
      // sshd's StrictModes refuses keys that others could have written.
      await fs.makeDir("/root/.ssh", 0o700);
      await fs.replace(AUTHORIZED_KEYS, text, { mode: 0o600 });
      changed = true;
    }
  }
  if (step.shadow) {
    const wanted = rootHashIn(await fs.readText(join(SITE_DIR, "shadow")));
    if (wanted === null) throw new Error("the site overlay's shadow file holds no password hash of root");
    const shadow = await fs.readText("/etc/shadow");
    if (rootHash(shadow) !== wanted) {
      await fs.replace("/etc/shadow", withRootHash(shadow, wanted), { mode: await fs.mode("/etc/shadow") });
      changed = true;
    }
  }
  if (step.hostKeys) {
    const installed = await installHostKeys(fs, SITE_DIR);
    changed ||= installed;
  }
  return changed ? "changed" : "unchanged";
}

/** "Read once, then only root can read them" (contract). */
async function closeSiteDir({ fs }: ApplyContext): Promise<boolean> {
  let changed = false;
  for (const path of [SITE_DIR, ...(await fs.list(SITE_DIR)).map((name) => join(SITE_DIR, name))]) {
    const mode = path === SITE_DIR ? 0o700 : 0o600;
    if ((await fs.mode(path)) === mode) continue;
    await fs.setMode(path, mode);
    changed = true;
  }
  return changed;
}

