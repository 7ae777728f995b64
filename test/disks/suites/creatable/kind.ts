import { tool } from "../../look.ts";

/** A blank device, or a part of one, that something is to be made on. */
export interface Target {
  path: string;
  /** For files on the way; gone afterwards. */
  dir: string;
  sizeBytes: number;
  blockBytes: number;
}

/** One way to make something on a disk. */
export interface Kind {
  /** What it is: several rows may be of one kind. */
  kind: string;
  /** Which of its kind. */
  as?: string;
  /** Where its data lies on a disk of `sizeMiB`, as `contentOf` tells it: says which variants there are, and is checked. */
  where: string;
  /** What of it lies between the ends is at a place that the agent knows, where the disk has no table; else nobody promises to find that. */
  known?: true;
  /** Default 512. */
  sizeMiB?: number;
  /** Its tool does not take blocks of 4096 bytes. */
  only512?: true;
  /** It has a meaning on a whole disk only. */
  wholeOnly?: true;
  make(target: Target): Promise<unknown>;
}

/** Kinds that one set of tools makes. */
export interface KindTable {
  packages: readonly string[];
  kinds: readonly Kind[];
}

export const nameOf = ({ kind, as }: Kind): string => (as === undefined ? kind : `${kind} (${as})`);

/** Runs a line of shell: `$DISK` is the device, `$SIZE` its bytes, the current directory is for files on the way, `src` there has a few. */
export function shell(line: string): Kind["make"] {
  const files = "mkdir -p src/dir && seq 1 20000 > src/numbers && echo hello > src/dir/hello";
  return ({ path, dir, sizeBytes }) => tool("sh", "-ec", `cd "$2"; DISK=$0 SIZE=$1; ${files}; ${line}`, path, String(sizeBytes), dir);
}

/** As `shell`, for tools that write an image, `out`, which is then copied to the disk's start. */
export const image = (line: string): Kind["make"] => shell(`${line}; dd if=out of="$DISK" bs=64k conv=notrunc,sparse status=none`);
