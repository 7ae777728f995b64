import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached, contentsOf, keyOf } from "./cache.ts";
import { chooseFirmware } from "./firmware.ts";
import { globToRegExp } from "./glob.ts";
import { cutIcu } from "./icu.ts";
import { packLayers } from "./layers.ts";
import { noteLeftOut } from "./leftOut.ts";
import { chooseModules, parseModulesDep } from "./modules.ts";
import { PRUNED } from "./prune.ts";
import { rewriteTree } from "./rewrite.ts";
import { addEmptyRoms } from "./roms.ts";
import { setUp } from "./setup.ts";
import { command } from "./shell.ts";
import { walk } from "./walk.ts";
import { unpack, withWorkDir } from "./workdir.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** What the base depends on besides the packages: change one and it is made anew. */
const INPUTS = ["base.ts", "elf", "firmware.ts", "glob.ts", "icu.ts", "layers.ts", "leftOut.ts", "masks.ts", "modules.ts", "owners.ts", "prune.ts", "rewrite.ts", "rewritten.ts", "roms.ts", "setup.ts", "start-files.txt"].map((name) => HERE + name);

async function remove(tree: string, paths: readonly string[]): Promise<void> {
  // Through standard input: a list of thousands of paths does not fit on a command line.
  if (paths.length > 0) await command("xargs", ["-0", "rm", "-rf", "--"], { root: true, cwd: tree, input: paths.join("\0") });
}

/** Removes what the rules name; gives the paths. */
async function pruneFiles(tree: string): Promise<string[]> {
  const rules = PRUNED.map((rule) => globToRegExp(rule.path));
  const paths = (await walk(tree)).filter((file) => rules.some((rule) => rule.test(file.path))).map((file) => file.path);
  await remove(tree, paths);
  return paths;
}

/** The one kernel version of the tree. */
export async function kernelVersion(tree: string): Promise<string> {
  const [version] = await readdir(join(tree, "usr/lib/modules"));
  return version ?? "";
}

async function pruneModules(tree: string): Promise<void> {
  const version = await kernelVersion(tree);
  const dir = join(tree, "usr/lib/modules", version);
  const chosen = new Set(chooseModules(parseModulesDep(await readFile(join(dir, "modules.dep"), "utf8"))));
  const all = (await walk(dir)).filter((file) => /\.ko(?:\.xz)?$/.test(file.path));
  await remove(dir, all.filter((file) => !chosen.has(file.path)).map((file) => file.path));
  // Unpacked they compress better together, and load without a second decompressor. Signatures stay valid.
  await command("xargs", ["-0", "xz", "-d", "-T2", "--"], { root: true, cwd: dir, input: all.filter((file) => chosen.has(file.path)).map((file) => file.path).join("\0") });
  await command("find", [dir, "-type", "d", "-empty", "-delete"], { root: true });
  await command("depmod", ["-b", join(tree, "usr"), version], { root: true }).catch(() => command("depmod", ["-b", tree, version], { root: true }));
}

async function addExtracted(tree: string, extracted: string): Promise<void> {
  for (const [from, to] of await chooseFirmware(tree, extracted)) await command("install", ["-D", "-m0644", join(extracted, from), join(tree, to)], { root: true });
  const keymaps = "usr/share/keymaps/i386";
  for (const path of ["include", "qwertz/de.kmap.gz", "qwertz/de-latin1.kmap.gz", "qwertz/de-latin1-nodeadkeys.kmap.gz", "qwerty/us.kmap.gz", "azerty/fr.kmap.gz", "azerty/fr-latin1.kmap.gz", "qwerty/it.kmap.gz"]) {
    await command("cp", ["-a", "--parents", `${keymaps}/${path}`, tree], { root: true, cwd: extracted }).catch(() => "");
  }
  // loadkeys(1) starts gzip for each file that is compressed; the squashfs compresses as well.
  await command("gunzip", ["-rf", join(tree, keymaps)], { root: true });
}

/** A newer kernel runs when a newer medium is started: on a host in RAM it would take 150 MB and never be used. */
async function holdKernel(tree: string): Promise<void> {
  await command("chroot", [tree, "sh", "-c", "dpkg-query -W -f '${Package} hold\\n' 'linux-image-*' | dpkg --set-selections"], { root: true });
}

/** Debian's part of the root file system as two squashfs files in one folder, with the kernel's modules and firmware; from the cache where nothing changed. */
export async function baseLayers(host: string, extracted: string, packagesKey: string, epoch: string): Promise<string> {
  return cached("layers.d", keyOf(packagesKey, await contentsOf(...INPUTS)), (output) =>
    withWorkDir(async (dir) => {
      const tree = join(dir, "tree");
      await unpack(host, tree);
      await unpack(extracted, join(dir, "extracted"), ["./usr/lib/firmware/*", "./usr/share/keymaps/*"]);
      await pruneModules(tree);
      await addExtracted(tree, join(dir, "extracted"));
      await setUp(tree);
      const cut = await cutIcu(tree, dir);
      await holdKernel(tree);
      const gone = await pruneFiles(tree);
      await addEmptyRoms(tree);
      const changed = await rewriteTree(tree, dir);
      await noteLeftOut(tree, [...cut, ...gone, ...changed]);
      await packLayers(tree, await kernelVersion(tree), dir, output, epoch);
    }),
  );
}
