import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const LIB = fileURLToPath(new URL("../../../src/medium/root/usr/lib/ramvisor/", import.meta.url));
let dir: string;
const children: ChildProcess[] = [];

/** One of the scripts as it is, with other places for /run/ramvisor and the agent. */
function start(script: string, ...args: string[]): { ended: Promise<number | null>; child: ChildProcess } {
  const text = readFileSync(join(LIB, script), "utf8").replaceAll("/run/ramvisor", join(dir, "run")).replaceAll("/usr/bin/ramvisor", join(dir, "agent"));
  const child = spawn("sh", ["-c", text, script, ...args], { stdio: "ignore", detached: true });
  children.push(child);
  return { child, ended: new Promise((resolve) => { child.once("exit", (code) => { resolve(code); }); }) };
}
const agent = (text: string): void => { writeFileSync(join(dir, "agent"), `#!/bin/sh\ncd '${dir}/run'\n${text}\n`, { mode: 0o755 }); };
const until = async (what: () => boolean): Promise<void> => { while (!what()) await new Promise((resolve) => { setTimeout(resolve, 10); }); };
const there = (name: string): boolean => existsSync(join(dir, "run", name));

/** What the scripts started goes on without them: their whole process groups are ended. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ramvisor-stage-"));
  mkdirSync(join(dir, "run"));
});
afterEach(() => {
  for (const { pid } of children.splice(0)) endGroup(pid);
  rmSync(dir, { recursive: true, force: true });
});

/** The agent as it goes on: one stage ends with 7 once `go` is there; started for a stage, it notes that. */
const STAYING = '[ $# -eq 0 ] || { echo "$*" >> own; exit 9; }\nuntil [ -e go ]; do sleep 0.02; done\necho 7 > stage.disks\necho 1<>stage.disks.wait\nuntil [ -e end ]; do sleep 0.02; done';

it.each([["waits before it is done", true], ["comes after it", false]])("a unit that %s ends as the agent's stage did", async (_, early) => {
  agent(STAYING);
  start("boot-agent");
  await until(() => there("agent.stays"));
  const waiting = early ? start("await-stage", "disks") : null;
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  writeFileSync(join(dir, "run/go"), "");
  await until(() => there("stage.disks") || early);
  expect(await (waiting ?? start("await-stage", "disks")).ended).toBe(7);
  expect(there("own")).toBe(false);
  // Started again, the unit does the stage itself.
  expect(await start("await-stage", "disks").ended).toBe(9);
  expect(readFileSync(join(dir, "run/own"), "utf8")).toBe("stage disks\n");
});

it("an agent that dies leaves its stages to the units, those that wait already and those that come later", async () => {
  agent('[ $# -eq 0 ] || { echo "$*" >> own; exit 9; }\nuntil [ -e go ]; do sleep 0.02; done\nkill -KILL $$');
  start("boot-agent");
  await until(() => there("agent.stays"));
  const waiting = start("await-stage", "disks");
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  writeFileSync(join(dir, "run/go"), "");
  expect(await waiting.ended).toBe(9);
  expect(await start("await-stage", "ready").ended).toBe(9);
  expect(readFileSync(join(dir, "run/own"), "utf8")).toBe("stage disks\nstage ready\n");
});

it("tells the boot script how the agent ended, where that still listens", async () => {
  agent("exit 3");
  const listener = spawn("sh", ["-c", `mkfifo '${dir}/run/agent.done'; exec 9<>'${dir}/run/agent.done'; : > '${dir}/run/listens'; read -r said <&9; echo "$said" > '${dir}/run/said'`], { stdio: "ignore", detached: true });
  children.push(listener);
  await until(() => there("listens"));
  await start("boot-agent").ended;
  await until(() => there("said") && readFileSync(join(dir, "run/said"), "utf8") !== "");
  expect(readFileSync(join(dir, "run/said"), "utf8")).toBe("3\n");
});
