import type { RunResult } from "../model/ports.ts";
import type { PairDisk } from "../model/step.ts";
import { type DrbdState, isConnected, parseProcDrbd } from "../status/procDrbd.ts";
import { resourceName } from "../plan/cluster/names.ts";
import { mustRun } from "./command.ts";
import type { ApplyContext } from "./context.ts";
import { CommandFailed, Refused } from "./explain.ts";
import { holdersOf, type KernelPartition } from "./partition.ts";
import { BY_ID, ownDisk, type OwnDisk } from "./plannedDisk.ts";

/** The device numbers of DRBD (Documentation/admin-guide/devices.txt). */
const MAJOR = 147;
const DRBDADM_LIMIT_MS = 60_000;
const POLL_MS = 250;

/** This node's side of a resource as it is now. @throws Refused as ownDisk() does. */
export function findSide(context: ApplyContext, { id, partitionUuid, uuid, side, resource }: PairDisk, byId = BY_ID): Promise<OwnDisk> {
  return ownDisk(context, {
    id, partitionUuid, refusal: { marker: (path) => ({ code: "pair-marker-lost", path }), partition: (path) => ({ code: "pair-partition-lost", path, resource, id }) },
    has: ({ pair }) => pair?.uuid === uuid && pair.side === side,
    fits: ({ sizeBytes }, { pair }) => sizeBytes === pair?.partitionBytes,
  }, byId);
}

/** All resources' states in the kernel, by minor; none where DRBD is not loaded. */
export async function drbdStates({ fs }: Pick<ApplyContext, "fs">): Promise<Map<number, DrbdState>> {
  return parseProcDrbd(await fs.readText("/proc/drbd").catch(() => ""));
}

/** The resource's state in the kernel; null where it is not up. */
export async function stateOf(context: Pick<ApplyContext, "fs">, minor: number): Promise<DrbdState | null> {
  return (await drbdStates(context)).get(minor) ?? null;
}

/** The resources that are up here and connected to nobody, by name. */
export async function apartNow(context: Pick<ApplyContext, "fs">): Promise<Set<string>> {
  return new Set([...(await drbdStates(context))].filter(([, state]) => !isConnected(state)).map(([minor]) => resourceName(minor)));
}

/** Waits until the resource is as `wanted` says; the last state seen where it is not in time. */
export async function waitForState(context: ApplyContext, minor: number, limitMs: number, wanted: (state: DrbdState) => boolean): Promise<DrbdState | null> {
  let state: DrbdState | null = null;
  for (let waited = 0; waited <= limitMs; waited += POLL_MS) {
    state = await stateOf(context, minor);
    if (state !== null && wanted(state)) return state;
    await context.sleep(POLL_MS);
  }
  return state;
}

/** True where DRBD has a partition (`/dev/vda1`) as a side's disk. */
export async function isAttached(fs: ApplyContext["fs"], partition: string): Promise<boolean> {
  return (await holdersOf(fs, partition)).some((name) => /^drbd\d+$/.test(name));
}

/** @throws CommandFailed */
export async function drbdadm({ run }: Pick<ApplyContext, "run">, ...args: string[]): Promise<void> {
  await mustRun((...command) => run(...command).then(withoutSecret), "drbdadm", args, { timeoutMs: DRBDADM_LIMIT_MS });
}

/** Where drbdsetup fails, drbdadm prints its whole command line, the shared secret in it; what is said goes into documents that everybody can read. */
function withoutSecret(result: RunResult): RunResult {
  const hide = (text: string): string => text.replaceAll(/(shared-secret[=\s]+)("[^"]*"|'[^']*'|\S+)/g, "$1…");
  return { ...result, stdout: hide(result.stdout), stderr: hide(result.stderr) };
}

/** True for the device (`147:0`) of a mirror with another node. */
export const isMirror = (device: string): boolean => device.startsWith(`${MAJOR}:`);

export function mirrorDevice(minor: number): KernelPartition {
  return { path: `/dev/drbd${minor}`, device: `${MAJOR}:${minor}` };
}

/** Makes this node primary. Never forced: DRBD refuses where its data is not up to date. @throws CommandFailed, Refused */
export async function promote(context: ApplyContext, resource: string, minor: number): Promise<void> {
  const state = await stateOf(context, minor);
  if (state === null) throw new CommandFailed({ code: "side-down", resource });
  if (state.role === "Primary") return;
  if (state.peerRole === "Primary") throw new Refused({ code: "leads-elsewhere", resource });
  await drbdadm(context, "primary", resource);
}
