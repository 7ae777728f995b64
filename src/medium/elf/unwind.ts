import { ElfFile } from "./file.ts";

/** Tables for walking up the stack: of use to debuggers, and to C++ that throws. */
const TABLES = [".eh_frame", ".eh_frame_hdr", ".gcc_except_table"];

/**
 * Zeroes the tables that tell how to walk up the stack. libgcc takes a header without a version for none at all: threads
 * still end and are cancelled as they should (glibc stops where the stack is said to end), debuggers see less. Nothing for
 * objects that throw exceptions.
 */
export function withoutUnwindTables(bytes: Buffer, path: string): Buffer {
  const elf = new ElfFile(Buffer.from(bytes), path);
  for (const { name, offset, size } of elf.sections) if (TABLES.includes(name)) elf.bytes.fill(0, offset, offset + size);
  return elf.bytes;
}
