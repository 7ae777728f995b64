import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Unable } from "./fail.ts";
import { command } from "./shell.ts";

const LIBRARIES = "usr/lib/x86_64-linux-gnu";
const TOP_FILE = /^(?:[a-z]{2,3}(?:_[A-Za-z0-9_]*)?)\.res$/;
const OUR_LOCALES = /^(?:root|pool|res_index|(?:en|de|fr|it)(?:_[A-Z0-9]+)?)\.res$/;
const OUR_CONVERTERS = /^(?:iso-8859_|windows-125|utf|us-ascii|ibm-367|ibm-437|ibm-850)/;

/**
 * Whether an item of ICU's data may go. What stays: normalisation, character properties, host names (IDNA), converters
 * for Western text, locales of our four languages. Node needs these for URL, String.normalize, \p{…}, TextDecoder, Intl;
 * what goes are other languages, and Intl.Segmenter.
 */
export function isDispensable(item: string): boolean {
  const [folder, name] = item.includes("/") ? [item.slice(0, item.lastIndexOf("/")), item.slice(item.lastIndexOf("/") + 1)] : ["", item];
  if (["translit", "rbnf", "brkitr"].includes(folder)) return true;
  if (name.endsWith(".res")) return TOP_FILE.test(name) && !OUR_LOCALES.test(name);
  if (name.endsWith(".cnv")) return !OUR_CONVERTERS.test(name);
  return name.endsWith(".spp") || name.endsWith(".cfu") || name === "unames.icu";
}

/**
 * Replaces libicudata (31 MB) by a library of the same name and symbol with what stays of its data (3.5 MB).
 * Gives the paths by which it is known. Throws Unable where the library does not look as expected: a silent half would break Node on the host.
 */
export async function cutIcu(tree: string, work: string): Promise<string[]> {
  const name = (await readdir(join(tree, LIBRARIES))).find((file) => /^libicudata\.so\.\d+\.\d+$/.test(file));
  const major = name === undefined ? undefined : /so\.(\d+)/.exec(name)?.[1];
  if (name === undefined || major === undefined) throw new Unable("The tree has no libicudata: has Debian renamed it? See src/medium/icu.ts.");
  const library = join(tree, LIBRARIES, name);
  const symbol = `icudt${major}_dat`;
  const dynamic = await command("readelf", ["--dyn-syms", "--wide", library]);
  const [, address, size] = new RegExp(`([0-9a-f]{16})\\s+(0x[0-9a-f]+|\\d+)\\s+OBJECT\\s+GLOBAL\\s+DEFAULT\\s+\\d+\\s+${symbol}`).exec(dynamic) ?? [];
  if (address === undefined || size === undefined) throw new Unable(`${name} has no symbol ${symbol}: see src/medium/icu.ts.`);
  // The read-only segment is mapped at its file offset, so the symbol's address is its place in the file.
  const start = Number.parseInt(address, 16);
  const data = join(work, `icudt${major}l.dat`);
  await writeFile(data, (await readFile(library)).subarray(start, start + Number(size)));
  const items = (await command("icupkg", ["-l", data])).split("\n").filter(Boolean);
  const list = join(work, "remove.txt");
  await writeFile(list, `${items.filter(isDispensable).join("\n")}\n`);
  // The names inside carry the file's own name as their prefix: under another one ICU would find none of them.
  const cut = join(work, "cut");
  await mkdir(cut);
  await command("icupkg", ["-d", work, "-r", list, data, join(cut, `icudt${major}l.dat`)]);
  const inWork = (program: string, ...args: string[]) => command(program, args, { cwd: work });
  await command("ld", ["-r", "-b", "binary", "-z", "noexecstack", "-o", "../data.o", `icudt${major}l.dat`], { cwd: cut });
  await inWork("objcopy", "--rename-section", ".data=.rodata,alloc,load,readonly,data,contents", "--set-section-alignment", ".data=16", "--redefine-sym", `_binary_icudt${major}l_dat_start=${symbol}`, "data.o", "symbol.o");
  await inWork("ld", "-shared", "-soname", `libicudata.so.${major}`, "-z", "noexecstack", "-o", name, "symbol.o");
  await command("install", ["-m0644", join(work, name), library], { root: true });
  const answer = await command("chroot", [tree, "node", "-p", "new URL('http://b\u00fccher.example/').host + 'e\u0301'.normalize('NFC').length + /\\p{L}/u.test('\u00df') + /\\p{Emoji}/u.test('a') + new Intl.DateTimeFormat('de', { dateStyle: 'long', timeZone: 'UTC' }).format(0)"], { root: true });
  if (answer !== "xn--bcher-kva.example1truefalse1. Januar 1970") throw new Unable(`Node does not work with the cut ICU data (it answers ${answer}): see src/medium/icu.ts.`);
  return [`${LIBRARIES}/${name}`, `${LIBRARIES}/libicudata.so.${major}`];
}
