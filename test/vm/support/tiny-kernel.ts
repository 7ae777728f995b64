/** What the tiny kernel prints on its serial console, followed by the hypervisor's signature (`KVMKVMKVM`). */
export const TINY_WORD = "RAMVISOR-GUEST-RUNS hypervisor=";

/** Offsets in the file; QEMU loads the first two sectors at 0x10000 (hw/i386/x86.c), the rest at 0x100000. */
const SETUP_BASE = 0x10000;
const START = 0x270;
const GDT = 0x2a0;
const GDTR = 0x2c0;
const PROTECTED = 0x400;
const PROTECTED_BASE = 0x100000;
const MESSAGE = 0x60;

const le16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];
const le32 = (value: number): number[] => [...le16(value & 0xffff), ...le16(value >>> 16)];

/** Real mode: loads the descriptor table, switches to protected mode and jumps to the second part. */
const REAL_MODE = [
  0xfa, //                                             cli
  0x0f, 0x01, 0x16, ...le16(GDTR), //                  lgdt [gdtr]
  0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0, //   cr0 |= 1
  0x66, 0xea, ...le32(PROTECTED_BASE), ...le16(8), //  ljmp 8:0x100000
];

/** Null, 32-bit code, 32-bit data: flat, 4 GiB each (Intel SDM volume 3, 3.4.5). */
const DESCRIPTORS = [
  0, 0, 0, 0, 0, 0, 0, 0,
  0xff, 0xff, 0, 0, 0, 0x9a, 0xcf, 0,
  0xff, 0xff, 0, 0, 0, 0x92, 0xcf, 0,
];

function protectedMode(): number[] {
  const message = PROTECTED_BASE + MESSAGE;
  const signature = message + 2 + TINY_WORD.length;
  return [
    0x66, 0xb8, ...le16(0x10), 0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0, // data segments
    0xb8, ...le32(0x40000000), 0x0f, 0xa2, //             cpuid: who is the hypervisor?
    0x89, 0x1d, ...le32(signature), //                    mov [signature], ebx
    0x89, 0x0d, ...le32(signature + 4), //                mov [signature+4], ecx
    0x89, 0x15, ...le32(signature + 8), //                mov [signature+8], edx
    0xbe, ...le32(message), //                            mov esi, message
    0xac, //                                      next:   lodsb
    0x84, 0xc0, 0x74, 0x14, //                            if zero: off
    0x88, 0xc4, //                                        mov ah, al
    0x66, 0xba, ...le16(0x3fd), //                wait:   mov dx, line status register
    0xec, 0xa8, 0x20, 0x74, 0xf7, //                      in al, dx; until the transmitter is empty
    0x66, 0xba, ...le16(0x3f8), 0x88, 0xe0, 0xee, //      out 0x3f8, ah
    0xeb, 0xe7, //                                        jmp next
    0x66, 0xba, ...le16(0x604), 0x66, 0xb8, ...le16(0x2000), 0x66, 0xef, // off: ACPI S5 through PM1a control
    0xf4, 0xeb, 0xfd, //                          stop:   hlt; jmp stop
  ];
}

/**
 * A kernel of 1.5 KiB in the format of Documentation/arch/x86/boot.rst: it goes to protected mode, prints TINY_WORD and
 * the hypervisor's CPUID signature on the first serial port, and switches the machine off. Linux takes half a minute
 * under nested KVM in a translated machine; this takes a second, and proves the same door.
 */
export function tinyKernel(): Buffer {
  const image = Buffer.alloc(PROTECTED + 512);
  image.writeUInt8(1, 0x1f1); //                       setup_sects: one beside the first
  image.writeUInt32LE(512 / 16, 0x1f4); //             syssize
  image.writeUInt16LE(0xaa55, 0x1fe); //               boot_flag
  image.set([0xeb, START - 0x202], 0x200); //          jump
  image.write("HdrS", 0x202, "latin1");
  image.writeUInt16LE(0x020c, 0x206); //               protocol 2.12
  image.writeUInt8(1, 0x211); //                       loadflags: LOADED_HIGH
  image.writeUInt32LE(PROTECTED_BASE, 0x214); //       code32_start
  image.writeUInt32LE(0x7fffffff, 0x22c); //           initrd_addr_max
  image.set(REAL_MODE, START);
  image.set(DESCRIPTORS, GDT);
  image.set([...le16(DESCRIPTORS.length - 1), ...le32(SETUP_BASE + GDT)], GDTR);
  image.set(protectedMode(), PROTECTED);
  image.write(`\r\n${TINY_WORD}`, PROTECTED + MESSAGE, "latin1");
  return image;
}
