import { expect, test } from "vitest";
import { statesOf } from "../../disks/suites/cutStates.ts";
import { readTrace, type Event } from "../../disks/suites/writeLog.ts";

const hex = (text: string): string => [...Buffer.from(text, "latin1")].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
const disk = hex("/dev/loop1");
const offsets = new Map([["/dev/loop1", 0], ["/dev/loop1p1", 1000]]);

test("a trace gives writes with their place on the disk, and syncs; of other files and failed calls nothing", () => {
  const trace = [
    `7 lseek(3<${disk}>, 512, SEEK_SET) = 512`,
    `7 write(3<${disk}>, "${hex("ab")}", 2) = 2`,
    `7 write(3<${disk}>, "${hex("c")}", 1) = 1`,
    `7 write(1<${hex("pipe:[5]")}>, "${hex("said")}", 4) = 4`,
    `7 fallocate(3<${disk}>, FALLOC_FL_ZERO_RANGE, 0, 4096) = -1 EOPNOTSUPP (Operation not supported)`,
    `8 fallocate(4<${hex("/dev/loop1p1")}>, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 8, 4 <unfinished ...>`,
    `7 fsync(3<${disk}>) = 0`,
    "8 <... fallocate resumed>) = 0",
    `8 pwrite64(4<${hex("/dev/loop1p1")}>, "${hex("x")}", 1, 20) = 1`,
  ].join("\n");
  expect(readTrace(trace, offsets)).toEqual([
    { kind: "write", device: "/dev/loop1", at: 512, bytes: Buffer.from("ab") },
    { kind: "write", device: "/dev/loop1", at: 514, bytes: Buffer.from("c") },
    { kind: "sync", device: "/dev/loop1" },
    { kind: "write", device: "/dev/loop1p1", at: 1008, bytes: Buffer.alloc(4) },
    { kind: "write", device: "/dev/loop1p1", at: 1020, bytes: Buffer.from("x") },
  ]);
});

test("a change that cannot be replayed is an error, not a hole in the log", () => {
  expect(() => readTrace(`7 ioctl(3<${disk}>, BLKDISCARD, [0, 4096]) = 0`, offsets)).toThrow("cannot be replayed");
  expect(() => readTrace(`7 write(3<${disk}>, "${hex("ab")}"..., 9) = 9`, offsets)).toThrow("does not hold all");
});

test("what was synced is in every later state, and a sector holds all that was written to it before", () => {
  const write = (at: number, text: string): Event => ({ kind: "write", device: "d", at, bytes: Buffer.from(text.repeat(512)) });
  const small: Event = { kind: "write", device: "d", at: 10, bytes: Buffer.from("!") };
  const states = statesOf([write(0, "a"), { kind: "sync", device: "d" }, write(0, "b"), write(512, "c"), small], [], 80, 1);
  const joined = statesOf([write(0, "a"), small], [], 20, 1);
  const image = (writes: (typeof states)[number]["writes"]): string => {
    const bytes = Buffer.alloc(1024, "-");
    for (const { at, bytes: part } of writes) part.copy(bytes, at);
    return `${bytes.toString("latin1", 0, 1)}${bytes.toString("latin1", 10, 11)}${bytes.toString("latin1", 512, 513)}`;
  };
  const last = states.filter(({ events }) => events === 5).map(({ writes }) => image(writes));
  expect([...new Set(last)].sort()).toEqual(["aa-", "aac", "b!-", "b!c", "bb-", "bbc"]);
  expect(states.filter(({ events }) => events === 2).map(({ writes }) => image(writes))).toEqual(["aa-"]);
  // One sector, written twice without a pause: both or neither.
  expect([...new Set(joined.map(({ writes }) => image(writes)))].sort()).toEqual(["---", "a!-"]);
});
