import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Unable } from "../fail.ts";
import { command } from "../shell.ts";
import { DT, ElfFile } from "./file.ts";

export interface StubSymbol {
  name: string;
  /** Null: the object has no versions. */
  version: string | null;
  /** Bytes of a variable; null for a function. */
  variable: number | null;
}

const OBJECT = 1;

/** Names of the versions that an object gives, by their numbers (Verdef). */
function givenVersions(elf: ElfFile): Map<number, string> {
  const named = new Map<number, string>();
  const [given] = elf.dynamic(DT.verdef);
  for (let at = given === undefined ? -1 : elf.placeOf(given), next = -1; at >= 0 && next !== 0; at += next) {
    const aux = at + elf.bytes.readUInt32LE(at + 12);
    named.set(elf.bytes.readUInt16LE(at + 4) & 0x7fff, elf.string(elf.bytes.readUInt32LE(aux)));
    next = elf.bytes.readUInt32LE(at + 16);
  }
  return named;
}

/** Names of the versions that an object wants, by their numbers, with the file that they are of (Verneed, Vernaux). */
function wantedVersions(elf: ElfFile): Map<number, { version: string; file: string }> {
  const named = new Map<number, { version: string; file: string }>();
  const [wanted] = elf.dynamic(DT.verneed);
  for (let at = wanted === undefined ? -1 : elf.placeOf(wanted), next = -1; at >= 0 && next !== 0; at += next) {
    const file = elf.string(elf.bytes.readUInt32LE(at + 4));
    for (let aux = at + elf.bytes.readUInt32LE(at + 8), step = -1; step !== 0; aux += step) {
      named.set(elf.bytes.readUInt16LE(aux + 6) & 0x7fff, { version: elf.string(elf.bytes.readUInt32LE(aux + 8)), file });
      step = elf.bytes.readUInt32LE(aux + 12);
    }
    next = elf.bytes.readUInt32LE(at + 12);
  }
  return named;
}

const versionNumber = (elf: ElfFile, index: number): number => {
  const table = elf.section(".gnu.version");
  return table === undefined ? 1 : elf.bytes.readUInt16LE(table.offset + index * 2) & 0x7fff;
};

/** What of a library its users in the tree ask for, with version and kind as the library gives them, sorted. */
export function askedOf(library: ElfFile, users: readonly ElfFile[]): StubSymbol[] {
  const given = new Map<string, StubSymbol>();
  const names = givenVersions(library);
  library.symbols().forEach((symbol, index) => {
    if (symbol.section === 0 || symbol.local) return;
    const version = names.get(versionNumber(library, index)) ?? null;
    given.set(`${symbol.name}@${version ?? ""}`, { name: symbol.name, version, variable: symbol.type === OBJECT ? symbol.size : null });
  });
  const asked = new Map<string, StubSymbol>();
  for (const user of users) {
    const wanted = wantedVersions(user);
    user.symbols().forEach((symbol, index) => {
      const version = wanted.get(versionNumber(user, index));
      if (symbol.section !== 0 || (version !== undefined && version.file !== library.soname)) return;
      const key = `${symbol.name}@${version?.version ?? ""}`;
      const found = given.get(key);
      if (found !== undefined) asked.set(key, found);
    });
  }
  return [...asked].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, symbol]) => symbol);
}

/** What each function of a stub gives back, as `rax` and `eax`. */
export type StubAnswer = "zero" | "minus-one" | "gss-failure";

const ANSWERS: Readonly<Record<StubAnswer, string>> = { "zero": "xor %eax, %eax", "minus-one": "or $-1, %rax", "gss-failure": "mov $0xd0000, %eax" };

/** The stub as text for GNU as, and what gives its symbols their versions, for GNU ld. */
export function stubSource(symbols: readonly StubSymbol[], answer: StubAnswer): { assembly: string; script: string } {
  const functions = symbols.filter(({ variable }) => variable === null);
  const lines = [
    ".text",
    ...functions.flatMap(({ name }) => [`.globl ${name}`, `.type ${name}, @function`, `${name}:`]),
    ANSWERS[answer], "ret",
    ...symbols.flatMap(({ name, variable }) => (variable === null ? [] : [".bss", ".balign 32", `.globl ${name}`, `.type ${name}, @object`, `.size ${name}, ${String(variable)}`, `${name}:`, `.zero ${String(Math.max(variable, 1))}`])),
    '.section .note.GNU-stack,"",@progbits',
  ];
  const named = [...new Set(symbols.map(({ version }) => version))].filter((version) => version !== null).sort();
  const script = named.map((version) => `${version} { global: ${symbols.filter((symbol) => symbol.version === version).map(({ name }) => `${name};`).join(" ")} };`).join("\n");
  return { assembly: `${lines.join("\n")}\n`, script: `${script}\n` };
}

/**
 * Makes a library of the same name with the same symbols, whose functions do nothing but say that they failed.
 * Throws Unable where one name is asked for in two versions: such a library cannot be told in this way.
 */
export async function makeStub(soname: string, symbols: readonly StubSymbol[], answer: StubAnswer, work: string): Promise<string> {
  if (new Set(symbols.map(({ name }) => name)).size !== symbols.length) throw new Unable(`${soname} is asked for one name in two versions: see src/medium/elf/stub.ts.`);
  const { assembly, script } = stubSource(symbols, answer);
  const at = (extension: string): string => join(work, `${soname}.${extension}`);
  await writeFile(at("s"), assembly);
  await writeFile(at("map"), script);
  await command("as", ["-o", at("o"), at("s")]);
  await command("ld", ["-shared", "-s", "--build-id=none", "--hash-style=gnu", "-z", "noexecstack", "-z", "noseparate-code", "-soname", soname, ...(script.trim() === "" ? [] : ["--version-script", at("map")]), "-o", at("stub"), at("o")]);
  return at("stub");
}
