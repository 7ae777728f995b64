/**
 * A path as a word of a POSIX shell: unchanged where it is harmless, else in single quotes
 * (POSIX.1-2017, Shell Command Language, 2.2.2). Names under /dev/disk/by-id may hold `\x20`.
 */
export function shellWord(path: string): string {
  return /^[A-Za-z0-9_.\/:@%+=,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * The command that surely makes every byte of a disk zero (blkdiscard(8), wipefs(8)). wipefs goes first because
 * blkdiscard asks for `--force` where it finds a signature, and `--force` would also take a disk in use.
 */
export function wipeCommand(path: string): string {
  const word = shellWord(path);
  return `wipefs -a ${word} && blkdiscard -z ${word}`;
}
