import { readFile } from "node:fs/promises";
import { Unable } from "./fail.ts";
import { ensureImage } from "./index.ts";
import type { Manifest } from "./manifest.ts";
import { buildPage } from "./page.ts";

const started = process.hrtime.bigint();
const seconds = (): string => (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1).padStart(6);
const say = (line: string): void => void process.stderr.write(`${seconds()} s  ${line}\n`);

/** `npm run image`: builds out/, the form with it, and prints where the bytes go. */
async function main(): Promise<void> {
  const paths = await ensureImage({ say });
  // Beside the ISO, so that both can be handed on together.
  say(`the form: ${await buildPage()}`);
  const manifest = JSON.parse(await readFile(paths.manifest, "utf8")) as Manifest;
  for (const [name, bytes] of Object.entries(manifest.bytes)) process.stdout.write(`${bytes.toLocaleString("en").padStart(13)}  ${name}\n`);
  process.stdout.write("\nof the root file system, unpacked and as it is packed:\n");
  for (const { group, bytes, packed } of manifest.groups) process.stdout.write(`${bytes.toLocaleString("en").padStart(13)} ${packed.toLocaleString("en").padStart(13)}  ${group}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(error instanceof Unable ? `ramvisor image: ${error.message}\n` : `ramvisor image: ${String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
