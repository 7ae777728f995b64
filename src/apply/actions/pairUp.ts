import { join } from "node:path";
import type { PairConf, StepOf } from "../../model/step.ts";
import { AGREED_FILE, cleanSecret, drbdSecret, hashOf, OVERLAY_SECRET, SECRET_FILE } from "../../peers/keys.ts";
import { DRBD_CONF, DRBD_DIR, drbdConf, drbdResource } from "../../render/drbd.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";
import { drbdadm, findSide, stateOf } from "../drbd.ts";
import { Refused } from "../explain.ts";
import { keepSecret } from "../pairSecret.ts";
import { withPartition } from "../partition.ts";
import { beginQuiet, withLink } from "../pairLink.ts";
import { BY_ID, type OwnDisk } from "../plannedDisk.ts";
import { writeMarker } from "./diskClaim.ts";

/**
 * One file for each side that got its disk in this start. Where DRBD has let go of it since, the disk failed: attached again, it would be copied
 * to, fail, and hold up whoever uses the other side, again and again. The next start tries it.
 */
const ATTACHED_DIR = "/run/ramvisor/pair-attached";
const attachedNote = (resource: string, { marker }: OwnDisk): string => join(ATTACHED_DIR, `${resource}-${marker.partitionUuid}`);

async function noteAttached({ fs }: ApplyContext, note: string): Promise<void> {
  await fs.makeDir(ATTACHED_DIR);
  await fs.replace(note, "");
}

/**
 * Configures a resource and brings it up as secondary: it connects, and DRBD compares what both sides have. New metadata
 * is made only on a side whose marker says that nobody ever wrote to it, and never under a resource that is up.
 */
export async function pairUp(context: ApplyContext, step: StepOf<"pair.up">, byId = BY_ID): Promise<Result> {
  const { name, minor } = step.conf;
  const side = await findSide(context, step.disk, byId);
  const secret = await readSecret(context);
  if (secret === null) throw new Refused({ code: "no-secret", resource: name });
  // One that the medium brings is there at every start.
  if (!(await context.fs.exists(OVERLAY_SECRET))) await keepSecret(context, side, secret, (await context.fs.readText(AGREED_FILE).catch(() => "")).trim() === hashOf(secret));
  await loadModule(context);
  const isNoted = await noteLink(context, step, side);
  const result = await withPartition(context, side.path, side.wanted, async (partition): Promise<Result> => {
    const same = await configure(context, step.conf, secret, partition.path);
    const state = await stateOf(context, minor);
    const noted = attachedNote(name, side);
    const hasFailed = state?.disk === "Diskless" && (await context.fs.exists(noted));
    if (hasFailed) {
      if (state.connection !== "StandAlone") return "unchanged";
      // Without its disk it still serves whoever uses the other side's.
      await drbdadm(context, "connect", name);
      return "changed";
    }
    if (state !== null && state.disk !== "Diskless" && state.connection !== "StandAlone") {
      if (!same) await drbdadm(context, "adjust", name);
      return same ? "unchanged" : "changed";
    }
    if (state === null && step.fresh) {
      if (side.marker.state !== "claiming") throw new Refused({ code: "holds-data", path: side.path });
      await drbdadm(context, "create-md", "--force", name);
    }
    // Where DRBD let go of the peer, it is let try again: the plan has seen that neither side has what the other lacks, and DRBD
    // compares once more. After a split there is no such step.
    await drbdadm(context, state === null ? "up" : "adjust", name);
    // At once: the first write of a copy may be what the disk fails at.
    await noteAttached(context, noted);
    return "changed";
  });
  return isNoted ? "changed" : result;
}

/**
 * Before this side is connected, its marker says that the other one may go on without it. DRBD knows only of the side that went on: where that
 * one's disk is gone, the one that stayed behind looks like any other. True where the marker was written.
 */
async function noteLink(context: ApplyContext, { conf }: StepOf<"pair.up">, { marker, path }: OwnDisk): Promise<boolean> {
  const { pair } = marker;
  if (marker.state !== "ready" || pair === undefined || pair.formed === false) return false;
  if (pair.linked === true) return false;
  // Not connected yet in this start.
  if (((await stateOf(context, conf.minor))?.connection ?? "StandAlone") === "StandAlone") await beginQuiet(context.fs, conf.name);
  await writeMarker(context, path, withLink(marker, true), "shared");
  return true;
}

/**
 * The resource with its disk alone: there may be no network yet, or the peer has not been heard. `pair.up` connects it later. One that is up stays
 * as it is, connected or not.
 */
export async function pairAttach(context: ApplyContext, step: StepOf<"pair.attach">, byId = BY_ID): Promise<Result> {
  const { name, minor } = step.conf;
  const side = await findSide(context, step.disk, byId);
  await loadModule(context);
  return withPartition(context, side.path, side.wanted, async (partition) => {
    const state = await stateOf(context, minor);
    const noted = attachedNote(name, side);
    if (state !== null && (state.disk !== "Diskless" || (await context.fs.exists(noted)))) return "unchanged";
    await configure(context, step.conf, await readSecret(context), partition.path);
    if (state === null) for (const command of ["new-resource", "new-minor"]) await drbdadm(context, command, name);
    await drbdadm(context, "attach", name);
    await noteAttached(context, noted);
    return "changed";
  });
}

async function readSecret({ fs }: ApplyContext): Promise<string | null> {
  return cleanSecret(await fs.readText(SECRET_FILE).catch(() => ""));
}

async function loadModule({ fs, run }: ApplyContext): Promise<void> {
  if (!(await fs.exists("/proc/drbd"))) await mustRun(run, "modprobe", ["drbd"]);
}

/** Writes the resource's configuration; true where it stood there already. */
async function configure({ fs }: ApplyContext, conf: PairConf, secret: string | null, partition: string): Promise<boolean> {
  const text = drbdResource(conf, secret === null ? null : drbdSecret(secret), partition);
  const file = join(DRBD_DIR, `${conf.name}.res`);
  if ((await fs.readText(file).catch(() => "")) === text) return true;
  await fs.replace(DRBD_CONF, drbdConf);
  await fs.replace(file, text, { mode: 0o600 });
  return false;
}
