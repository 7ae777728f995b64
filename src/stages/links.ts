import { drbdStates } from "../apply/drbd.ts";
import type { Machine } from "../apply/machine.ts";
import type { Link } from "../model/pair.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { isConnected } from "../status/procDrbd.ts";

/** The links as they are now, by resource; what was known is kept where it is about the past. */
export async function readLinks({ fs, uptime }: Pick<Machine, "fs" | "uptime">, names: readonly string[], before: Record<string, Link>, now: () => Date = () => new Date()): Promise<Record<string, Link>> {
  const states = await drbdStates({ fs });
  return Object.fromEntries(names.map((name): [string, Link] => {
    const state = states.get(minorOf(name));
    const known = before[name] ?? { connected: false, lostAt: null, lostTime: null, wasWhole: false };
    const connected = state !== undefined && isConnected(state);
    if (!connected) return [name, known.connected ? { ...known, connected, lostAt: Math.round(uptime()), lostTime: now().toISOString() } : { ...known, connected }];
    // A copy under way is not whole: cut off now, this side lacks what the other has.
    return [name, { connected, lostAt: null, lostTime: null, wasWhole: state.disk === "UpToDate" }];
  }));
}
