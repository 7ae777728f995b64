import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bindInside } from "./elf/bind.ts";
import type { ElfFile } from "./elf/file.ts";
import { askedOf, makeStub } from "./elf/stub.ts";
import { elfFiles, missingLibraries } from "./elf/tree.ts";
import { withoutUnwindTables } from "./elf/unwind.ts";
import { Unable } from "./fail.ts";
import { globToRegExp } from "./glob.ts";
import { BOUND, NEVER_THROWS, STUBBED, UNWINDS } from "./rewritten.ts";
import { command } from "./shell.ts";

const matches = (globs: readonly string[]): ((path: string) => boolean) => {
  const patterns = globs.map(globToRegExp);
  return (path) => patterns.some((pattern) => pattern.test(path));
};

/** Programs that are started in the tree with what their libraries have become. */
const TRIED: readonly (readonly string[])[] = [["node", "-e", "new Intl.NumberFormat('de').format(1)"], ["qemu-system-x86_64", "-version"], ["libvirtd", "--version"]];

/** ldd(1) with -r, for many programs: says which library or name is not found. */
const LOOK_UP = `while IFS= read -r program; do
  LD_TRACE_LOADED_OBJECTS=1 LD_WARN=yes LD_BIND_NOW=yes /lib64/ld-linux-x86-64.so.2 "/$program" 2>&1 | sed -n "/undefined symbol\\|not found\\|no version/s|^|$program: |p"
done`;

/** Puts new contents into files of the tree, whose owners, modes and further names stay. */
async function replace(tree: string, work: string, contents: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [path, bytes] of contents) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), bytes);
  }
  await command("sh", ["-c", 'while IFS= read -r path; do cat "$1/$path" >"$2/$path" || exit 1; done', "sh", work, tree], { root: true, input: [...contents.keys(), ""].join("\n") });
}

/**
 * Makes the tree's programs and libraries smaller: stubs, objects linked with themselves, no tables for debuggers.
 * Gives the paths of what must be fetched whole again when another program wants it (leftOut.ts).
 * Throws Unable where a library is missing then, or a program does not start.
 */
export async function rewriteTree(tree: string, work: string): Promise<string[]> {
  const files = await elfFiles(tree);
  const [stubbed, bound] = [matches(STUBBED.map(({ path }) => path)), matches(BOUND.map(({ path }) => path))];
  const stubs = files.filter(({ path }) => stubbed(path));
  const rest = files.filter((file) => !stubs.includes(file));
  const contents = new Map<string, Buffer>();
  await mkdir(join(work, "stubs"), { recursive: true });
  for (const library of stubs) {
    const { soname = "", path } = library;
    const rule = STUBBED.find((candidate) => globToRegExp(candidate.path).test(path));
    const users = rest.filter(({ needed }) => needed.includes(soname));
    contents.set(path, await readFile(await makeStub(soname, askedOf(library, users), rule?.answer ?? "zero", join(work, "stubs"))));
  }
  const targets = rest.filter(({ path }) => bound(path));
  for (const file of targets) {
    const rule = BOUND.find((candidate) => globToRegExp(candidate.path).test(file.path));
    const others = new Set(rest.filter((other) => other !== file).flatMap((other) => other.symbols().map(({ name }) => name)));
    contents.set(file.path, bindInside(file.bytes, file.path, (name) => others.has(name) || rule?.keep?.test(name) === true));
  }
  for (const file of rest.filter(losesUnwindTables)) contents.set(file.path, withoutUnwindTables(contents.get(file.path) ?? file.bytes, file.path));
  await replace(tree, join(work, "rewritten"), contents);
  await check(tree);
  // By both names: the dynamic linker says the one that other objects ask for.
  return [...new Set([...stubs, ...targets].flatMap(({ path, soname }) => [path, ...(soname === undefined ? [] : [join(dirname(path), soname)])]))];
}

const keepsUnwindTables = matches(UNWINDS.map(({ path }) => path));
const neverThrows = matches(NEVER_THROWS);
const losesUnwindTables = ({ path, needed }: ElfFile): boolean => !keepsUnwindTables(path) && (neverThrows(path) || !needed.some((name) => name.startsWith("libstdc++")));

async function check(tree: string): Promise<void> {
  const files = await elfFiles(tree);
  const missing = missingLibraries(files);
  if (missing.length > 0) throw new Unable(`Libraries are missing in the tree: see src/medium/prune.ts.\n${missing.join("\n")}`);
  const programs = files.filter((file) => file.section(".interp") !== undefined).map(({ path }) => path);
  const unfound = await command("chroot", [tree, "sh", "-c", LOOK_UP], { root: true, input: [...programs, ""].join("\n") });
  if (unfound !== "") throw new Unable(`Programs miss what their libraries have lost: see src/medium/rewritten.ts.\n${unfound}`);
  for (const [program = "", ...args] of TRIED) await command("chroot", [tree, program, ...args], { root: true });
}
