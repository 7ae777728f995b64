import type { DiskFacts } from "../../model/facts.ts";
import type { PlannedDisk } from "../../model/plan.ts";
import type { ClaimedDisk, MirrorMember, Step } from "../../model/step.ts";
import { layOut } from "../disks/layout.ts";
import { inOrder } from "../disks/identity.ts";
import { DEFAULT_POOL, hostKeysAt, poolPath } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";
import { poolInUse } from "./pool.ts";

interface Used {
  disk: DiskFacts;
  plan: PlannedDisk;
}

/**
 * What becomes of the disks, pool by pool (`default` first): claim where it is blank or a claim was interrupted,
 * mount, tell libvirt, restore the guests. Then the SSH host keys, which live on the first pool.
 */
export function diskSteps(disks: readonly DiskFacts[], planned: readonly PlannedDisk[], site: string): Step[] {
  const pools = new Map<string, Used[]>();
  for (const disk of inOrder(disks)) {
    const plan = planned[disks.indexOf(disk)];
    if (plan !== undefined && plan.pool !== null) pools.set(plan.pool, [...(pools.get(plan.pool) ?? []), { disk, plan }]);
  }
  const ordered = [...pools].sort(([a], [b]) => Number(b === DEFAULT_POOL) - Number(a === DEFAULT_POOL));
  return ordered.flatMap(([pool, used]) => poolSteps(used, pool, site));
}

/** Where the SSH host keys live: on the first pool of this plan; null without one. */
export function hostKeysDir(steps: readonly Step[]): string | null {
  const mounts = steps.filter((step) => step.action === "pool.mount" || step.action === "pair.mount");
  const mount = mounts.find(({ pool }) => pool === DEFAULT_POOL) ?? mounts[0];
  return mount === undefined ? null : hostKeysAt(mount.path);
}

function poolSteps(used: readonly Used[], pool: string, site: string): Step[] {
  const path = poolPath(pool);
  const filesystemUuid = filesystemOf(used, site);
  const withRole = (...roles: string[]): Used[] => bySlot(used.filter(({ plan }) => roles.includes(plan.mirror?.role ?? "")));
  const fresh = withRole("new");
  const [first, ...others] = used.some(({ plan }) => plan.mirror === undefined) ? used : withRole("new", "member");
  if (first === undefined) return [];
  const claims = [first, ...others].filter(({ plan }) => plan.verdict === "claim" || plan.reason === "unfinished");
  const { mirror } = first.plan;
  const steps: Step[] = claims.map((one) => ({ action: "disk.claim", phase: "disks", ...claimOf(one, pool, site, filesystemUuid) }));
  if (mirror !== undefined && fresh.length > 0) {
    steps.push({ action: "mirror.make", phase: "disks", pool, array: mirror.array, filesystemUuid, partitionBytes: mirror.partitionBytes, members: fresh.map((one) => memberOf(one, site)) });
  }
  const { marker } = first.disk;
  const pair = marker.state === "good" ? marker.marker.pair : undefined;
  if (pair !== undefined) steps.push({ action: "pair.leave", phase: "disks", pool, disk: { id: first.disk.id, partitionUuid: partitionOf(first, site), resource: pair.resource, uuid: pair.uuid, side: pair.side } });
  const members = (list: Used[]): MirrorMember[] => list.map((one) => memberOf(one, site));
  return [
    ...steps,
    {
      action: "pool.mount", phase: "disks", pool, partitionUuid: partitionOf(first, site), path,
      ...(mirror === undefined ? {} : { mirror: { array: mirror.array, members: members([first, ...others]), behind: members(withRole("behind")) } }),
    },
    ...poolInUse(pool, site, "disks"),
    // After the pool is there: whatever becomes of the new disk, the old one works.
    ...withRole("joins").flatMap((one): Step[] => {
      const claimed = claimOf(one, pool, site, filesystemUuid);
      return claimed.mirror === undefined ? [] : [{ action: "mirror.join", phase: "disks", ...claimed, mirror: claimed.mirror, members: members([first, ...others]) }];
    }),
  ];
}

function bySlot(used: readonly Used[]): Used[] {
  return [...used].sort((a, b) => (a.plan.mirror?.slot ?? 0) - (b.plan.mirror?.slot ?? 0));
}

function claimOf({ disk, plan }: Used, pool: string, site: string, filesystemUuid: string): ClaimedDisk {
  const { path, id, sizeBytes, logicalBlockBytes, diskSeq } = disk;
  const alone = layOut(sizeBytes, logicalBlockBytes);
  const { mirror } = plan;
  return {
    path, id, sizeBytes, logicalBlockBytes, diskSeq, site, pool, partitionUuid: partitionOf({ disk, plan }, site), filesystemUuid, diskUuid: uuidOf("disk", site, id),
    // On a larger disk what the array cannot use stays free: it counts as metadata's room.
    partition: mirror === undefined ? alone : { startByte: alone.startByte, sizeBytes: mirror.partitionBytes },
    resume: plan.reason === "unfinished",
    ...(mirror === undefined ? {} : { mirror: { array: mirror.array, slot: mirror.slot, partitionBytes: mirror.partitionBytes } }),
  };
}

function memberOf(used: Used, site: string): MirrorMember {
  return { id: used.disk.id, slot: used.plan.mirror?.slot ?? 0, partitionUuid: partitionOf(used, site) };
}

function partitionOf({ disk }: Used, site: string): string {
  return disk.marker.state === "good" ? disk.marker.marker.partitionUuid : uuidOf("partition", site, disk.id);
}

/** The one in a marker, else derived from the first disk: both disks of a mirror carry the same file system. */
function filesystemOf(used: readonly Used[], site: string): string {
  const [written] = used.flatMap(({ disk: { marker } }) => (marker.state === "good" ? [marker.marker.filesystemUuid] : []));
  const [first] = bySlot(used);
  return written ?? uuidOf("filesystem", site, first?.disk.id ?? "");
}
