import type { FreeMessages } from "./shape.ts";

const behind = (pool: string | null): string => (pool === null ? "" : `, a space and the name of its pool, ${pool}`);

export const en: FreeMessages = {
  label: { disk: "Disk", path: "Path", model: "Model", serial: "Serial", wwn: "WWN", seen: "Seen", partitions: "Partitions", mounts: "Mounted at", holders: "Held by" },
  none: "none",
  unknown: (id, known) => `There is no disk ${id}; there are: ${known}.`,
  noDisks: (id) => `There is no disk ${id}: this machine has none.`,
  refused: (why) => `This disk is not freed: it ${why}.`,
  already: { blank: "This disk is blank already: nothing was written.", freed: "This disk was freed before, and nothing has been put on it since: nothing was written." },
  lost: "Everything on this disk is lost when it is freed, and cannot be brought back.",
  poolLost: (pool, site) => `It carries the Ramvisor pool ${pool} of site ${site}: all guests in it are lost as well.`,
  type: {
    serial: (pool) => `To free it, type its serial number${behind(pool)}:`,
    wwn: (pool) => `To free it, type its WWN${behind(pool)}:`,
  },
  notConfirmed: "That is not what was asked for: nothing was written.",
  working: "Clearing both ends of the disk and reading them back.",
  freed: "The disk is freed: both ends are zero, blkid and wipefs find nothing.",
  claimed: (pool, path) => `It is claimed as pool ${pool}, mounted at ${path}.`,
  joins: (pool) => `It joins the mirror of pool ${pool}, which copies to it in the background: ramvisor status shows how far.`,
  later: {
    configured: (why) => `It is not used now: ${why}.`,
    degraded: "It is claimed once the error in the tokens is mended.",
    rescue: "It is claimed once a mac. token names this machine: by ramvisor apply, or at the next start.",
    unconfigured: "It is claimed once a mac. token names this machine: by ramvisor apply, or at the next start.",
  },
  claimFailed: (why) => `The claim that followed did not succeed: ${why}.`,
  nothingWritten: (why) => `Nothing was written: ${why}.`,
  halfCleared: (why) => `Freeing did not come to its end: ${why}. The disk is not used until this command is run again.`,
};
