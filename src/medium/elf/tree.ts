import { lstat, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { walk } from "../walk.ts";
import { ElfFile, isElf } from "./file.ts";

const HEADER_BYTES = 65;
const [EXECUTABLE, SHARED] = [2, 3];
/** Read by everybody: what is not is a program of few, and small. */
const OTHERS_READ = 0o004;
const SET_ID = 0o6000;

async function looksLikeElf(path: string): Promise<boolean> {
  const { mode } = await lstat(path);
  if ((mode & OTHERS_READ) === 0 || (mode & SET_ID) !== 0) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return bytesRead === HEADER_BYTES && isElf(buffer) && [EXECUTABLE, SHARED].includes(buffer.readUInt16LE(16));
  } finally {
    await file.close();
  }
}

/** Programs and libraries below `usr` of a tree, by path; kernel modules are neither. */
export async function elfFiles(tree: string): Promise<ElfFile[]> {
  const found: ElfFile[] = [];
  for (const { path, bytes } of await walk(tree, "usr")) {
    if (bytes > 0 && (await looksLikeElf(join(tree, path)))) found.push(new ElfFile(await readFile(join(tree, path)), path));
  }
  return found;
}

/** Libraries that are asked for and lie nowhere in the tree: `name <- who asks`. */
export function missingLibraries(files: readonly ElfFile[]): string[] {
  const there = new Set(files.flatMap(({ soname, path }) => [soname ?? "", path.slice(path.lastIndexOf("/") + 1)]));
  return files.flatMap(({ needed, path }) => needed.filter((name) => !there.has(name)).map((name) => `${name} <- ${path}`)).sort();
}
