import { join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import { cleanSecret, drbdSecret, OVERLAY_SECRET, SECRET_FILE } from "../../peers/keys.ts";
import { DRBD_CONF, DRBD_DIR, drbdConf, drbdResource } from "../../render/drbd.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";
import { drbdadm, findSide, stateOf } from "../drbd.ts";
import { Refused } from "../explain.ts";
import { keepSecret } from "../pairSecret.ts";
import { withPartition } from "../partition.ts";
import { BY_ID } from "../plannedDisk.ts";

/**
 * Configures a resource and brings it up as secondary: it connects, and DRBD compares what both sides have. New metadata
 * is made only on a side whose marker says that nobody ever wrote to it, and never under a resource that is up.
 */
export async function pairUp(context: ApplyContext, step: StepOf<"pair.up">, byId = BY_ID): Promise<Result> {
  const { fs } = context;
  const { name, minor } = step.conf;
  const side = await findSide(context, step.disk, byId);
  const secret = cleanSecret(await fs.readText(SECRET_FILE).catch(() => ""));
  if (secret === null) throw new Refused(`there is no secret for ${name} that both nodes know`);
  // One that the medium brings is there at every start.
  if (!(await fs.exists(OVERLAY_SECRET))) await keepSecret(context, side, secret);
  if (!(await fs.exists("/proc/drbd"))) await mustRun(context.run, "modprobe", ["drbd"]);
  return withPartition(context, side.path, side.wanted, async (partition) => {
    const text = drbdResource(step.conf, drbdSecret(secret), partition.path);
    const file = join(DRBD_DIR, `${name}.res`);
    const same = (await fs.readText(file).catch(() => "")) === text;
    if (!same) {
      await fs.replace(DRBD_CONF, drbdConf);
      await fs.replace(file, text, { mode: 0o600 });
    }
    const state = await stateOf(context, minor);
    if (state !== null && state.disk !== "Diskless" && state.connection !== "StandAlone") {
      if (!same) await drbdadm(context, "adjust", name);
      return same ? "unchanged" : "changed";
    }
    if (state === null && step.fresh) {
      if (side.marker.state !== "claiming") throw new Refused(`${side.path} holds data: no new metadata is made on it`);
      await drbdadm(context, "create-md", "--force", name);
    }
    // Where DRBD let go of the peer, it is let try again: the plan has seen that neither side has what the other lacks, and DRBD
    // compares once more. After a split there is no such step.
    await drbdadm(context, state === null ? "up" : "adjust", name);
    return "changed";
  });
}
