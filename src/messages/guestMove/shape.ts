/** What `ramvisor guest move` says, in one language. */
export interface GuestMoveMessages {
  noPair: string;
  /** No guest of this name is defined here. */
  unknown: (guest: string) => string;
  notRunning: (guest: string) => string;
  /** Snapshots of libvirt hold a guest where it is. */
  snapshots: (guest: string) => string;
  medium: (guest: string, file: string) => string;
  elsewhere: (guest: string, what: string) => string;
  noNode: (to: string, known: string) => string;
  /** The other node leads nothing. */
  noTarget: (guest: string, host: string) => string;
  several: (hosts: string) => string;
  unreachable: (host: string, why: string) => string;
  taken: (host: string, path: string) => string;
  noSpace: (host: string, pool: string, wanted: string, free: string) => string;
  begins: (guest: string, host: string, pool: string) => string;
  progress: (percent: number, done: string, total: string) => string;
  moved: (guest: string, host: string, pool: string) => string;
  /** It runs on here, and nothing is left there. */
  stays: (guest: string, why: string) => string;
  /** As before, but what was begun there could not be removed. */
  leftOver: (host: string, files: string, why: string) => string;
  /** It runs on here, and there too. `files`: its images there, each as a word for a shell. */
  onBoth: (guest: string, host: string, files: string) => string;
  /** Nobody here can tell on which side it runs. */
  unclear: (guest: string, host: string, why: string) => string;
  /** It runs there, and something after the move did not succeed. */
  afterwards: (what: string) => string;
  /**
   * It is not defined here any more, and nobody knows whether the other node has stored it. `dir`: its definition as it was here, whose disks
   * are as they were before the move; `moved`: that for the other node's pool, where they are newest.
   */
  kept: (guest: string, host: string, kept: { dir: string; pool: string; moved: string }) => string;
}
