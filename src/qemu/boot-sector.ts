/** I/O port of QEMU's isa-debug-exit device; a write of `v` ends QEMU with exit status `(v << 1) | 1`. */
export const DEBUG_EXIT_PORT = 0xf4;

/** What the trial guest writes: with hardware virtualization of its own (VMX or SVM), or without. */
export const TRIAL_NESTED = 0x11;
export const TRIAL_PLAIN = 0x10;

/** QEMU's exit status for a value written to the isa-debug-exit port (hw/misc/debugexit.c). */
export function exitStatusOf(value: number): number {
  return (value << 1) | 1;
}

/**
 * A 512-byte boot sector, run by the firmware in real mode at 0x7c00. It asks CPUID whether the guest has VMX
 * (leaf 1, ECX bit 5) or SVM (leaf 0x80000001, ECX bit 2) and writes the answer to the isa-debug-exit port.
 * Source: Intel SDM volume 2A (CPUID), AMD APM volume 3 (appendix E), BIOS boot signature 55 AA.
 */
export function trialBootSector(): Buffer {
  const code = [
    [0x66, 0xb8, 0x01, 0x00, 0x00, 0x00], // mov eax, 1
    [0x0f, 0xa2], //                         cpuid
    [0x66, 0x0f, 0xba, 0xe1, 0x05], //       bt ecx, 5
    [0x72, 0x13], //                         jc nested
    [0x66, 0xb8, 0x01, 0x00, 0x00, 0x80], // mov eax, 0x80000001
    [0x0f, 0xa2], //                         cpuid
    [0x66, 0x0f, 0xba, 0xe1, 0x02], //       bt ecx, 2
    [0x72, 0x04], //                         jc nested
    [0xb0, TRIAL_PLAIN], //                  mov al, plain
    [0xeb, 0x02], //                         jmp tell
    [0xb0, TRIAL_NESTED], //       nested:   mov al, nested
    [0xe6, DEBUG_EXIT_PORT], //    tell:     out port, al
    [0xf4], //                     stop:     hlt
    [0xeb, 0xfd], //                         jmp stop
  ].flat();
  const sector = Buffer.alloc(512);
  Buffer.from(code).copy(sector);
  sector.writeUInt16BE(0x55aa, 510);
  return sector;
}
