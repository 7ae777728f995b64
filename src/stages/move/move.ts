import { join } from "node:path";
import { LIBVIRT, storeOf, uuidOf } from "../../apply/guestStore.ts";
import type { Machine } from "../../apply/machine.ts";
import type { GuestMoveMessages } from "../../messages/guestMove/index.ts";
import { virshWord } from "../../messages/plan/shell.ts";
import type { RunResult } from "../../model/ports.ts";
import type { Lang } from "../../model/token.ts";
import { quoted, type MovedDisk, type MovedFirmware } from "../../plan/guestMove.ts";
import { LOCAL_VIRSH } from "../../status/libvirt.ts";
import type { Place } from "./target.ts";

/** The stage that is run there waits a minute for another run of ramvisor. */
const REMOTE_LIMIT_MS = 100_000;

/** What one move works with. */
export interface Move {
  machine: Machine;
  name: string;
  /** virsh takes a name that is a number for the id of any guest that runs: it is asked by UUID alone, on both nodes. */
  uuid: string;
  host: string;
  address: string;
  pool: Place;
  disks: MovedDisk[];
  firmware: MovedFirmware[];
  /** Its UEFI variables in libvirt's own folder, which libvirt takes along and leaves here; null where they lie elsewhere. */
  variables: string | null;
  /** Where its definition for the other node is kept until that has stored it: in a pool of this node, as it may be all that is left of it. */
  keptAt: string;
  /** Whether Ctrl-C was typed. */
  givenUp(): boolean;
  messages: GuestMoveMessages;
  lang: Lang;
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
}

/** Where the guest is once a move has ended: `there` where the other node has stored it, too; `unclear` where nobody here can tell. */
export type Outcome = "here" | "there" | "unclear";

/** Files in pools that are of this guest alone. */
export const ownFirmware = ({ firmware }: Pick<Move, "firmware">): MovedFirmware[] => firmware.filter(({ own }) => own);

/** This guest's files in the other node's pool, as words of a shell. */
export const filesThere = (move: Pick<Move, "disks" | "firmware">): string => [...move.disks, ...ownFirmware(move)].map(({ to }) => quoted(to)).join(" ");

/** Where the other node stores its definition. */
export const storedThere = ({ pool, name }: Pick<Move, "pool" | "name">): string => join(storeOf(pool.path), name, "domain.xml");

/** How commands that people type name the guest. */
export const wordOf = ({ name, uuid }: Pick<Move, "name" | "uuid">): string => virshWord(name, uuid);

export function virsh({ machine, uuid }: Pick<Move, "machine" | "uuid">, command: string, ...more: string[]): Promise<RunResult> {
  return machine.run("virsh", [...LOCAL_VIRSH, command, ...more, "--domain", uuid]);
}

/** UUID of the guest that libvirt has defined here by this name; null where there is none. */
export async function definedUuid({ fs }: Pick<Machine, "fs">, name: string): Promise<string | null> {
  const xml = await fs.readBytes(join(LIBVIRT.definitions, `${name}.xml`)).catch(() => null);
  return xml === null ? null : uuidOf(new Map([["domain.xml", xml]]));
}

/** A script for sh(1) on the other node. Code 255 is ssh's own: it says nothing about what is there. */
export function remote({ machine, address }: Pick<Move, "machine" | "address">, script: string, input?: string): Promise<RunResult> {
  return machine.run("ssh", ["-o", "BatchMode=yes", `root@${address}`, "--", script], { timeoutMs: REMOTE_LIMIT_MS, ...(input === undefined ? {} : { input }) });
}

export function firstLine({ stderr, stdout, failure, code }: RunResult): string {
  return (stderr.trim() || stdout.trim()).split("\n")[0] || (failure ?? `code ${String(code)}`);
}
