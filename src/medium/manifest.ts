import { stat } from "node:fs/promises";
import { unpackLayers } from "./layers.ts";
import { command } from "./shell.ts";
import { walk, type WalkedFile } from "./walk.ts";
import { withWorkDir } from "./workdir.ts";

export interface Manifest {
  schema: "ramvisor.manifest/1";
  version: string;
  /** What this image was made from: a build with the same key is fresh. */
  key: string;
  kernel: string;
  /** Bytes of each file of `out/`, and of the parts of initrd.img. */
  bytes: Record<string, number>;
  /** Where the root file system's bytes go, before compression, largest first. */
  groups: { group: string; files: number; bytes: number }[];
  packages: { name: string; version: string }[];
  /** Packages of which files are taken without installing them: boot loaders, firmware, keymaps. */
  extracted: { name: string; version: string }[];
}

/** Groups of the root file system, first match counts. */
const GROUPS: readonly [group: string, pattern: RegExp][] = [
  ["kernel modules", /^usr\/lib\/modules\//],
  ["firmware", /^usr\/lib\/firmware\//],
  ["QEMU", /qemu|^usr\/(?:share\/seabios|lib\/ipxe)|libcapstone|libpixman/],
  ["libvirt", /libvirt|virt(?:log|lock)d|usr\/bin\/virsh/],
  ["ICU", /libicu/],
  ["Node", /libnode|usr\/bin\/node|usr\/share\/nodejs/],
  ["systemd and udev", /systemd|udev/],
  ["Perl", /perl/],
  ["OpenSSH", /ssh/],
  ["licences", /^usr\/share\/doc\//],
  ["dpkg and apt", /dpkg|apt/],
  ["libraries", /^usr\/lib\/x86_64-linux-gnu\//],
];

export function groupBytes(files: readonly WalkedFile[]): Manifest["groups"] {
  const sums = new Map<string, { files: number; bytes: number }>();
  for (const file of files.filter((entry) => !entry.directory)) {
    const group = GROUPS.find(([, pattern]) => pattern.test(file.path))?.[0] ?? "other";
    const sum = sums.get(group) ?? { files: 0, bytes: 0 };
    sums.set(group, { files: sum.files + 1, bytes: sum.bytes + file.bytes });
  }
  return [...sums].map(([group, sum]) => ({ group, ...sum })).sort((a, b) => b.bytes - a.bytes);
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
    await unpackLayers(layers, tree);
    const status = await command("cat", [`${tree}/var/lib/dpkg/status`], { root: true });
    return { groups: groupBytes(await walk(tree)), packages: packagesOf(status) };
  });
}

export const bytesOf = async (path: string): Promise<number> => (await stat(path)).size;
