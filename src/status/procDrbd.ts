/** How one resource fares, as the kernel says. Words are DRBD's (drbd-overview, "/proc/drbd", user's guide 8.4). */
export interface DrbdState {
  /** `Connected`, `WFConnection`, `StandAlone`, `SyncSource`, `SyncTarget` … */
  connection: string;
  role: string;
  peerRole: string;
  /** `UpToDate`, `Inconsistent`, `Outdated`, `Diskless` … */
  disk: string;
  peerDisk: string;
  /** Of the synchronisation under way; null where there is none. */
  percent: number | null;
}

/** /proc/drbd of DRBD 8.4, by minor; those that are not configured are left out. Pure. */
export function parseProcDrbd(text: string): Map<number, DrbdState> {
  const states = new Map<number, DrbdState>();
  let last: DrbdState | undefined;
  for (const line of text.split("\n")) {
    const head = /^ *(\d+): cs:(\w+) ro:(\w+)\/(\w+) ds:(\w+)\/(\w+)/.exec(line);
    if (head !== null) {
      const [, minor = "", connection = "", role = "", peerRole = "", disk = "", peerDisk = ""] = head;
      last = { connection, role, peerRole, disk, peerDisk, percent: null };
      states.set(Number(minor), last);
      continue;
    }
    const copied = /\bsync'ed: *(\d+)(?:\.\d+)?%/.exec(line);
    if (copied !== null && last !== undefined) last.percent = Number(copied[1]);
  }
  return states;
}

/** True while the two sides talk to each other. */
export function isConnected({ connection }: Pick<DrbdState, "connection">): boolean {
  return !["StandAlone", "Disconnecting", "Unconnected", "Timeout", "BrokenPipe", "NetworkFailure", "ProtocolError", "TearDown", "WFConnection", "WFReportParams"].includes(connection);
}
