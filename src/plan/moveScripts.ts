import { quoted } from "./guestMove.ts";

/** Exit codes of what a move has the other node's shell do; every other one says nothing about what is there. */
export const THERE = {
  /** There is a file already; its path is printed. */
  file: 17,
  /** libvirt has a guest of this UUID, or of its name. */
  guest: 18,
  /** libvirt did not answer. */
  unknown: 19,
  /** A file that the move made could not be removed. */
  stays: 20,
  /** The pool stores another guest of its name. */
  otherStored: 21,
  /** The pool does not store it. */
  notStored: 22,
} as const;

const VIRSH = "virsh -q -c qemu:///system";

/** A file of this guest alone that a move makes there. */
export interface ComingFile {
  to: string;
}

/** The list of the files that a move has made in the other node's pool, and that no confirmed move needs: inode, birth time and path, a line each. */
export const comingList = (poolPath: string, uuid: string): string => `${poolPath}/.ramvisor/coming-${uuid}`;

// A file of the same path is another one where somebody put it there: inode numbers come back, a birth time does not (statx(2)).
const STAT = "TZ=UTC0 stat -c '%i %w %n' --";

const fails = (code: number): string => `exit ${String(code)}`;
const isThere = (word: string): string => `{ [ -e ${word} ] || [ -L ${word} ]; }`;

const refuseKnown = (uuid: string): string[] => [
  `known=$(${VIRSH} list --all --uuid) || ${fails(THERE.unknown)}`,
  `! printf '%s\\n' "$known" | grep -Fxq -e ${quoted(uuid)} || ${fails(THERE.guest)}`,
];

/** Whether a stored definition is this guest's: what was left alone there under its name may be another one's. */
const isStored = (stored: string, uuid: string): string => `grep -Fqs -e ${quoted(`<uuid>${uuid}</uuid>`)} -- ${quoted(stored)}`;

/** What is in the list and still the file that was made goes, then the list. */
const clearListed = (list: string): string[] => [
  `if [ -e ${quoted(list)} ]; then`,
  "while IFS= read -r line; do",
  `path="/\${line#*/}"`,
  `[ "$(${STAT} "$path" 2>/dev/null)" != "$line" ] || rm -f -- "$path" || ${fails(THERE.stays)}`,
  `done < ${quoted(list)}`,
  `rm -f -- ${quoted(list)} || ${fails(THERE.stays)}`,
  "fi",
];

/** Removes what a move made, unless libvirt there knows the guest. Pure. */
export const clearScript = (list: string, uuid: string): string => [...refuseKnown(uuid), ...clearListed(list)].join("\n");

/**
 * Before anything is made: no guest of this name or UUID, no other one stored under its name, and none of the files; what an earlier move left is cleared. Prints
 * the bytes that are free. Pure.
 */
export function lookScript({ list, uuid, name, pool, stored, files }: { list: string; uuid: string; name: string; pool: string; stored: string; files: readonly ComingFile[] }): string {
  return [
    `names=$(${VIRSH} list --all --name) || ${fails(THERE.unknown)}`,
    `! printf '%s\\n' "$names" | grep -Fxq -e ${quoted(name)} || ${fails(THERE.guest)}`,
    ...refuseKnown(uuid),
    `[ ! -s ${quoted(stored)} ] || ${isStored(stored, uuid)} || ${fails(THERE.otherStored)}`,
    ...clearListed(list),
    ...files.map(({ to }) => `! ${isThere(quoted(to))} || { printf '%s\\n' ${quoted(to)}; ${fails(THERE.file)}; }`),
    `df --output=avail -B1 ${quoted(pool)} | tail -n 1`,
  ].join("\n");
}

/**
 * Makes files of the guest alone, each where there is none (O_EXCL, by the shell's noclobber) and on the list before anything is written into it.
 * `fill`: the command that writes into one. For folders that QEMU's own user may pass, and files for root alone until libvirt hands them over. Pure.
 */
export function makeScript<F extends ComingFile>(list: string, files: readonly F[], fill: (file: F) => string): string {
  return [
    "set -e", "umask 066", `mkdir -p -m 700 ${quoted(list.slice(0, list.lastIndexOf("/")))}`,
    ...files.flatMap((file) => {
      const to = quoted(file.to);
      return [
        `mkdir -p ${quoted(file.to.slice(0, file.to.lastIndexOf("/")))}`,
        // What is no regular file would be written into all the same.
        `! ${isThere(to)} && ( set -C; : > ${to} ) || { ! ${isThere(to)} || { printf '%s\\n' ${to}; ${fails(THERE.file)}; }; exit 1; }`,
        `${STAT} ${to} >> ${quoted(list)}`, `sync ${quoted(list)}`, fill(file),
      ];
    }),
  ].join("\n");
}

/** Prints the SHA-256 of a file that is there, and ends with 17. Pure. */
export const digestScript = (path: string): string => `! ${isThere(quoted(path))} || { sha256sum < ${quoted(path)} || exit 1; ${fails(THERE.file)}; }`;

/** A file that guests share, from base64 on standard input: whole under its name or not at all, and never in the place of another (link(2)). Pure. */
export function shareScript(path: string): string {
  const [dir, to] = [path.slice(0, path.lastIndexOf("/")), quoted(path)];
  return [
    "set -e", "umask 022", `mkdir -p ${quoted(dir)}`, `part=$(mktemp ${quoted(`${dir}/.ramvisor-XXXXXX`)})`, `trap 'rm -f -- "$part"' EXIT`,
    `base64 -d > "$part"`, `chmod 644 "$part"`, `sync "$part"`, `ln -- "$part" ${to} || { ! ${isThere(to)} || { printf '%s\\n' ${to}; ${fails(THERE.file)}; }; exit 1; }`,
  ].join("\n");
}

/** Fifths of a second: the stage waits a minute for another run of ramvisor. */
const STAGE_TRIES = 400;

/**
 * After libvirt has said that the guest is there: what is on the list is the guest's now. Then its definition is to be on the resource that holds its disks: how the
 * stage ends tells of other guests as well, and one that has met a disk that hangs cannot end. Pure.
 */
export function settleScript({ list, uuid, stored, autostart }: { list: string; uuid: string; stored: string; autostart: boolean }): string {
  return [
    `rm -f -- ${quoted(list)} || exit 1`,
    ...(autostart ? [`${VIRSH} autostart --domain ${quoted(uuid)} || exit 1`] : []),
    "said=$(mktemp) || exit 1", `trap 'rm -f -- "$said"' EXIT`,
    `ramvisor stage guests > "$said" 2>&1 &`,
    `tries=0; while [ "$tries" -lt ${String(STAGE_TRIES)} ] && kill -0 "$!" 2>/dev/null; do sleep 0.2; tries=$((tries + 1)); done`,
    `${isStored(stored, uuid)} || { cat "$said" >&2; ${fails(THERE.notStored)}; }`,
  ].join("\n");
}
