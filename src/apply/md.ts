import { join } from "node:path";
import type { ReadFs } from "../model/ports.ts";
import { uuidText } from "../model/uuidText.ts";
import { mustRun } from "./command.ts";
import type { ApplyContext } from "./context.ts";
import { CommandFailed, Refused } from "./explain.ts";
import { holdersOf, type KernelPartition } from "./partition.ts";

const BLOCK = "/sys/class/block";
/** /etc/mdadm/mdadm.conf has AUTO -all; nothing here ever scans: every command names array and partitions. */
const MDADM_LIMIT_MS = 60_000;
/** Written into the superblock's name; a system of another name takes the array for a foreign one. */
const HOME = "ramvisor";

/** mdadm(8): four blocks of eight hex digits. */
const mdadmUuid = (uuid: string): string => uuid.replaceAll("-", "").replace(/^(.{8})(.{8})(.{8})(.{8})$/, "$1:$2:$3:$4");

/** The array that holds a partition (`md0`); null where none does. */
export async function arrayOn(fs: ReadFs, partition: Pick<KernelPartition, "path">): Promise<string | null> {
  return (await holdersOf(fs, partition.path)).find((name) => /^md\d+$/.test(name)) ?? null;
}

/** True where a partition of the disk (`vda`), or the disk itself, is in an array, be it one that is still being started. */
export async function isInArray(fs: ReadFs, disk: string): Promise<boolean> {
  const parts = (await fs.list(join(BLOCK, disk)).catch(() => [])).filter((name) => name.startsWith(disk));
  const arrays = await Promise.all([disk, ...parts].map((name) => arrayOn(fs, { path: `/dev/${name}` })));
  return arrays.some((name) => name !== null);
}

/** The array's UUID, from the kernel (sysfs md/uuid, since Linux 6.1); null where there is no such array. */
export async function arrayUuid(fs: ReadFs, md: string): Promise<string | null> {
  return fs.readText(join(BLOCK, md, "md/uuid")).then((text) => text.trim(), () => null);
}

/**
 * The running array on these partitions; null where none of them is in one.
 * @throws Refused where one of them is in another array than that of this UUID.
 */
export async function runningArray(fs: ReadFs, partitions: readonly KernelPartition[], uuid: string): Promise<KernelPartition | null> {
  const found = new Set<string>();
  for (const partition of partitions) {
    const md = await arrayOn(fs, partition);
    if (md === null) continue;
    if ((await arrayUuid(fs, md)) !== uuid) throw new Refused({ code: "held-by-array", partition: partition.path, md, array: uuid });
    found.add(md);
  }
  const [md, other] = [...found];
  if (other !== undefined) throw new Refused({ code: "array-twice", array: uuid, names: [...found] });
  return md === undefined ? null : deviceOf(fs, md);
}

/** The array that a superblock on the partition names; null where there is none. */
export async function examined(context: ApplyContext, partition: KernelPartition): Promise<string | null> {
  return (await examinedWhole(context, partition))?.uuid ?? null;
}

/** The superblock on the partition, by mdadm's own eyes (they go past the page cache): its array, and how often it was updated. Null where there is none. */
export async function examinedWhole({ run }: ApplyContext, partition: KernelPartition): Promise<{ uuid: string; events: number } | null> {
  const { code, stdout } = await run("mdadm", ["--examine", "--export", partition.path], { timeoutMs: MDADM_LIMIT_MS });
  const [, uuid] = /^MD_UUID=([0-9a-f:]{35})$/m.exec(stdout) ?? [];
  if (code !== 0 || uuid === undefined) return null;
  const [, events] = /^MD_EVENTS=(\d+)$/m.exec(stdout) ?? [];
  return { uuid: uuidText(uuid.replaceAll(":", "")), events: Number(events) };
}

/** The array of this UUID, whichever partitions it runs on (`md0`); null where there is none. */
export async function arrayOfUuid(fs: ReadFs, uuid: string): Promise<string | null> {
  for (const name of await fs.list(BLOCK)) if (/^md\d+$/.test(name) && (await arrayUuid(fs, name)) === uuid) return name;
  return null;
}

/**
 * Makes the array. Both copies are equal from the start only where nothing was ever written: these disks were proved blank
 * by samples, so --assume-clean would not be sound. The kernel copies one onto the other in the background, and the
 * array can be used at once. --run: ask nothing; the caller has looked.
 */
export async function createArray(context: ApplyContext, wanted: { uuid: string; pool: string }, partitions: readonly KernelPartition[]): Promise<KernelPartition> {
  const md = await freeName(context.fs);
  await mustRun(context.run, "mdadm", [
    "--create", `/dev/${md}`, "--run", "--level=1", `--raid-devices=${partitions.length}`, "--metadata=1.2", "--bitmap=internal",
    `--uuid=${mdadmUuid(wanted.uuid)}`, `--homehost=${HOME}`, `--name=${wanted.pool}`, ...partitions.map(({ path }) => path),
  ], { timeoutMs: MDADM_LIMIT_MS });
  return deviceOf(context.fs, md);
}

/** Starts the array from these partitions alone, on fewer disks than it was made for where it must be (--run). */
export async function assembleArray(context: ApplyContext, uuid: string, partitions: readonly KernelPartition[]): Promise<KernelPartition> {
  const md = await freeName(context.fs);
  const args = ["--assemble", `/dev/${md}`, "--run", `--uuid=${mdadmUuid(uuid)}`, ...partitions.map(({ path }) => path)];
  try {
    await mustRun(context.run, "mdadm", args, { timeoutMs: MDADM_LIMIT_MS });
  } catch (error) {
    // Half an array would hold the partitions against the next try.
    if ((await arrayUuid(context.fs, md)) === uuid) await context.run("mdadm", ["--stop", `/dev/${md}`], { timeoutMs: MDADM_LIMIT_MS });
    throw error;
  }
  return deviceOf(context.fs, md);
}

export async function stopArray({ run }: ApplyContext, array: KernelPartition): Promise<void> {
  await mustRun(run, "mdadm", ["--stop", array.path], { timeoutMs: MDADM_LIMIT_MS });
}

/**
 * Puts a former member back. Where the bitmap no longer says what it has missed, all of it is copied: `--add` takes it
 * only without its old superblock then.
 */
export async function readdMember(context: ApplyContext, array: KernelPartition, partition: KernelPartition): Promise<void> {
  const again = await context.run("mdadm", ["--manage", array.path, "--re-add", partition.path], { timeoutMs: MDADM_LIMIT_MS });
  if (again.code !== 0) await addMember(context, array, partition);
}

/** Adds a partition whose content is given up. @throws CommandFailed */
export async function addMember(context: ApplyContext, array: KernelPartition, partition: KernelPartition): Promise<void> {
  const { run } = context;
  if ((await examined(context, partition)) !== null) await mustRun(run, "mdadm", ["--zero-superblock", partition.path], { timeoutMs: MDADM_LIMIT_MS });
  await mustRun(run, "mdadm", ["--manage", array.path, "--add", partition.path], { timeoutMs: MDADM_LIMIT_MS });
}

async function deviceOf(fs: ReadFs, md: string): Promise<KernelPartition> {
  const device = await fs.readText(join(BLOCK, md, "dev")).catch(() => null);
  if (device === null) throw new CommandFailed({ code: "array-not-shown", md });
  return { path: `/dev/${md}`, device: device.trim() };
}

/** The first number that no array has: devtmpfs makes the node of that name itself. */
async function freeName(fs: ReadFs): Promise<string> {
  const names = new Set(await fs.list(BLOCK));
  for (let number = 0; ; number += 1) if (!names.has(`md${number}`)) return `md${number}`;
}
