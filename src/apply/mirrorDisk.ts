import type { MirrorMember } from "../model/step.ts";
import type { ApplyContext } from "./context.ts";
import { BY_ID, ownDisk, type OwnDisk } from "./plannedDisk.ts";

/** A mirror's disk as it is now. @throws Refused as ownDisk() does. */
export function findMember(context: ApplyContext, array: string, { id, slot, partitionUuid }: MirrorMember, byId = BY_ID): Promise<OwnDisk> {
  return ownDisk(context, {
    id, partitionUuid, refusal: { marker: (path) => ({ code: "mirror-marker-lost", path }), partition: (path) => ({ code: "mirror-partition-lost", path, id }) },
    has: ({ mirror }) => mirror?.array === array && mirror.slot === slot,
  }, byId);
}
