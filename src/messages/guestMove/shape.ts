/** What `ramvisor guest move` says, in one language. `word`: how a command that is to be typed names the guest. */
export interface GuestMoveMessages {
  noPair: string;
  /** No guest of this name is defined here. */
  unknown: (guest: string) => string;
  notRunning: (guest: string, word: string) => string;
  /** Another process moves it. */
  movesAlready: (guest: string) => string;
  /** What this node stores of it in `dir` does not say that it moves. */
  notNoted: (guest: string, dir: string) => string;
  /** Snapshots of libvirt hold a guest where it is. */
  snapshots: (guest: string, word: string) => string;
  /** `command`: what takes it out. */
  medium: (guest: string, file: string, command: string) => string;
  elsewhere: (guest: string, what: string) => string;
  /** A disk that only its permanent definition has. */
  later: (guest: string, what: string) => string;
  noNode: (to: string, known: string) => string;
  /** The other node leads nothing. */
  noTarget: (guest: string, host: string) => string;
  several: (hosts: string) => string;
  unreachable: (host: string, why: string) => string;
  /** What was begun there could not be cleared as it cannot be reached. */
  begunLeft: (host: string, why: string) => string;
  taken: (host: string, path: string) => string;
  /** libvirt there has a guest of its name or UUID. */
  sameThere: (guest: string, host: string, word: string) => string;
  /** Its pool stores another guest of the name, which libvirt there does not have. `command`: what puts that out of the way there. */
  otherStored: (guest: string, host: string, pool: string, command: string) => string;
  noSpace: (host: string, pool: string, wanted: string, free: string) => string;
  begins: (guest: string, host: string, pool: string) => string;
  progress: (percent: number, done: string, total: string) => string;
  moved: (guest: string, host: string, pool: string) => string;
  /** It runs on here, and nothing is left there. */
  stays: (guest: string, why: string) => string;
  /** It is here alone and does not run; `state`: virsh(1), domstate. `command`: what has it run. */
  staysAs: (guest: string, state: string, why: string, command: string) => string;
  /** As before, but what was begun there could not be removed. */
  leftOver: (host: string, files: string, why: string) => string;
  /** What was begun there could not be cleared, as nobody can tell whether the guest came there. */
  notLooked: (guest: string, host: string, why: string, word: string) => string;
  /** It runs on here, and there too. `files`: its images there, each as a word for a shell. */
  onBoth: (guest: string, host: string, files: string, word?: string) => string;
  /** Nobody here can tell on which side it runs. */
  unclear: (guest: string, host: string, why: string, files: string) => string;
  /** It runs there, and something after the move did not succeed. */
  afterwards: (what: string) => string;
  /** Behind it: the other node does not store its definition. */
  notStored: (host: string, path: string) => string;
  /**
   * It is not defined here any more, and nobody knows whether the other node has stored it. `dir`: its definition as it was here, whose disks
   * are as they were before the move; `moved`: that for the other node's pool, where they are newest.
   */
  kept: (guest: string, host: string, kept: { dir: string; pool: string; moved: string; word?: string }) => string;
}
