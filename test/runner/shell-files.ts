import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

const PASSED_OVER = new Set(["node_modules", "out", ".git"]);

async function isShell(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const start = Buffer.alloc(64);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    return /^#!\s*\/(?:usr\/)?bin\/(?:env\s+)?(?:ba|da)?sh\b/.test(start.toString("latin1", 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Every shell script of the project, by its first line, and everything that initramfs-tools is given. */
export async function shellFiles(top: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (dir: string, all: boolean): Promise<void> => {
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (PASSED_OVER.has(entry.name)) continue;
      if (entry.isDirectory()) await walk(path, all || entry.name === "initramfs-hooks");
      else if (entry.isFile() && (all || (await isShell(path)))) found.push(path);
    }
  };
  await walk(top, false);
  return found.sort();
}
