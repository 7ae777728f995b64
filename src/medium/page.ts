import { build, type BuildOptions } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pageMessages } from "../messages/page/index.ts";

/** Where the page lies after `npm run page`. */
export const PAGE = fileURLToPath(new URL("../../out/ramvisor.html", import.meta.url));

/** Those that have what the page needs; all from the first half of 2023. */
const BROWSERS = ["chrome111", "firefox115", "safari16.4"];

const source = (name: string): string => fileURLToPath(new URL(`../page/${name}`, import.meta.url));
const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * Nothing is loaded and nothing is sent: no address is allowed but the page's own empty icon. Its script and its style are
 * named by their hashes, and no other runs.
 */
const policyFor = (script: string, style: string): string =>
  ["default-src 'none'", `script-src ${hashOf(script)}`, `style-src ${hashOf(style)}`, "img-src data:", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"].join("; ");

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);

/** Bundles src/page/ into one HTML file that needs nothing else, and works from a folder. */
export async function buildPage(output = PAGE): Promise<string> {
  const options = { bundle: true, minify: true, write: false as const, target: BROWSERS, legalComments: "none" as const, charset: "utf8" as const, logLevel: "warning" as const } satisfies BuildOptions;
  const [scripts, styles] = await Promise.all([
    build({ ...options, entryPoints: [source("main.ts")], platform: "browser", format: "esm" }),
    build({ ...options, entryPoints: [source("page.css")] }),
  ]);
  // In HTML nothing but its end tag ends a script; in ours it stands in no text.
  const [script, style] = [scripts, styles].map(({ outputFiles }) => (outputFiles[0]?.text ?? "").trim());
  if (script === undefined || style === undefined || /<\/script|<!--/i.test(script)) throw new Error("the page's script cannot stand in HTML");
  const noscript = Object.entries(pageMessages).map(([lang, { noScript }]) => `<p lang="${lang}">${escaped(noScript)}</p>`).join("");
  const values: Record<string, string> = { policy: policyFor(script, style), style, script, noscript };
  const html = (await readFile(source("index.html"), "utf8")).replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
  await mkdir(dirname(output), { recursive: true });
  await writeFile(`${output}.part`, html);
  await rename(`${output}.part`, output);
  return output;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.stdout.write(`${await buildPage()}\n`);
