import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackLayers } from "./layers.ts";
import { command } from "./shell.ts";
import { unpack } from "./workdir.ts";

/** What Node, and env(1) before it, need to run by themselves in an otherwise empty folder. */
export const NODE_FILES = ["usr/bin/node", "usr/bin/env", "usr/lib/x86_64-linux-gnu/*.so*", "usr/lib64", "lib", "lib64", "bin", "usr/share/nodejs"];

/**
 * V8 refuses a snapshot that was made with other flags or on a processor with other abilities. Without these it sees the
 * same processor everywhere; the agent computes nothing that would gain by them. One thread starts in half the time where
 * processors are slow, and the agent's runs are short.
 */
export const NODE_FLAGS = [
  "--single-threaded",
  "--mcpu=generic",
  ...["sse3", "ssse3", "sse4-1", "sse4-2", "sahf", "avx", "avx2", "fma3", "bmi1", "bmi2", "lzcnt", "popcnt"].map((ability) => `--no-enable-${ability}`),
];

/** faketime(1), as Debian's package libfaketime has it. */
const FAKETIME = "usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/**
 * Equal inputs give equal bytes: V8 seeds its hash tables from `random-seed` and does everything in one order (neither flag
 * counts when V8 compares those of a start with those of its snapshot). The rest is the world around it, since Node keeps
 * process id, clock and some addresses in a snapshot: a process namespace of its own, a clock that stands still, memory
 * laid out without chance.
 */
const REPEATABLE_FLAGS = ["--random-seed=1", "--predictable"];
const REPEATABLE_WORLD = ["--pid", "--fork", "--kill-child", "setarch", "-R"];

export interface SnapshotInputs {
  /** Folder with the medium's layers. */
  layers: string;
  /** Tar of the extracted packages. */
  extracted: string;
  /** The bundled agent. */
  bundle: string;
  /** Seconds since 1970: the clock while the snapshot is made. */
  epoch: string;
}

/**
 * The agent as loaded: Node 20's startup snapshot (nodejs.org, "Startup snapshot"), made by the Node of the medium, in a
 * third of whose usual start it is running. Written beside the bundle, `ramvisor.blob`.
 * @param dir an empty folder to work in
 */
export async function makeSnapshot({ layers, extracted, bundle, epoch }: SnapshotInputs, dir: string, blob: string): Promise<void> {
  await unpackLayers(layers, dir, NODE_FILES);
  await unpack(extracted, `${dir}.clock`, [`./${FAKETIME}`]);
  await command("install", ["-m0644", join(`${dir}.clock`, FAKETIME), join(dir, "clock.so")], { root: true });
  await command("install", ["-m0644", bundle, join(dir, "ramvisor.cjs")], { root: true });
  const clock = ["LD_PRELOAD=/clock.so", "FAKETIME_FMT=%s", `FAKETIME=${epoch}`, "FAKETIME_DISABLE_SHM=1", "NO_FAKE_STAT=1"];
  await command("unshare", [
    ...REPEATABLE_WORLD, "chroot", dir, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", ...clock,
    "/usr/bin/node", "--no-warnings", ...NODE_FLAGS, ...REPEATABLE_FLAGS, "--snapshot-blob", "/ramvisor.blob", "--build-snapshot", "/ramvisor.cjs",
  ], { root: true });
  await command("chmod", ["0644", join(dir, "ramvisor.blob")], { root: true });
  await writeFile(blob, withoutTag(await readFile(join(dir, "ramvisor.blob"))));
}

const TAG_BYTES = 4;

/** The snapshot as the launcher wants it. */
export function withoutTag(blob: Buffer): Buffer {
  return Buffer.from(blob).fill(0, tagPlace(blob), tagPlace(blob) + TAG_BYTES);
}

/**
 * Where V8's tag lies in a snapshot of Node 20 (src/node_snapshotable.cc: magic number, kind, then version, architecture and
 * platform, each behind its length in 8 bytes). It tells V8, flags and abilities of the processor apart, CET among them,
 * which no flag masks. A snapshot holds no machine code: on another processor it is as good.
 * @throws Error where the head is not laid out so
 */
export function tagPlace(blob: Buffer): number {
  let at = 5;
  for (const expected of [/^\d+\.\d+\.\d+$/, /^x64$/, /^linux$/]) {
    const length = Number(blob.readBigUInt64LE(at));
    const text = length > 64 ? "" : blob.toString("latin1", at + 8, at + 8 + length);
    if (!expected.test(text)) throw new Error("this Node lays out a snapshot in another way: look up where its tag lies");
    at += 8 + length;
  }
  return at;
}

/** Puts into the launcher what the snapshot is started with: the flags it was made with, the place of its tag, Node's library. */
export async function writeLauncher(template: string, blob: string, libnode: string, file: string): Promise<void> {
  const at = tagPlace(await readFile(blob));
  const values: Record<string, string> = { NODE_FLAGS: NODE_FLAGS.join(" "), TAG_AT: String(at), BEHIND_TAG: String(at + TAG_BYTES + 1), LIBNODE: libnode };
  await writeFile(file, (await readFile(template, "utf8")).replaceAll(/@([A-Z_]+)@/g, (whole, name: string) => values[name] ?? whole), { mode: 0o755 });
}
