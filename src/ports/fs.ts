import * as fs from "node:fs/promises";
import type { ReadFs } from "../model/ports.ts";

/** The part of node:fs/promises that ReadFs needs; memfs' promises fit as well. */
export interface PromisesLike {
  readFile(path: string, encoding: "utf8"): Promise<unknown>;
  readdir(path: string): Promise<unknown>;
  readlink(path: string): Promise<unknown>;
  realpath(path: string): Promise<unknown>;
  access(path: string): Promise<unknown>;
}

/** ReadFs over node:fs/promises, or over memfs in a test. */
export function readFsOver(promises: PromisesLike): ReadFs {
  return {
    readText: async (path) => String(await promises.readFile(path, "utf8")),
    list: async (dir) => ((await promises.readdir(dir)) as unknown[]).map(String).sort(),
    readLink: async (path) => String(await promises.readlink(path)),
    realPath: async (path) => String(await promises.realpath(path)),
    exists: async (path) => promises.access(path).then(() => true, () => false),
  };
}

export const hostFs: ReadFs = readFsOver(fs);
