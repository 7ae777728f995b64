import { spawn, type ChildProcess } from "node:child_process";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { StepOutcome } from "../../../src/model/step.ts";
import type { Bed } from "./bed.ts";
import type { Order } from "./child.ts";
import type { Course, Moment } from "./moment.ts";

const BUNDLE = fileURLToPath(new URL("../../../out/test-disks-child.mjs", import.meta.url));
const LIMIT_MS = 60_000;

/** One file of the child and all that it needs: to translate it anew for every run would take longer than the run. */
export async function bundleChild(): Promise<string> {
  const part = `${BUNDLE}.${String(process.pid)}`;
  await build({
    entryPoints: [fileURLToPath(new URL("child.ts", import.meta.url))], outfile: part, bundle: true, platform: "node", format: "esm", target: "node20",
    external: ["systeminformation"], banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' }, logLevel: "warning",
  });
  // Another run of the suites may be starting it at this moment.
  renameSync(part, BUNDLE);
  return BUNDLE;
}

interface Ended {
  /** False where it was killed. */
  finished: boolean;
  outcomes: StepOutcome[];
  course: Course;
}

/** Runs one start in a process group of its own and cuts it off at the moment; returns when nothing of it runs any more. */
export async function runChild(bed: Bed, moment: Moment | null, course: Course): Promise<Ended> {
  const msOf = (call: string): number => course.calls.find((known) => known.call === call)?.ms ?? 0;
  const order: Order = { place: bed.place, moment, intoMs: moment?.at === "into" ? moment.fraction * msOf(moment.call) : 0 };
  const child = spawn(process.execPath, [BUNDLE, JSON.stringify(order)], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const group = child.pid;
  if (group === undefined) throw new Error("the child could not be started");
  let said = "";
  let complaint = "";
  child.stderr.on("data", (chunk) => { complaint += String(chunk); });
  const cut = moment?.at === "time" ? moment.fraction * course.ms : LIMIT_MS;
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
    if (said.startsWith("begin\n")) timer ??= setTimeout(() => { kill(group); }, cut);
  });
  await ended(child);
  clearTimeout(timer);
  await groupGone(group);
  if (child.signalCode === "SIGKILL") return { finished: false, outcomes: [], course: { calls: [], ms: 0 } };
  const result = said.split("\n")[1] ?? "";
  if (child.exitCode !== 0 || result === "") throw new Error(`the child failed: ${complaint.slice(0, 400)}`);
  return { finished: true, ...(JSON.parse(result) as Omit<Ended, "finished">) };
}

function kill(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

const ended = (child: ChildProcess): Promise<void> => new Promise((resolve, reject) => {
  child.once("close", () => { resolve(); });
  child.once("error", reject);
});

/** A killed program may still be inside a system call on the disk: the next start begins when none is left. */
async function groupGone(group: number): Promise<void> {
  for (let waited = 0; waited < LIMIT_MS; waited += 5) {
    if (!groupLives(group)) return;
    await sleep(5);
  }
  throw new Error("a killed program does not end");
}

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  // Dead ones that nobody has waited for yet do not count (proc_pid_stat(5): state, ppid, pgrp behind the name).
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).some((pid) => {
    try {
      const [state, , pgrp] = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
      return Number(pgrp) === group && state !== "Z" && state !== "X";
    } catch {
      return false;
    }
  });
}
