import type { Machine } from "../apply/machine.ts";
import { drbdStates } from "../apply/drbd.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { isConnected } from "../status/procDrbd.ts";

/** Whether the two sides of a resource have talked to each other in this start. Seconds count from the kernel's start. */
export interface Link {
  connected: boolean;
  /** When the connection was last seen to be gone after it had been there; null where it never was, or is there. */
  lostAt: number | null;
  /** True once both were connected with this side up to date: then it has all that was acknowledged until the link was lost. */
  wasWhole: boolean;
}

/** The links as they are now, by resource; what was known is kept where it is about the past. */
export async function readLinks({ fs, uptime }: Pick<Machine, "fs" | "uptime">, names: readonly string[], before: Record<string, Link>): Promise<Record<string, Link>> {
  const states = await drbdStates({ fs });
  return Object.fromEntries(names.map((name): [string, Link] => {
    const state = states.get(minorOf(name));
    const known = before[name] ?? { connected: false, lostAt: null, wasWhole: false };
    const connected = state !== undefined && isConnected(state);
    if (!connected) return [name, { ...known, connected, lostAt: known.connected ? Math.round(uptime()) : known.lostAt }];
    // A copy under way is not whole: cut off now, this side lacks what the other has.
    return [name, { connected, lostAt: null, wasWhole: state.disk === "UpToDate" }];
  }));
}
