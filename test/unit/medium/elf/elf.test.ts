import { mkdtemp, readFile, rm, writeFile, chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindInside } from "../../../../src/medium/elf/bind.ts";
import { ElfFile } from "../../../../src/medium/elf/file.ts";
import { gnuHash } from "../../../../src/medium/elf/gnuHash.ts";
import { askedOf, makeStub, stubSource } from "../../../../src/medium/elf/stub.ts";
import { missingLibraries } from "../../../../src/medium/elf/tree.ts";
import { withoutUnwindTables } from "../../../../src/medium/elf/unwind.ts";

/** A library whose function `answer` asks another of its own, through its table of calls and through a pointer. */
const LIBRARY = `
.text
.globl answer, twenty, unused_name_of_nobody
.type answer, @function
.type twenty, @function
.type unused_name_of_nobody, @function
answer:
  .cfi_startproc
  push %rbx
  call twenty@PLT
  mov %eax, %ebx
  mov pointer(%rip), %rax
  call *%rax
  add %ebx, %eax
  mov two@GOTPCREL(%rip), %rbx
  add (%rbx), %eax
  pop %rbx
  ret
  .cfi_endproc
twenty:
  mov $20, %eax
  ret
unused_name_of_nobody:
  ret
.data
.globl two
.type two, @object
.size two, 4
two: .long 2
.balign 8
pointer: .quad twenty
.section .note.GNU-stack,"",@progbits
`;
/** A program that ends with what \`answer\` gives. */
const PROGRAM = `
.text
.globl _start
_start:
  call answer@PLT
  mov %eax, %edi
  mov $60, %eax
  syscall
.section .note.GNU-stack,"",@progbits
`;

let dir: string;
const at = (name: string): string => join(dir, name);
const run = async (): Promise<number | undefined> => (await execa(at("program"), [], { reject: false, env: { LD_LIBRARY_PATH: dir } })).exitCode;
const elf = async (name: string): Promise<ElfFile> => new ElfFile(await readFile(at(name)), name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "ramvisor-elf-"));
  await writeFile(at("library.s"), LIBRARY);
  await writeFile(at("program.s"), PROGRAM);
  await writeFile(at("versions"), "FIRST_1.0 { global: *; };\n");
  for (const name of ["library", "program"]) await execa("as", ["-o", at(`${name}.o`), at(`${name}.s`)]);
  await execa("ld", ["-shared", "-s", "-z", "now", "--hash-style=gnu", "-soname", "libanswer.so.1", "--eh-frame-hdr", "-o", at("plain.so"), at("library.o")]);
  await execa("ld", ["-shared", "--hash-style=gnu", "-soname", "libanswer.so.1", "--version-script", at("versions"), "-o", at("versioned.so"), at("library.o")]);
});
afterAll(() => rm(dir, { recursive: true }));

/** Links the program against a library and starts it with what has become of that. */
async function linked(against: string, becomes: Buffer | string): Promise<number | undefined> {
  await writeFile(at("libanswer.so.1"), await readFile(at(against)));
  await execa("ld", ["-pie", "-z", "now", "-dynamic-linker", "/lib64/ld-linux-x86-64.so.2", "-o", at("program"), at("program.o"), at("libanswer.so.1")]);
  await writeFile(at("libanswer.so.1"), typeof becomes === "string" ? await readFile(becomes) : becomes);
  await chmod(at("libanswer.so.1"), 0o755);
  return run();
}

describe("gnuHash", () => {
  it("gives the values that other linkers give", () => {
    expect([gnuHash(""), gnuHash("printf"), gnuHash("exit")]).toEqual([5381, 0x156b2bb8, 0x7c967e3f]);
  });
});

describe("bindInside", () => {
  it("leaves a library that works, without a name to look up inside it", async () => {
    expect(await linked("plain.so", at("plain.so"))).toBe(42);
    const bound = bindInside(await readFile(at("plain.so")), "plain.so", (name) => name === "answer");
    expect(await linked("plain.so", bound)).toBe(42);
    const names = new ElfFile(bound, "bound").symbols().map(({ name }) => name);
    expect(names).toContain("answer");
    expect(names).not.toContain("twenty");
    expect(bound.includes("unused_name_of_nobody")).toBe(false);
    expect(bound.length).toBe((await readFile(at("plain.so"))).length);
  });

  it("makes a program fail that asks for a name which was dropped", async () => {
    expect(await linked("plain.so", bindInside(await readFile(at("plain.so")), "plain.so", () => false))).toBe(127);
  });

  it("refuses what gives versions to its symbols", async () => {
    const bytes = await readFile(at("versioned.so"));
    expect(() => bindInside(bytes, "versioned.so", () => true)).toThrow(/not linked as expected/);
  });
});

describe("withoutUnwindTables", () => {
  it("zeroes the tables and nothing else", async () => {
    const [before, after] = [await elf("plain.so"), new ElfFile(withoutUnwindTables(await readFile(at("plain.so")), "plain.so"), "after")];
    const bytesOf = (file: ElfFile, name: string): Buffer => {
      const { offset = 0, size = 0 } = file.section(name) ?? {};
      return file.bytes.subarray(offset, offset + size);
    };
    expect(bytesOf(before, ".eh_frame").some((byte) => byte !== 0)).toBe(true);
    for (const name of [".eh_frame", ".eh_frame_hdr"]) expect(bytesOf(after, name).every((byte) => byte === 0)).toBe(true);
    for (const name of [".text", ".dynsym", ".data"]) expect(bytesOf(after, name)).toEqual(bytesOf(before, name));
    expect(await linked("plain.so", after.bytes)).toBe(42);
  });
});

describe("a stub", () => {
  it.each(["plain.so", "versioned.so"])("stands in for a library, with the versions of its symbols: %s", async (library) => {
    expect(await linked(library, at(library))).toBe(42);
    const asked = askedOf(await elf(library), [await elf("program")]);
    expect(asked).toEqual([{ name: "answer", version: library === "plain.so" ? null : "FIRST_1.0", variable: null }]);
    expect(await linked(library, await makeStub("libanswer.so.1", asked, "minus-one", dir))).toBe(255);
    expect(await linked(library, await makeStub("libanswer.so.1", asked, "zero", dir))).toBe(0);
  });

  it("has room for a library's variables", () => {
    expect(stubSource([{ name: "table", version: null, variable: 24 }], "zero").assembly).toContain(".size table, 24");
  });

  it("cannot be had with one name in two versions", async () => {
    const twice = ["A", "B"].map((version) => ({ name: "answer", version, variable: null }));
    await expect(makeStub("libanswer.so.1", twice, "zero", dir)).rejects.toThrow(/two versions/);
  });
});

describe("missingLibraries", () => {
  it("names what is asked for and is not there, and who asks", async () => {
    await linked("plain.so", at("plain.so"));
    const [program, library] = [await elf("program"), await elf("plain.so")];
    expect(missingLibraries([program, library])).toEqual([]);
    expect(missingLibraries([program])).toEqual(["libanswer.so.1 <- program"]);
  });
});
