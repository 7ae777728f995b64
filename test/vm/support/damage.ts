import { copyFile, open, readFile } from "node:fs/promises";

const SECTOR = 2048;
/** The boot record volume descriptor, and where in it the boot catalog is named (El Torito, figure 7). */
const [BOOT_RECORD, CATALOG_AT] = [17, 0x47];
/** Places of the entries for BIOS and UEFI in the catalog, and of an entry's first block. */
const ENTRIES = { isolinux: 32, efi: 96 } as const;
const BLOCK_AT = 8;
/** The program in a master boot record, before the disk's own number and the partition table. */
const MBR_CODE_BYTES = 440;
/** All of isolinux.bin, or the start of the EFI image with its file system's tables. */
const IMAGE_BYTES = 16 * SECTOR;

export type BootPart = "mbr" | keyof typeof ENTRIES;

/** Copies an ISO and zeroes in the copy what one way of starting reads first; all else, and all that is described of it, stays. */
export async function withoutBootPart(iso: string, copy: string, part: BootPart): Promise<string> {
  await copyFile(iso, copy);
  const file = await open(copy, "r+");
  try {
    const word = async (at: number): Promise<number> => (await file.read(Buffer.alloc(4), 0, 4, at)).buffer.readUInt32LE(0);
    const start = part === "mbr" ? 0 : (await word((await word(BOOT_RECORD * SECTOR + CATALOG_AT)) * SECTOR + ENTRIES[part] + BLOCK_AT)) * SECTOR;
    const bytes = part === "mbr" ? MBR_CODE_BYTES : IMAGE_BYTES;
    const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, start);
    if (buffer.every((byte) => byte === 0)) throw new Error(`nothing to damage at ${String(start)} for ${part}`);
    await file.write(Buffer.alloc(bytes), 0, bytes, start);
  } finally {
    await file.close();
  }
  return copy;
}

/** Where the kernel's setup names its version, less one sector (Documentation/arch/x86/boot.rst, `kernel_version`). */
const VERSION_AT = 0x20e;

/** Copies an ISO and changes in the copy one letter of the kernel's own version text: it starts as before, but is not what was signed. */
export async function withAlteredKernel(iso: string, copy: string, vmlinuz: string): Promise<string> {
  await copyFile(iso, copy);
  const [medium, kernel] = await Promise.all([readFile(iso), readFile(vmlinuz)]);
  const start = medium.indexOf(kernel.subarray(0, 64 * SECTOR));
  const letter = kernel.readUInt16LE(VERSION_AT) + 0x200;
  const version = kernel.toString("latin1", letter, letter + 40);
  if (start < 0 || !/^\d+\.\d+\.\d+\S* \(/.test(version)) throw new Error(`no kernel's version at ${String(start)}: ${version}`);
  const file = await open(copy, "r+");
  // The bracket before who built it.
  await file.write(Buffer.from("["), 0, 1, start + letter + version.indexOf("(")).finally(() => file.close());
  return copy;
}
