import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { agentSquashfs } from "./agentLayer.ts";
import { baseLayers } from "./base.ts";
import { contentsOf, keyOf } from "./cache.ts";
import { Unable } from "./fail.ts";
import { makeInitramfs } from "./initramfs.ts";
import { makeInitrd } from "./initrd.ts";
import { makeIso } from "./iso.ts";
import { bytesOf, contentsOfLayers, type Manifest } from "./manifest.ts";
import { OVERLAY_BYTES } from "./overlay.ts";
import { BUILD_PACKAGES } from "./packages.ts";
import { canBeRoot } from "./shell.ts";
import { ownMirrors } from "./sources.ts";
import { ensureTools } from "./tools.ts";
import { extractedPackages, mirrorState, packageTrees } from "./tree.ts";
import { withWorkDir } from "./workdir.ts";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
export const OUT = join(TOP, "out");

export interface ImagePaths {
  vmlinuz: string;
  initrd: string;
  site: string;
  iso: string;
  manifest: string;
  /** Tar with the boot loaders: what a further ISO with another line is made of. */
  extracted: string;
  epoch: string;
}

/** The line of the base medium: without tokens the console shows this machine's addresses and a line to fill in. */
export const BASE_LINE = "quiet pci=nocrs";

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

/** The date of the newest package list, so that equal packages give equal bytes. */
export function epochOf(state: string): string {
  const dates = [...state.matchAll(/^Date: (.+)$/gm)].map(([, date]) => Date.parse(date ?? ""));
  return String(Math.floor(Math.max(0, ...dates.filter(Number.isFinite)) / 1000));
}

async function freshManifest(path: string, key: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => "{}");
  return (JSON.parse(text) as Partial<Manifest>).key === key;
}

/**
 * Builds `out/` unless it is fresh: kernel, initrd, site overlay, ISO, manifest. Slow parts come from the cache.
 * A mirror that does not answer is no obstacle where an image exists already; `say` tells so.
 * Throws Unable with one sentence where something is missing that the caller must mend.
 */
export async function ensureImage(options: { say: (line: string) => void }): Promise<ImagePaths> {
  // A strict umask would shut users of the host out of folders that are made on the way.
  const umask = process.umask(0o022);
  try {
    return await buildImage(options);
  } finally {
    process.umask(umask);
  }
}

async function buildImage({ say }: { say: (line: string) => void }): Promise<ImagePaths> {
  if (!(await canBeRoot())) throw new Unable("Building the image unpacks a Debian system with its owners, which needs root: run this as root, or allow sudo without a password.");
  await ensureTools(BUILD_PACKAGES, say);
  const mirrors = await ownMirrors();
  say("asking the Debian mirror for its package lists");
  const state = await mirrorState(mirrors);
  const epoch = epochOf(state);
  say("Debian packages (about 2 minutes the first time, then from the cache)");
  const trees = await packageTrees(mirrors, state, epoch);
  const names = { vmlinuz: "vmlinuz", initrd: "initrd.img", site: "site.img", iso: "ramvisor.iso", manifest: "manifest.json" };
  const paths = { ...(Object.fromEntries(Object.entries(names).map(([part, name]) => [part, join(OUT, name)])) as typeof names), extracted: trees.extracted, epoch };
  const key = keyOf(trees.key, await contentsOf(join(TOP, "src"), join(TOP, "initramfs-hooks"), join(TOP, "package-lock.json"), join(TOP, "README.md")));
  if ((await freshManifest(paths.manifest, key)) && (await Promise.all(Object.keys(names).map((part) => exists(paths[part as keyof typeof names])))).every(Boolean)) {
    say("image is fresh");
    return paths;
  }
  await mkdir(OUT, { recursive: true });
  // Last written, first removed: without a manifest nothing in out/ counts as finished.
  await rm(paths.manifest, { force: true });
  say("root file system (about 2 minutes, then from the cache)");
  const layers = await baseLayers(trees.host, trees.extracted, trees.key, epoch);
  say("initramfs");
  const { initramfs, vmlinuz, version } = await makeInitramfs(trees.host, trees.key, epoch);
  await withWorkDir(async (dir) => {
    const agent = join(dir, "agent.squashfs");
    await agentSquashfs(layers, trees.extracted, agent, epoch);
    say("initrd.img and ISO");
    await makeInitrd(initramfs, layers, agent, paths.initrd);
    await writeFile(paths.vmlinuz, await readFile(vmlinuz));
    await writeFile(paths.site, Buffer.alloc(OVERLAY_BYTES));
    await makeIso({ ...paths, cmdline: BASE_LINE }, paths.iso);
    const contents = await contentsOfLayers(layers);
    const parts = { "vmlinuz": paths.vmlinuz, "initrd.img": paths.initrd, "initrd.img: initramfs": initramfs, "initrd.img: base.squashfs": join(layers, "base.squashfs"), "initrd.img: rest.squashfs": join(layers, "rest.squashfs"), "initrd.img: agent.squashfs": agent, "site.img": paths.site, "ramvisor.iso": paths.iso };
    const bytes = Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([name, path]) => [name, await bytesOf(path)] as const)));
    const { version: ours } = JSON.parse(await readFile(join(TOP, "package.json"), "utf8")) as { version: string };
    const manifest: Manifest = { schema: "ramvisor.manifest/1", version: ours, key, kernel: version, bytes, ...contents, extracted: await extractedPackages(trees.extracted) };
    await writeFile(`${paths.manifest}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(`${paths.manifest}.part`, paths.manifest);
  });
  return paths;
}
