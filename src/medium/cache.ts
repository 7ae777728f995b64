import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { walk } from "./walk.ts";

/** Where slow parts are kept between builds: packages as unpacked trees, the squashfs. Safe to delete at any time. */
export const CACHE_DIR = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ramvisor");

/** Short hash of everything that a part is made from. */
export function keyOf(...inputs: readonly string[]): string {
  return createHash("sha256").update(inputs.join("\0")).digest("hex").slice(0, 16);
}

/** The contents and names of files and folders, as one string to make a key from. */
export async function contentsOf(...paths: readonly string[]): Promise<string> {
  const parts = await Promise.all(
    paths.map(async (path) => {
      if (!(await stat(path)).isDirectory()) return readFile(path, "latin1");
      const files = (await walk(path)).filter((file) => !file.directory);
      return (await Promise.all(files.map(async (file) => `${file.path}\0${await readFile(join(path, file.path), "latin1")}`))).join("\0");
    }),
  );
  return parts.join("\0");
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process answers with EPERM: it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

/** Runs `use` while no other process does the same for this path; a lock whose owner is gone is taken over. */
async function alone<T>(path: string, use: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  for (;;) {
    const mine = await writeFile(lock, String(process.pid), { flag: "wx" }).then(() => true, (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    });
    if (mine) break;
    const owner = Number(await readFile(lock, "utf8").catch(() => "0"));
    if (owner > 0 && !alive(owner)) await rm(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    return await use();
  } finally {
    await rm(lock, { force: true });
  }
}

/**
 * A file made once per key: `make` writes to a temporary name, which becomes the real one only when it is whole,
 * so an interrupted build leaves nothing that a later one could take for finished. Returns its path.
 */
export async function cached(name: string, key: string, make: (path: string) => Promise<void>): Promise<string> {
  const [stem, ...extension] = name.split(".");
  const path = join(CACHE_DIR, `${stem ?? name}-${key}.${extension.join(".")}`);
  if (await exists(path)) return path;
  await mkdir(CACHE_DIR, { recursive: true });
  return alone(path, async () => {
    if (await exists(path)) return path;
    const unfinished = `${path}.${String(process.pid)}.part`;
    try {
      await make(unfinished);
      await rename(unfinished, path);
    } finally {
      await rm(unfinished, { force: true, recursive: true });
    }
    return path;
  });
}
