import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { canBeRoot } from "../../src/medium/shell.ts";
import { countLine } from "../runner/count.ts";
import { buildIn, sha256 } from "./build.ts";
import { differingFiles } from "./differences.ts";

const FILES = ["vmlinuz", "initrd.img", "site.img", "ramvisor.iso", "ramvisor.html", "manifest.json"] as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * `npm run test:reproducible [-- FOLDER]`: builds the image twice from nothing, at other paths and under other settings, and compares
 * every byte. apt checks each package against the mirror's signed list, so equal lists are equal package files.
 * With a FOLDER the builds stay there, and a run that was stopped goes on.
 */
async function main(folder: string | undefined): Promise<number> {
  if (!(await canBeRoot())) throw new Error("building the image needs root: run this as root, or allow sudo without a password");
  const work = folder ?? (await mkdtemp("/var/tmp/ramvisor-reproducible-"));
  try {
    const one = await buildIn({ path: join(work, "one"), umask: "022", env: { TZ: "UTC", LANG: "C.UTF-8" } });
    const two = await buildIn({ path: join(work, "two/with a longer path"), umask: "077", env: { TZ: "Pacific/Auckland", LANG: "de_DE.UTF-8" } });
    const keys = await Promise.all([one, two].map(async (dir) => (JSON.parse(await readFile(join(dir, "out/manifest.json"), "utf8")) as { key: string }).key));
    if (keys[0] !== keys[1]) {
      say("The mirror's package lists, or this project's files, changed between the two builds: nothing is proved. Start again.");
      say(countLine({ passed: 0, failed: 1, skipped: 0 }));
      return 1;
    }
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const name of FILES) {
      const sums = await Promise.all([one, two].map((dir) => sha256(join(dir, "out", name))));
      const same = sums[0] === sums[1];
      count[same ? "passed" : "failed"]++;
      say(`${same ? "same" : "DIFFERENT"}  ${name.padEnd(13)}  ${sums[0] ?? ""}${same ? "" : `  ${sums[1] ?? ""}`}`);
    }
    if (count.failed > 0) for (const line of await differingFiles(join(one, "out/initrd.img"), join(two, "out/initrd.img"), await mkdtemp(join(work, "files-")))) say(`  ${line}`);
    say(countLine(count));
    return count.failed === 0 ? 0 : 1;
  } finally {
    if (folder === undefined) await rm(work, { recursive: true, force: true }).catch(() => execa("sudo", ["-n", "rm", "-rf", work]));
  }
}

process.exitCode = await main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`test:reproducible: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
