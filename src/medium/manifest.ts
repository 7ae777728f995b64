import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { groupOf } from "./groups.ts";
import { LAYERS, unpackLayers } from "./layers.ts";
import { ownersIn } from "./owners.ts";
import { command } from "./shell.ts";
import { packedFiles, type PackedFile } from "./squashfs/packed.ts";
import { withWorkDir } from "./workdir.ts";

export interface Manifest {
  schema: "ramvisor.manifest/1";
  version: string;
  /** What this image was made from: a build with the same key is fresh. */
  key: string;
  kernel: string;
  /** Bytes of each file of `out/`, and of the parts of initrd.img. */
  bytes: Record<string, number>;
  /**
   * Where the root file system's bytes go, by what they are for (groups.ts): unpacked, and as they lie packed in both layers, largest
   * first. The packed ones add up to the size of base.squashfs and rest.squashfs.
   */
  groups: { group: string; files: number; bytes: number; packed: number }[];
  packages: { name: string; version: string }[];
  /** Packages of which files are taken without installing them: boot loaders, firmware, keymaps. */
  extracted: { name: string; version: string }[];
}

/** What no file has: names, owners, places, and the padding of the layers' ends. */
export const TABLES = "names, owners and places of all files";

/** Sums up files by what they are for. `packedBytes` is what the layers take: what their files leave of it are their tables. */
export function groupBytes(files: readonly PackedFile[], owners: ReadonlyMap<string, string>, packedBytes: number): Manifest["groups"] {
  const sums = new Map<string, { files: number; bytes: number; packed: number }>();
  for (const file of files) {
    const group = groupOf(file.path, owners.get(file.path));
    const sum = sums.get(group) ?? { files: 0, bytes: 0, packed: 0 };
    sums.set(group, { files: sum.files + 1, bytes: sum.bytes + file.bytes, packed: sum.packed + file.packed });
  }
  const groups = [...sums].map(([group, sum]) => ({ group, ...sum, packed: Math.round(sum.packed) }));
  const tables = { group: TABLES, files: 0, bytes: 0, packed: packedBytes - groups.reduce((all, { packed }) => all + packed, 0) };
  return [...groups, tables].sort((a, b) => b.packed - a.packed);
}

/** Installed packages of a dpkg status file (dpkg-query(1)): name and version. */
export function packagesOf(status: string): Manifest["packages"] {
  return status.split(/\n\n+/).flatMap((stanza) => {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(stanza)?.[1];
    const [name, version] = [field("Package"), field("Version")];
    return name === undefined || version === undefined || !/^Status: (?:install|hold) ok installed$/m.test(stanza) ? [] : [{ name, version }];
  });
}

/** Reads back what really lies in the layers. */
export async function contentsOfLayers(layers: string): Promise<Pick<Manifest, "groups" | "packages">> {
  return withWorkDir(async (dir) => {
    const tree = `${dir}/tree`;
    await unpackLayers(layers, tree, ["var/lib/dpkg"]);
    const status = await command("cat", [`${tree}/var/lib/dpkg/status`], { root: true });
    const images = await Promise.all(LAYERS.map((name) => readFile(join(layers, name))));
    const files = (await Promise.all(images.map(packedFiles))).flat();
    return { groups: groupBytes(files, await ownersIn(tree), images.reduce((sum, image) => sum + image.length, 0)), packages: packagesOf(status) };
  });
}

export const bytesOf = async (path: string): Promise<number> => (await stat(path)).size;
