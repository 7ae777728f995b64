import { Unable } from "../fail.ts";

/** Entries of the dynamic section, by their tags (System V ABI, gABI chapter 5; GNU's own ones from elf.h). */
export const DT = { needed: 1, pltrelsz: 2, strtab: 5, symtab: 6, rela: 7, relasz: 8, soname: 14, jmprel: 23, flags: 30, gnuHash: 0x6ffffef5, relaCount: 0x6ffffff9, flags1: 0x6ffffffb, verneed: 0x6ffffffe, verdef: 0x6ffffffc, versym: 0x6ffffff0 } as const;

export const SYMBOL_BYTES = 24;
export const RELA_BYTES = 24;

export interface DynamicSymbol {
  name: string;
  /** The entry as it stands in .dynsym. */
  bytes: Buffer;
  /** 0: taken from another object. */
  section: number;
  value: number;
  size: number;
  /** STT_*: 1 an object, 2 a function, 6 thread-local, 10 a function that chooses itself. */
  type: number;
  local: boolean;
}

export interface Section {
  name: string;
  offset: number;
  address: number;
  size: number;
}

export const isElf = (bytes: Buffer): boolean => bytes.length > 64 && bytes.readUInt32BE(0) === 0x7f454c46 && bytes[4] === 2 && bytes[5] === 1;

/** A 64-bit little-endian ELF file as the dynamic linker sees it. */
export class ElfFile {
  readonly bytes: Buffer;
  readonly sections: readonly Section[];
  private readonly loads: { offset: number; address: number; size: number }[] = [];
  private readonly dynamicAt: number;
  private readonly dynamicEnd: number;

  /** Throws Unable where it is no such file, or has no dynamic section. */
  constructor(bytes: Buffer, readonly path: string) {
    if (!isElf(bytes)) throw new Unable(`${path} is no 64-bit ELF file: see src/medium/elf/.`);
    this.bytes = bytes;
    const [programs, entry, count] = [this.word(32), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
    let dynamic: [number, number] = [0, 0];
    for (let at = programs; at < programs + count * entry; at += entry) {
      const [type, offset, address, size] = [bytes.readUInt32LE(at), this.word(at + 8), this.word(at + 16), this.word(at + 32)];
      if (type === 1) this.loads.push({ offset, address, size });
      if (type === 2) dynamic = [offset, offset + size];
    }
    [this.dynamicAt, this.dynamicEnd] = dynamic;
    this.sections = this.readSections();
  }

  /** An unsigned number of 8 bytes; none in a file is larger than a double holds exactly. */
  word(at: number): number {
    return Number(this.bytes.readBigUInt64LE(at));
  }

  setWord(at: number, value: number): void {
    this.bytes.writeBigInt64LE(BigInt(value), at);
  }

  text(at: number): string {
    return this.bytes.toString("latin1", at, this.bytes.indexOf(0, at));
  }

  /** The place in the file of an address in memory. */
  placeOf(address: number): number {
    const load = this.loads.find((part) => address >= part.address && address < part.address + part.size);
    if (load === undefined) throw new Unable(`${this.path}: address ${address.toString(16)} lies in no segment: see src/medium/elf/.`);
    return address - load.address + load.offset;
  }

  section(name: string): Section | undefined {
    return this.sections.find((section) => section.name === name);
  }

  /** Values of one tag, in order. */
  dynamic(tag: number): number[] {
    return this.dynamicEntries().filter((entry) => entry.tag === tag).map((entry) => this.word(entry.at + 8));
  }

  /** Sets the one entry of a tag, in a spare place at the end where there is none yet. False where there is no room. */
  setDynamic(tag: number, value: number): boolean {
    const entries = this.dynamicEntries();
    const end = this.dynamicAt + entries.length * 16;
    const at = entries.find((entry) => entry.tag === tag)?.at ?? (end + 32 <= this.dynamicEnd ? end : -1);
    if (at < 0) return false;
    this.setWord(at, tag);
    this.setWord(at + 8, value);
    return true;
  }

  string(offset: number): string {
    return this.text(this.placeOf(this.dynamic(DT.strtab)[0] ?? 0) + offset);
  }

  get needed(): string[] {
    return this.dynamic(DT.needed).map((offset) => this.string(offset));
  }

  get soname(): string | undefined {
    const [offset] = this.dynamic(DT.soname);
    return offset === undefined ? undefined : this.string(offset);
  }

  symbols(): DynamicSymbol[] {
    const table = this.section(".dynsym");
    if (table === undefined) return [];
    return Array.from({ length: table.size / SYMBOL_BYTES }, (_, index) => {
      const bytes = this.bytes.subarray(table.offset + index * SYMBOL_BYTES, table.offset + (index + 1) * SYMBOL_BYTES);
      const info = bytes[4] ?? 0;
      return { name: this.string(bytes.readUInt32LE(0)), bytes, section: bytes.readUInt16LE(6), value: Number(bytes.readBigUInt64LE(8)), size: Number(bytes.readBigUInt64LE(16)), type: info & 15, local: info >> 4 === 0 };
    });
  }

  private dynamicEntries(): { at: number; tag: number }[] {
    const entries = [];
    for (let at = this.dynamicAt; at < this.dynamicEnd; at += 16) {
      const tag = this.word(at);
      if (tag === 0) break;
      entries.push({ at, tag });
    }
    return entries;
  }

  private readSections(): Section[] {
    const [table, entry, count, namesIndex] = [this.word(40), this.bytes.readUInt16LE(58), this.bytes.readUInt16LE(60), this.bytes.readUInt16LE(62)];
    if (count === 0) return [];
    const names = this.word(table + namesIndex * entry + 24);
    return Array.from({ length: count }, (_, index) => {
      const at = table + index * entry;
      return { name: this.text(names + this.bytes.readUInt32LE(at)), address: this.word(at + 16), offset: this.word(at + 24), size: this.word(at + 32) };
    });
  }
}
