import { parseCmdline } from "../../src/cmdline/index.ts";
import type { PlannedDisk } from "../../src/model/plan.ts";
import { planDisks } from "../../src/plan/disks/index.ts";
import { look } from "./look.ts";

const { site } = parseCmdline("mac.52:54:00:00:00:01 disks.separate");
/**
 * What speaks of content alone. A disk in use, an error, a missing serial number, or partitions that the kernel still knows
 * from what was on this loop device before, would hide that nobody noticed what is on it.
 */
const CONTENT: readonly string[] = ["partition-table", "signature", "not-zero"];

/**
 * The verdict of agent and planner on a device, where every blank disk is wished to be claimed. A loop device has no
 * serial number, which would refuse it: it is given one, and a bus, so that only what is on it can speak against it.
 */
export async function judge(path: string): Promise<PlannedDisk> {
  const disk = { ...(await look(path)), id: "virtio-TEST0001", removable: false, transport: "virtio" };
  const [planned] = planDisks(site, [disk], "configured", "default").disks;
  if (planned === undefined) throw new Error("the planner gave no verdict");
  return planned;
}

/** What is wrong with this verdict on a disk that is not blank; null where nothing is. */
export function wrongRefusal({ verdict, reason, evidence }: PlannedDisk): string | null {
  if (verdict === "claim") return `CLAIMED, though it is not blank: ${JSON.stringify(evidence)}`;
  if (verdict !== "refuse" || !CONTENT.includes(reason)) return `${verdict} for ${reason}, not for its content: ${JSON.stringify(evidence)}`;
  if (evidence.length === 0) return `refused for ${reason} without any evidence`;
  return null;
}
