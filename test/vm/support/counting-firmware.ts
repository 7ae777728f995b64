/** Code and variables of a guest's firmware lie in flash memory one below the other, up to the end of 4 GiB; each is so large here. */
const BYTES = 64 * 1024;
/** Where the count lies in the variables. */
export const COUNT_AT = 0x1000;

/**
 * Firmware that adds 1 to a byte of its variables at each start and halts, in place of OVMF, which takes minutes where the guest is
 * translated twice. It writes as every firmware does, by commands to the flash (Intel's, CFI 01h: 40h program a byte, FFh read
 * again), so that QEMU writes them down.
 */
const PROGRAM = [
  "fa", //                               ff00  cli
  "2e 66 0f0116 40ff", //                ff01  lgdt cs:[ff40]
  "0f20c0 0c01 0f22c0", //               ff08  cr0: protected mode
  "66ea 18ffffff 0800", //               ff10  jmp 8:ffffff18, which is 32-bit code
  "66b81000 8ed8", //                    ff18  ds: all of 4 GiB
  "bf 0010feff", //                      ff1e  edi = fffe1000, the count
  "8a07 fec0", //                        ff23  al = count + 1
  "c60740 8807 c607ff", //               ff27  program it; read again
  "f4 ebfd", //                          ff2f  hlt
].join("");
/** GDT and its pointer, descriptors marked as accessed: nobody can write that here. */
const TABLE = ["1700 48ffffff 0000", "0000000000000000", "ffff0000009bcf00", "ffff00000093cf00"].join("");
/** Where a processor begins: jmp ff00. */
const RESET = "e90dff";

const put = (file: Buffer, at: number, hex: string): void => void file.set(Buffer.from(hex.replaceAll(" ", ""), "hex"), at);

export function countingFirmware(): { code: Buffer; variables: Buffer } {
  const code = Buffer.alloc(BYTES, 0xff);
  put(code, 0xff00, PROGRAM);
  put(code, 0xff40, TABLE);
  put(code, 0xfff0, RESET);
  return { code, variables: Buffer.alloc(BYTES) };
}
