import { Unable } from "../fail.ts";
import { DT, ElfFile, RELA_BYTES, SYMBOL_BYTES, type DynamicSymbol, type Section } from "./file.ts";
import { gnuHashTable, inHashOrder } from "./gnuHash.ts";

/** Kinds of relocations (System V ABI, AMD64 supplement, chapter 4). */
const R = { direct: 1, globDat: 6, jumpSlot: 7, relative: 8 } as const;
const BIND_NOW = { flags: 8, flags1: 1 } as const;
const ABSOLUTE = 0xfff1;
const [FUNCTION, OBJECT, NO_TYPE] = [2, 1, 0];

interface Relocation {
  offset: number;
  type: number;
  symbol: number;
  addend: number;
}

function relocations(elf: ElfFile, at: number, bytes: number): Relocation[] {
  return Array.from({ length: bytes / RELA_BYTES }, (_, index) => {
    const place = at + index * RELA_BYTES;
    return { offset: elf.word(place), type: elf.bytes.readUInt32LE(place + 8), symbol: elf.bytes.readUInt32LE(place + 12), addend: Number(elf.bytes.readBigInt64LE(place + 16)) };
  });
}

/** What a relocation that names a symbol of this very object becomes: one that needs no look-up. */
function bound(relocation: Relocation, symbol: DynamicSymbol | undefined, keep: (name: string) => boolean): Relocation {
  const inside = symbol !== undefined && symbol.section !== 0 && symbol.section !== ABSOLUTE && [FUNCTION, OBJECT, NO_TYPE].includes(symbol.type) && !keep(symbol.name);
  if (!inside || relocation.symbol === 0 || ![R.direct, R.globDat, R.jumpSlot].includes(relocation.type as 1)) return relocation;
  return { offset: relocation.offset, type: R.relative, symbol: 0, addend: symbol.value + relocation.addend };
}

/**
 * Links an object with itself, as `ld -Bsymbolic` would have, and takes the names of its own symbols out of its tables but
 * those that `keep` wants: the dynamic linker then looks up no name inside the object. Code and data stay where they are.
 * `keep` must hold for every name that another object of the process defines or asks for.
 * Throws Unable where the object is not laid out as GNU ld does it, or defines versions of its symbols.
 */
export function bindInside(bytes: Buffer, path: string, keep: (name: string) => boolean): Buffer {
  const elf = new ElfFile(Buffer.from(bytes), path);
  const one = (tag: number, name: string): number => {
    const [value] = elf.dynamic(tag);
    if (value === undefined) throw new Unable(`${path} has no ${name}: see src/medium/elf/bind.ts.`);
    return value;
  };
  const [hash, versions, strings] = [elf.section(".gnu.hash"), elf.section(".gnu.version"), elf.section(".dynstr")];
  const table = elf.section(".dynsym");
  if (hash === undefined || strings === undefined || table === undefined || elf.dynamic(DT.verdef).length > 0) throw new Unable(`${path} is not linked as expected: see src/medium/elf/bind.ts.`);
  const [rela, relaBytes, plt, pltBytes] = [one(DT.rela, "RELA"), one(DT.relasz, "RELASZ"), one(DT.jmprel, "JMPREL"), one(DT.pltrelsz, "PLTRELSZ")];
  if (rela + relaBytes !== plt) throw new Unable(`${path} has its relocations in two places: see src/medium/elf/bind.ts.`);
  if (!elf.setDynamic(DT.flags, (elf.dynamic(DT.flags)[0] ?? 0) | BIND_NOW.flags) || !elf.setDynamic(DT.flags1, (elf.dynamic(DT.flags1)[0] ?? 0) | BIND_NOW.flags1)) throw new Unable(`${path} has no room to say that it is bound at once: see src/medium/elf/bind.ts.`);

  const symbols = elf.symbols();
  const start = elf.placeOf(rela);
  const data = relocations(elf, start, relaBytes).map((relocation) => bound(relocation, symbols[relocation.symbol], keep));
  const calls = relocations(elf, start + relaBytes, pltBytes).map((relocation) => bound(relocation, symbols[relocation.symbol], keep));
  const relative = [...data, ...calls].filter(({ type }) => type === R.relative).sort((a, b) => a.offset - b.offset);
  const named = data.filter(({ type }) => type !== R.relative);
  const slots = calls.filter(({ type }) => type !== R.relative);

  // What stays: local ones, what other objects give or want, and what a relocation still names.
  const asked = new Set([...named, ...slots].map(({ symbol }) => symbol));
  const stays = symbols.map((symbol, index) => ({ ...symbol, index })).filter((symbol) => symbol.index === 0 || symbol.section === 0 || symbol.local || keep(symbol.name) || asked.has(symbol.index));
  const taken = stays.filter((symbol) => symbol.index === 0 || symbol.section === 0 || symbol.local);
  const given = inHashOrder(stays.filter((symbol) => !taken.includes(symbol)));
  const order = [...taken, ...given];
  const places = new Map(order.map((symbol, place) => [symbol.index, place]));

  const copies = order.map(({ bytes: entry }) => Buffer.from(entry));
  const versionOf = order.map(({ index }) => (versions === undefined ? 0 : elf.bytes.readUInt16LE(versions.offset + index * 2)));
  const hashTable = gnuHashTable(given.map(({ name }) => name), taken.length);
  if (hashTable.length > hash.size) throw new Unable(`${path} has too small a table of names: see src/medium/elf/bind.ts.`);
  elf.bytes.fill(0, table.offset, table.offset + table.size);
  copies.forEach((entry, place) => entry.copy(elf.bytes, table.offset + place * SYMBOL_BYTES));
  if (versions !== undefined) {
    elf.bytes.fill(0, versions.offset, versions.offset + versions.size);
    versionOf.forEach((version, place) => elf.bytes.writeUInt16LE(version, versions.offset + place * 2));
  }
  elf.bytes.fill(0, hash.offset, hash.offset + hash.size);
  hashTable.copy(elf.bytes, hash.offset);
  [...relative, ...named, ...slots].forEach(({ offset, type, symbol, addend }, index) => {
    const place = start + index * RELA_BYTES;
    elf.setWord(place, offset);
    elf.bytes.writeUInt32LE(type, place + 8);
    elf.bytes.writeUInt32LE(symbol === 0 ? 0 : (places.get(symbol) ?? 0), place + 12);
    elf.setWord(place + 16, addend);
  });
  elf.setDynamic(DT.relasz, (relative.length + named.length) * RELA_BYTES);
  elf.setDynamic(DT.jmprel, rela + (relative.length + named.length) * RELA_BYTES);
  elf.setDynamic(DT.pltrelsz, slots.length * RELA_BYTES);
  elf.setDynamic(DT.relaCount, relative.length);
  dropNames(elf, strings, table);
  return elf.bytes;
}

/** Other tags of the dynamic section that name a place in .dynstr: RPATH, RUNPATH. */
const FURTHER_NAMES = [15, 29];

/** Zeroes the names of symbols that are gone. Names share their ends with others: what is still read somewhere stays. */
function dropNames(elf: ElfFile, strings: Section, table: Section): void {
  const offsets = [...[DT.needed, DT.soname, ...FURTHER_NAMES].flatMap((tag) => elf.dynamic(tag)), ...versionNames(elf)];
  for (let at = table.offset; at < table.offset + table.size; at += SYMBOL_BYTES) offsets.push(elf.bytes.readUInt32LE(at));
  const kept = Buffer.alloc(strings.size);
  for (const offset of new Set(offsets)) {
    const from = strings.offset + offset;
    elf.bytes.copy(kept, offset, from, elf.bytes.indexOf(0, from));
  }
  kept.copy(elf.bytes, strings.offset);
}

/** Where in .dynstr the names of needed versions and their files stand (Verneed, Vernaux). */
function versionNames(elf: ElfFile): number[] {
  const [address] = elf.dynamic(DT.verneed);
  const offsets: number[] = [];
  if (address === undefined) return offsets;
  for (let at = elf.placeOf(address), next = -1; next !== 0; at += next) {
    offsets.push(elf.bytes.readUInt32LE(at + 4));
    for (let aux = at + elf.bytes.readUInt32LE(at + 8), step = -1; step !== 0; aux += step) {
      offsets.push(elf.bytes.readUInt32LE(aux + 8));
      step = elf.bytes.readUInt32LE(aux + 12);
    }
    next = elf.bytes.readUInt32LE(at + 12);
  }
  return offsets;
}
