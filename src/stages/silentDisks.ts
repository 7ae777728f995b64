import { basename } from "node:path";
import { silentAmong } from "../apply/hanging.ts";
import type { Machine } from "../apply/machine.ts";
import { noted } from "../facts/failed.ts";
import type { DiskFacts, Facts } from "../model/facts.ts";

/** A disk that is busy finishes some request in that time, and a hard disk gives a block up that it cannot read (SCT ERC, 7 s). */
const SILENT_MS = 7500;

type Again = (facts: Facts) => Promise<Facts>;

/**
 * The facts again, but for disks that answer nothing now: those are unreadable, and not read. A process whose read hangs in the kernel cannot
 * end, whoever waits for its exit code; the pair's stage, which does not end, finds out by reading.
 */
export function sparingSilent(machine: Pick<Machine, "fs" | "sleep">, again: Again): Again {
  return async (facts) => {
    const silent = new Set(await silentAmong(machine, facts.disks.map(({ path }) => basename(path)), SILENT_MS));
    const isSilent = ({ path }: DiskFacts): boolean => silent.has(basename(path));
    const read = await again({ ...facts, disks: facts.disks.filter((disk) => !isSilent(disk)) });
    const now = new Map(read.disks.map((disk) => [disk.path, disk]));
    const unread = (disk: DiskFacts): DiskFacts => ({ ...disk, drbd: null, errors: [noted(disk.path, { code: "timeout" })], unreadable: true });
    return { ...read, disks: facts.disks.map((disk) => (isSilent(disk) ? unread(disk) : (now.get(disk.path) ?? disk))) };
  };
}
