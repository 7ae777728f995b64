import { build } from "esbuild";
import { chmod, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/** Where the bundled agent lies after `npm run build`; the `ramvisor` command of package.json. */
export const BUNDLE = new URL("../../out/ramvisor.mjs", import.meta.url).pathname;

/**
 * Bundles src/main.ts and what it needs into one file for Node 20 (Debian 13).
 * V8 without helper threads starts in half the time where processors are slow, and these runs are short.
 * pino is CommonJS and requires node: modules at run time, which an ESM bundle only allows with createRequire.
 */
export async function bundleAgent(outfile = BUNDLE): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  await build({
    entryPoints: [new URL("../main.ts", import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    minify: true,
    legalComments: "none",
    define: { "process.env.RAMVISOR_VERSION": JSON.stringify(version) },
    banner: { js: '#!/usr/bin/env -S node --single-threaded\nimport{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
    logLevel: "warning",
  });
  await chmod(outfile, 0o755);
  return outfile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await bundleAgent();
