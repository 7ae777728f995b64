import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { cp, mkdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
/** What a build reads of the project. */
const SOURCES = ["src", "initramfs-hooks", "package.json", "package-lock.json", "README.md", "tsconfig.json"];

/** What must not matter for the bytes: where and under which settings somebody builds. */
export interface Surroundings {
  path: string;
  umask: string;
  env: Record<string, string>;
}

/**
 * Builds the image from a copy of this project in a folder of its own, with a cache of its own; gives the copy's folder.
 * A copy that an earlier run made is used again: a finished build stands, and one that was begun goes on.
 */
export async function buildIn({ path, umask, env }: Surroundings): Promise<string> {
  if (!(await exists(join(path, "node_modules")))) {
    await mkdir(path, { recursive: true });
    for (const name of SOURCES) await cp(join(TOP, name), join(path, name), { recursive: true });
    await symlink(join(TOP, "node_modules"), join(path, "node_modules"));
  }
  if (await exists(join(path, "out/manifest.json"))) return path;
  const command = 'umask "$1" && exec node_modules/.bin/tsx src/medium/main.ts';
  await execa("sh", ["-c", command, "sh", umask], { cwd: path, env: { ...env, XDG_CACHE_HOME: join(path, "cache") }, stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  return path;
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

export async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
