import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { contentsOf, keyOf } from "../../src/medium/cache.ts";

/** Where all the code lies that a scenario runs, in folders from the project's top; test/unit/pair/code.test.ts sees to it that nothing else is imported. */
export const CODE = ["src", "test/disks/suites", "test/pair", "test/runner"];

/** A key of what is tried: the code, the libraries that it takes, and the image's packages. A text like README's changes nothing. */
export async function keyOfCode(top: string): Promise<string> {
  const { packages, extracted } = JSON.parse(await readFile(join(top, "out/manifest.json"), "utf8").catch(() => "{}")) as { packages?: unknown; extracted?: unknown };
  return keyOf(await contentsOf(...[...CODE, "package-lock.json"].map((path) => join(top, path))), JSON.stringify([packages, extracted]));
}
