/** What one start to READY took. Seconds count from the kernel's start (/proc/uptime). */
export interface Start {
  seconds: number;
  /** MemTotal less MemAvailable at that moment (proc(5)). */
  memoryMiB: number;
  /** The same 60 seconds later, when what nobody waits for has started as well. */
  memoryLaterMiB?: number;
  /** initrd.img and what the kernel has unpacked of it, which are in memory at once until the first process runs; absent where the image is not in it. */
  unpackMiB?: number;
  /** Seconds of each stage; up to `systemd` one follows the other, then network, disks and libvirt run side by side. */
  stages: Readonly<Record<string, number>>;
}

/** One round after the other of bare kernel, ours and peer, on one accelerator. */
export interface Boots {
  accelerator: string;
  cpus: number;
  /** Load average of the measuring machine before each round. */
  load: number[];
  /** Seconds until a bare busybox says something, on the same kernel. */
  floor: number[];
  ours: Start[];
  /** Null with `--no-peer`. */
  peer: Start[] | null;
  isoBytes: { ours: number; peer: number | null };
}

/** The agent's cost for `count` of one thing, medians in milliseconds: a whole dry run as a process, and planning alone. */
export interface Cost {
  count: number;
  runMs: number;
  planMs: number;
}

export interface Scaling {
  of: string;
  costs: Cost[];
}
