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
