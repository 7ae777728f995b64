/** One write to the disk, or one wait for its stable storage, in the order in which the claim made them. */
export type Event =
  | { kind: "write"; device: string; at: number; bytes: Buffer }
  | { kind: "sync"; device: string };

/** Calls of strace that change a file or wait for it; the claim's programs use no other ones on a disk. */
export const TRACED = "write,writev,pwrite64,pwritev,pwritev2,lseek,fsync,fdatasync,fallocate,ioctl";
/** Past these the log would not be whole, and every state made from it wrong. */
const UNKNOWN = /^(?:writev|pwritev2?)\(|BLKDISCARD,|BLKZEROOUT|BLKSECDISCARD/;

/**
 * Reads what `strace -f -y -xx` wrote: every change of the devices whose paths `offsets` knows, with the place of
 * each device's first byte on the disk. sync(2) is passed over: it does not wait for a disk's own cache.
 * @throws Error for a change that it cannot read.
 */
export function readTrace(text: string, offsets: ReadonlyMap<string, number>): Event[] {
  const events: Event[] = [];
  const positions = new Map<string, number>();
  const unfinished = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, pid = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith("<unfinished ...>")) {
      unfinished.set(pid, rest.slice(0, -"<unfinished ...>".length).trimEnd());
      continue;
    }
    const call = rest.startsWith("<... ") ? (unfinished.get(pid) ?? "") + rest.replace(/^<\.\.\. \w+ resumed>/, "") : rest;
    const [, name, fd = "", hexPath = "", args = ""] = /^(\w+)\((\d+)<([^>]*)>(?:, )?(.*)$/.exec(call) ?? [];
    const device = unhex(hexPath).toString();
    const start = offsets.get(device);
    if (start === undefined || / = -1 E\w+ \(.*\)$/.test(call)) continue;
    if (UNKNOWN.test(call)) throw new Error(`the trace has a change that cannot be replayed: ${call.slice(0, 60)}`);
    const done = Number(/ = (-?\d+)$/.exec(call)?.[1] ?? NaN);
    const file = `${pid}:${fd}`;
    switch (name) {
      case "lseek": positions.set(file, done); break;
      case "fsync": case "fdatasync": events.push({ kind: "sync", device }); break;
      case "fallocate": {
        const [, from = NaN, length = NaN] = (/(?:ZERO_RANGE|PUNCH_HOLE)\S*, (\d+), (\d+)\)/.exec(args) ?? []).map(Number);
        events.push({ kind: "write", device, at: start + from, bytes: Buffer.alloc(length) });
        break;
      }
      case "write": case "pwrite64": {
        const [, hex = "", place] = /^"([^"]*)", \d+(?:, (\d+))?\)/.exec(args) ?? [];
        const bytes = unhex(hex).subarray(0, done);
        const at = place === undefined ? positions.get(file) : Number(place);
        if (at === undefined || bytes.length !== done) throw new Error(`the trace does not hold all of a write: ${call.slice(0, 60)}`);
        if (place === undefined) positions.set(file, at + done);
        events.push({ kind: "write", device, at: start + at, bytes });
      }
    }
  }
  return events;
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll("\\x", ""), "hex");
}
