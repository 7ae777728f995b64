import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackLayers } from "./layers.ts";
import { command } from "./shell.ts";

/** What Node needs to run by itself in an otherwise empty folder. */
const NODE_FILES = ["usr/bin/node", "usr/lib/x86_64-linux-gnu/*.so*", "usr/lib64", "lib", "lib64", "bin", "usr/share/nodejs"];

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

/**
 * The agent as loaded: Node 20's startup snapshot (nodejs.org, "Startup snapshot"), made by the Node of the medium, in a
 * third of whose usual start it is running. Written beside the bundle, `ramvisor.blob`.
 * @param layers the folder with the medium's layers; @param dir an empty folder to work in
 */
export async function makeSnapshot(layers: string, bundle: string, dir: string, blob: string): Promise<void> {
  await unpackLayers(layers, dir, NODE_FILES);
  await command("install", ["-m0644", bundle, join(dir, "ramvisor.cjs")], { root: true });
  await command("env", ["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "chroot", dir, "/usr/bin/node", "--no-warnings", ...NODE_FLAGS, "--snapshot-blob", "/ramvisor.blob", "--build-snapshot", "/ramvisor.cjs"], { root: true });
  await command("chmod", ["0644", join(dir, "ramvisor.blob")], { root: true });
  await copyFile(join(dir, "ramvisor.blob"), blob);
}

/** Puts NODE_FLAGS into the launcher, so that the snapshot is started with what it was made with. */
export async function writeLauncher(template: string, file: string): Promise<void> {
  await writeFile(file, (await readFile(template, "utf8")).replace("@NODE_FLAGS@", NODE_FLAGS.join(" ")), { mode: 0o755 });
}
