import type { Advice, RemedyOf } from "./shape.ts";

/**
 * A path as a word of a POSIX shell: unchanged where it is harmless, else in single quotes
 * (POSIX.1-2017, Shell Command Language, 2.2.2). Names under /dev/disk/by-id may hold `\x20`.
 */
export function shellWord(path: string): string {
  return /^[A-Za-z0-9_.\/:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * A guest as a word of a command that somebody is to type. virsh(1) takes a number for the id of a guest that runs, before it looks for one of that
 * name, and a leading dash for an option: then the UUID.
 */
export const virshWord = (name: string, uuid: string | null): string => (uuid !== null && /^(?:\d+$|-)/.test(name) ? uuid : shellWord(name));

/**
 * The command that surely makes every byte of a disk zero (blkdiscard(8), wipefs(8)). wipefs goes first because
 * blkdiscard asks for `--force` where it finds a signature, and `--force` would also take a disk in use.
 */
export function wipeCommand(path: string): string {
  const word = shellWord(path);
  return `wipefs -a ${word} && blkdiscard -z ${word}`;
}

const BY_ID = "/dev/disk/by-id/";

/** What `ramvisor disk free` is given for a disk: its name by serial or WWN; null for a disk that has none. */
export function freeCommand(path: string): string | null {
  return path.startsWith(BY_ID) ? `ramvisor disk free ${shellWord(path.slice(BY_ID.length))}` : null;
}

/** The two ways to give a used disk away: quickly on this host, where the disk can be told from others, or by an overwrite. */
export function wipeAdvice(path: string, texts: Record<"free" | "overwrite" | "overwriteAlone", string>): Advice {
  const command = freeCommand(path);
  const overwrite = (text: string): Advice => ({ text, command: wipeCommand(path) });
  return command === null ? overwrite(texts.overwriteAlone) : { text: texts.free, command, or: overwrite(texts.overwrite) };
}

/** Which program stops what holds a disk, by the kernel's name of that. */
const STOPPED_BY = [[/^dm-\d+$/, "dmsetup remove --retry"], [/^md\d+$/, "mdadm --stop"]] as const;

/**
 * What releases a disk, as far as it is known, and then the command to give again: umount(8) with the deepest mount point
 * first, swapoff(8), then what is stacked on it, from the top: `mdadm --stop` for arrays, `dmsetup remove` for all that the device
 * mapper made, be it LVM's or a key's: it is on every host, as their own tools are not, takes the kernel's path for a name
 * (libdm, dm_task_set_name()), and refuses what is in use. `--retry`: udev looks into what umount and swapoff have just closed, and
 * holds it for a moment; mdadm waits by itself. What else holds a disk has no command that is always right.
 * `holders`: from the bottom up.
 */
export function releaseCommand({ mounts, holders, swap, again = "ramvisor" }: RemedyOf<"release">): string {
  const stops: { program: string; paths: string[] }[] = [];
  for (const name of [...holders].reverse()) {
    const program = STOPPED_BY.find(([pattern]) => pattern.test(name))?.[1];
    if (program === undefined) continue;
    if (stops.at(-1)?.program !== program) stops.push({ program, paths: [] });
    stops.at(-1)?.paths.push(`/dev/${name}`);
  }
  return [
    ...(mounts.length === 0 ? [] : [`umount ${[...mounts].sort().reverse().map(shellWord).join(" ")}`]),
    ...(swap ? ["swapoff -a"] : []),
    ...stops.map(({ program, paths }) => `${program} ${paths.join(" ")}`),
    again,
  ].join(" && ");
}
