import { build } from "esbuild";
import { chmod, readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Where the bundled agent lies after `npm run build`; the `ramvisor` command of package.json. */
export const BUNDLE = fileURLToPath(new URL("../../out/ramvisor.cjs", import.meta.url));

/**
 * Bundles src/main.ts and what it needs into one file for Node 20 (Debian 13): CommonJS, since that is what V8's startup
 * snapshot takes. yargs-parser asks for its own address, which CommonJS knows as __filename.
 */
export async function bundleAgent(outfile = BUNDLE): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  await build({
    entryPoints: [fileURLToPath(new URL("../main.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    minify: true,
    legalComments: "none",
    define: { "process.env.RAMVISOR_VERSION": JSON.stringify(version), "import.meta.url": "__address" },
    banner: { js: '#!/usr/bin/env node\nconst __address=require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "warning",
  });
  await chmod(outfile, 0o755);
  return outfile;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await bundleAgent();
