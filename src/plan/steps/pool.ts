import type { Phase, Step } from "../../model/step.ts";
import { writeStep } from "../../render/file.ts";
import { poolAutostart, poolXml } from "../../render/libvirt.ts";
import { poolPath } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";

/** What follows the mount of a pool: libvirt knows it, and the guests that lie on it. */
export function poolInUse(pool: string, site: string, phase: Phase): Step[] {
  const path = poolPath(pool);
  return [
    writeStep(poolXml(pool, uuidOf("pool", site, pool), path), phase),
    { action: "link.make", phase, ...poolAutostart(pool) },
    { action: "guests.restore", phase, pool, path },
  ];
}

/** On a running host libvirt starts no guests of a pool that comes late. After libvirtd knows all pools: a guest may have disks on several. */
export function guestsOf(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => (step.action === "pool.mount" || step.action === "pair.mount" ? [{ action: "guests.start" as const, phase: step.phase, pool: step.pool, path: step.path, ran: false }] : []));
}
