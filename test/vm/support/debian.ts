import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { cached, keyOf } from "../../../src/medium/cache.ts";
import type { Manifest } from "../../../src/medium/manifest.ts";
import { APT_OPTIONS } from "../../../src/medium/packages.ts";
import { command } from "../../../src/medium/shell.ts";
import { ownMirrors } from "../../../src/medium/sources.ts";
import { sourcesList } from "../../../src/medium/tree.ts";
import { withWorkDir } from "../../../src/medium/workdir.ts";

/** What dpkg would say of the medium's packages. Their own dependencies are met, and need not be named. */
const statusOf = (packages: Manifest["packages"]): string =>
  packages.map(({ name, version }) => `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\nMaintainer: -\nDescription: -\n`).join("\n");

/** Lets apt fetch packages and what the medium has not got of their dependencies, in a folder of its own: nothing is installed here. */
export async function fetchPackages(names: readonly string[], whole: readonly string[], packages: Manifest["packages"], dir: string): Promise<string[]> {
  const [archives, lists] = [join(dir, "cache/archives"), join(dir, "state/lists")];
  for (const folder of [archives, lists]) await mkdir(join(folder, "partial"), { recursive: true });
  await writeFile(join(dir, "sources.list"), sourcesList(await ownMirrors()));
  await writeFile(join(dir, "status"), statusOf(packages));
  await writeFile(join(dir, "apt.conf"), [
    ...APT_OPTIONS, `Dir::State "${dir}/state"`, `Dir::State::status "${dir}/status"`, `Dir::Cache "${dir}/cache"`,
    `Dir::Etc::sourcelist "${dir}/sources.list"`, 'Dir::Etc::sourceparts "-"', 'Dir::Etc::preferences "-"', 'Dir::Etc::preferencesparts "-"', 'APT::Sandbox::User "root"', 'APT::Default-Release ""',
  ].map((line) => `${line};\n`).join(""));
  const apt = (...args: string[]): Promise<string> => command("apt-get", ["-q", ...args], { env: { APT_CONFIG: join(dir, "apt.conf") }, cwd: archives });
  await apt("update");
  if (names.length > 0) await apt("install", "-y", "--download-only", ...names);
  if (whole.length > 0) await apt("download", ...whole);
  return (await readdir(archives)).filter((file) => file.endsWith(".deb")).sort().map((file) => join(archives, file));
}

/** What the index of a folder for `serve` says of a package in it. */
export async function indexEntry(folder: string, file: string): Promise<string> {
  const bytes = await readFile(join(folder, file));
  const control = await command("dpkg-deb", ["--field", join(folder, file)]);
  return `${control.trimEnd()}\nFilename: ./${file}\nSize: ${String(bytes.length)}\nSHA256: ${createHash("sha256").update(bytes).digest("hex")}\n`;
}

/**
 * A folder with packages of Debian's for `serve`, with whatever of their dependencies the medium has not got, and an index of
 * them: a host takes them from here without reading the ten megabytes of Debian's own. `whole`: packages that the medium has
 * parts of, and that the new ones want all of. Kept in the cache for as long as the medium has the same packages.
 */
export async function debianRepository(names: readonly string[], whole: readonly string[], manifest: Manifest): Promise<string> {
  return cached("packages.d", keyOf(JSON.stringify(manifest.packages), ...names, "", ...whole), (output) => withWorkDir(async (dir) => {
    await mkdir(output);
    const index: string[] = [];
    for (const deb of await fetchPackages(names, whole, manifest.packages, dir)) {
      const file = basename(deb).replace(/_.*$/, ".deb");
      await copyFile(deb, join(output, file));
      index.push(await indexEntry(output, file));
    }
    await writeFile(join(output, "Packages"), index.join("\n"));
  }));
}

/** What some packages of such a folder hold, as tar files one after the other: `tar --extract --ignore-zeros`. */
export async function filesOf(repository: string, names: readonly string[]): Promise<Buffer> {
  const tars = await Promise.all(names.map((name) => execa("dpkg-deb", ["--fsys-tarfile", join(repository, `${name}.deb`)], { encoding: "buffer", maxBuffer: 2 ** 28 })));
  return Buffer.concat(tars.map(({ stdout }) => stdout));
}
