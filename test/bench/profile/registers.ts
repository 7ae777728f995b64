/** Where the one processor of a guest was at a moment. */
export interface Place {
  /** In the kernel (privilege level 0), or in a program. */
  kernel: boolean;
  /** The kernel's area for this processor, which GS points to while it is in the kernel; null elsewhere. */
  perCpu: bigint | null;
}

/** Kernel addresses, with 4 or 5 levels of page tables (x86/x86_64/mm.rst). */
const KERNEL_FROM = 0xff00_0000_0000_0000n;

/** Reads the answer to QEMU's `info registers` (x86-64); null where it is none. Pure. */
export function readRegisters(answer: string): Place | null {
  const level = /CPL=(\d)/.exec(answer)?.[1];
  const gs = /^GS =[0-9a-f]+ ([0-9a-f]{16})/m.exec(answer)?.[1];
  if (level === undefined || gs === undefined) return null;
  const base = BigInt(`0x${gs}`);
  return { kernel: level === "0", perCpu: level === "0" && base >= KERNEL_FROM ? base : null };
}

/** Reads the answer to QEMU's `x/Ngx ADDRESS`: the bytes, as they lie in memory. Empty where it could not read. Pure. */
export function readMemory(answer: string): Buffer {
  return Buffer.concat([...answer.matchAll(/ 0x([0-9a-f]{16})(?![0-9a-f:])/g)].map(([, word = ""]) => Buffer.from(word, "hex").reverse()));
}

/** The name of a task (comm): up to 15 bytes before a zero. Pure. */
export const taskName = (bytes: Buffer): string => bytes.toString("latin1").split("\0")[0] ?? "";

/**
 * Who a name stands for: systemd starts its executor by a file descriptor, so that it bears a number, and calls what is about to become
 * a service by the service in brackets; threads are their program's. Pure.
 */
export function whoIs(name: string): string {
  if (/^(?:\d+|\((?!udev-worker).*\)?)$/.test(name)) return "systemd-executor";
  if (name === "libuv-worker") return "node";
  if (/^(?:daemon-init|nodev-device-ev|(?:prio-)?rpc-)/.test(name)) return "libvirtd";
  if (name.startsWith("kworker/") || name.startsWith("ksoftirqd") || name.startsWith("rcu_")) return "the kernel's own";
  return name.startsWith("swapper") ? "kernel before init, and idle" : name === "" ? "not known" : name;
}
