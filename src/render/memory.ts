import type { RenderedFile } from "./file.ts";

/** From here on the kernel's own figure is a hundredth of the memory or less. */
const ENOUGH_BYTES = 8 * 1024 ** 3;
const KIB = 1024;

/**
 * sysctl.d(5) for a machine with little memory: `vm.min_free_kbytes` as the kernel itself first sets it, 4 times the
 * square root of the memory in KiB (mm/page_alloc.c). Transparent huge pages raise it to 44 to 66 MiB whatever the memory
 * (khugepaged, set_recommended_min_free_kbytes), and two and a half times as much is then out of reach for guests.
 * Null where the memory is large or not known.
 */
export function memorySysctl(memoryBytes: number | null): RenderedFile | null {
  if (memoryBytes === null || memoryBytes >= ENOUGH_BYTES) return null;
  const kilobytes = Math.floor(4 * Math.sqrt(memoryBytes / KIB));
  return { path: "/etc/sysctl.d/10-ramvisor.conf", content: `vm.min_free_kbytes = ${String(kilobytes)}\n`, purpose: "memory" };
}
