import { drbdStates } from "../apply/drbd.ts";
import type { Machine } from "../apply/machine.ts";
import type { Link } from "../model/pair.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { isConnected } from "../status/procDrbd.ts";

const NEW: Link = { connected: false, lostAt: null, lostTime: null, wasWhole: false, peerAheadTime: null };

/** What was heard of the peers in a round: whether each resource's has data that this side lacks; null, or none: not heard. */
export type Ahead = ReadonlyMap<string, boolean | null>;

/** The links as they are now, by resource; what was known is kept where it is about the past. */
export async function readLinks({ fs, uptime }: Pick<Machine, "fs" | "uptime">, names: readonly string[], before: Record<string, Link>, ahead: Ahead = new Map(), now: () => Date = () => new Date()): Promise<Record<string, Link>> {
  const states = await drbdStates({ fs });
  return Object.fromEntries(names.map((name): [string, Link] => {
    const state = states.get(minorOf(name));
    const known = before[name] ?? NEW;
    if (state !== undefined && isConnected(state)) {
      // A copy under way is not whole: cut off now, this side lacks what the other has.
      return [name, { connected: true, lostAt: null, lostTime: null, wasWhole: state.disk === "UpToDate", peerAheadTime: null }];
    }
    // What was heard in a round that began while they were connected may be what this side has got since.
    if (known.connected) return [name, { ...known, connected: false, lostAt: Math.round(uptime()), lostTime: now().toISOString() }];
    const isAhead = ahead.get(name) ?? null;
    return [name, { ...known, peerAheadTime: isAhead === null ? known.peerAheadTime : isAhead ? (known.peerAheadTime ?? now().toISOString()) : null }];
  }));
}
