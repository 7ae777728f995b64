import { existsSync } from "node:fs";
import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached, contentsOf, keyOf } from "../../../src/medium/cache.ts";
import type { Manifest } from "../../../src/medium/manifest.ts";
import { command } from "../../../src/medium/shell.ts";
import { withWorkDir } from "../../../src/medium/workdir.ts";
import { fetchPackages, indexEntry } from "./debian.ts";

/** What stands behind each version that was raised: dpkg takes it for a later one. */
export const RAISED = "+upgrade1";

/** Configuration that the medium has as it wants it, and that a new version brings changed: else dpkg would have nothing to decide. */
export const CONFIGURATION = ["etc/default/libvirt-guests", "etc/issue", "etc/nftables.conf", "etc/ssh/moduli"];

/** A control file (deb-control(5)) with a later version, which asks for the later version of what is raised with it. */
export function raisedControl(text: string, versions: ReadonlyMap<string, string>): string {
  return text
    .replace(/^Version: (.*)$/m, `Version: $1${RAISED}`)
    .replace(/([a-z0-9][a-z0-9+.-]+)(:any)? \(= [^)]+\)/g, (as, name: string, any = "") => (versions.has(name) ? `${name}${any as string} (= ${versions.get(name) ?? ""}${RAISED})` : as));
}

/** Packs a package of Debian's anew under a later version; nothing else of it is another, but for a line in CONFIGURATION. */
async function raise(deb: string, versions: ReadonlyMap<string, string>, dir: string, output: string): Promise<void> {
  await command("dpkg-deb", ["--raw-extract", deb, dir]);
  const control = join(dir, "DEBIAN/control");
  await writeFile(control, raisedControl(await readFile(control, "utf8"), versions));
  for (const path of CONFIGURATION.map((name) => join(dir, name)).filter(existsSync)) await appendFile(path, "# of a later version\n");
  // Xz is slow on both sides.
  await command("dpkg-deb", ["--build", "--root-owner-group", "-Zzstd", "-z3", dir, output]);
  await rm(dir, { recursive: true });
}

/**
 * A folder for `serve` with some of the medium's packages under a later version, and others as they are, for what wants
 * them whole. Kept in the cache for as long as the medium has the same packages.
 */
export async function newerRepository(newer: readonly string[], whole: readonly string[], { packages }: Manifest): Promise<string> {
  const versions = new Map(packages.filter(({ name }) => newer.includes(name)).map(({ name, version }) => [name, version]));
  const key = keyOf(JSON.stringify(packages), await contentsOf(fileURLToPath(import.meta.url)), ...newer, "", ...whole);
  return cached("newer.d", key, (output) => withWorkDir(async (dir) => {
    await mkdir(output);
    const index: string[] = [];
    for (const deb of await fetchPackages([], [...new Set([...newer, ...whole])], packages, dir)) {
      const name = basename(deb).replace(/_.*$/, "");
      if (versions.has(name)) await raise(deb, versions, join(dir, "tree"), join(output, `${name}.deb`));
      else await copyFile(deb, join(output, `${name}.deb`));
      index.push(await indexEntry(output, `${name}.deb`));
    }
    await writeFile(join(output, "Packages"), index.join("\n"));
  }));
}
