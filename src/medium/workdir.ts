import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./shell.ts";

/** A folder that is gone afterwards, whatever happens; /var/tmp because trees are large and /tmp may be RAM. */
export async function withWorkDir<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(process.env["TMPDIR"] ?? (tmpdir() === "/tmp" ? "/var/tmp" : tmpdir()), "ramvisor-build-"));
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true }).catch(() => command("rm", ["-rf", dir], { root: true }));
  }
}

/** Unpacks a tar file with its owners into a new folder. */
export async function unpack(tar: string, dir: string, only: readonly string[] = []): Promise<void> {
  await command("mkdir", ["-p", dir]);
  await command("tar", ["-xf", tar, "-C", dir, "--numeric-owner", ...(only.length > 0 ? ["--wildcards", ...only] : ["--exclude=./dev/*"])], { root: true });
}
