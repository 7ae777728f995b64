import type { DiskFacts } from "../../model/facts.ts";
import type { PlannedDisk } from "../../model/plan.ts";
import type { Step } from "../../model/step.ts";
import { poolAutostart, poolXml } from "../../render/libvirt.ts";
import { writeStep } from "../../render/file.ts";
import { layOut } from "../disks/layout.ts";
import { inOrder } from "../disks/identity.ts";
import { poolPath } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";

/**
 * What becomes of the disks, pool by pool (`default` first): claim where it is blank or a claim was interrupted,
 * mount, tell libvirt, restore the guests. Then the SSH host keys, which live on the first pool.
 */
export function diskSteps(disks: readonly DiskFacts[], planned: readonly PlannedDisk[], site: string): Step[] {
  const used = inOrder(disks).flatMap((disk) => {
    const plan = planned[disks.indexOf(disk)];
    return plan === undefined || plan.pool === null ? [] : [{ disk, plan, pool: plan.pool }];
  });
  used.sort((a, b) => Number(b.pool === "default") - Number(a.pool === "default"));
  return used.flatMap(({ disk, plan, pool }) => poolSteps(disk, plan, pool, site));
}

/** Where the SSH host keys live: on the first pool of this plan; null without one. */
export function hostKeysDir(steps: readonly Step[]): string | null {
  const mount = steps.find((step) => step.action === "pool.mount");
  return mount === undefined ? null : `${mount.path}/.ramvisor/ssh`;
}

function poolSteps(disk: DiskFacts, plan: PlannedDisk, pool: string, site: string): Step[] {
  const path = poolPath(pool);
  const { marker } = disk;
  const ours = marker.state === "good" ? marker.marker : null;
  const partitionUuid = ours?.partitionUuid ?? uuidOf("partition", site, disk.id);
  const steps: Step[] = [];
  if (plan.verdict === "claim" || plan.reason === "unfinished") {
    steps.push({
      action: "disk.claim", phase: "disks", path: disk.path, id: disk.id, sizeBytes: disk.sizeBytes, logicalBlockBytes: disk.logicalBlockBytes, diskSeq: disk.diskSeq,
      site, pool, partitionUuid, filesystemUuid: ours?.filesystemUuid ?? uuidOf("filesystem", site, disk.id), diskUuid: uuidOf("disk", site, disk.id),
      partition: layOut(disk.sizeBytes, disk.logicalBlockBytes), resume: plan.reason === "unfinished",
    });
  }
  return [
    ...steps,
    { action: "pool.mount", phase: "disks", pool, partitionUuid, path },
    writeStep(poolXml(pool, uuidOf("pool", site, pool), path), "disks"),
    { action: "link.make", phase: "disks", ...poolAutostart(pool) },
    { action: "guests.restore", phase: "disks", pool, path },
  ];
}
