import { Volume, createFsFromVolume } from "memfs";
import type { ApplyContext } from "../../../src/apply/context.ts";
import type { Disks } from "../../../src/apply/blockDevice.ts";
import type { LinkAddress, Machine } from "../../../src/apply/machine.ts";
import { writeFsOver, type WriteFs, type WritePromises } from "../../../src/apply/writeFs.ts";
import type { Run, RunOptions, RunResult } from "../../../src/model/ports.ts";

/** A machine's files in memory; directories end in a slash. `over` replaces calls: a disk that is full. */
export function memory(files: Record<string, string> = {}, over: Partial<WritePromises> = {}): { fs: WriteFs; volume: InstanceType<typeof Volume>; all(): Record<string, string | null> } {
  const volume = new Volume();
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith("/")) volume.mkdirSync(path, { recursive: true });
    else {
      volume.mkdirSync(path.slice(0, path.lastIndexOf("/")) || "/", { recursive: true });
      volume.writeFileSync(path, content);
    }
  }
  const promises = createFsFromVolume(volume).promises as unknown as WritePromises;
  const patched = new Proxy(promises, { get: (target, name) => (over as Record<string | symbol, unknown>)[name] ?? (Reflect.get(target, name) as unknown) });
  return { fs: writeFsOver(patched), volume, all: () => volume.toJSON() };
}

export interface Call {
  program: string;
  args: readonly string[];
  options: RunOptions;
}

export const ok = (stdout = ""): RunResult => ({ code: 0, stdout, stderr: "", failure: null });
export const failed = (code: number, stderr = ""): RunResult => ({ code, stdout: "", stderr, failure: null });

/** Programs that answer from a table, and remember what they were asked. A program that is not in it is not installed. */
export function programs(table: Record<string, (call: Call) => RunResult | Promise<RunResult>> = {}): { run: Run; calls: Call[] } {
  const calls: Call[] = [];
  const run: Run = async (program, args, options = {}) => {
    const call = { program, args, options };
    calls.push(call);
    return (await table[program]?.(call)) ?? { code: null, stdout: "", stderr: "", failure: "not-found" };
  };
  return { run, calls };
}

export const noDisks: Disks = {
  isBlockDevice: () => Promise.resolve(false),
  open: () => Promise.reject(new Error("no disk in this test")),
};

export function logged(): { log: ApplyContext["log"]; lines: string[] } {
  const lines: string[] = [];
  const say = (level: string) => (_: object, message: string): void => void lines.push(`${level}: ${message}`);
  return { log: { info: say("info"), warn: say("warn"), error: say("error") }, lines };
}

export function context(over: Partial<ApplyContext> & Pick<ApplyContext, "fs">): ApplyContext {
  return {
    run: programs().run, disks: noDisks, log: logged().log,
    plan: { disks: [], locale: { lang: "de", keymap: "de", locale: "de_DE.UTF-8" } },
    sleep: () => Promise.resolve(), randomInt: () => 0, changed: new Set(), ...over,
  };
}

export interface FakeMachine extends Machine {
  /** What terminals were told, by path. */
  terminals: Map<string, string>;
  now: number;
  links: LinkAddress[];
  nudged: string[];
}

/** A machine whose time passes only while it sleeps. `during` is called before each sleep. */
export function machine(fs: WriteFs, run: Run = programs().run, during: (self: FakeMachine) => void = () => undefined): FakeMachine {
  const self: FakeMachine = {
    fs, run, disks: noDisks, log: logged().log, terminals: new Map(), now: 5, links: [], nudged: [], pid: 100,
    uptime: () => self.now,
    sleep: (milliseconds) => {
      during(self);
      self.now += milliseconds / 1000;
      return Promise.resolve();
    },
    randomInt: () => 0,
    addresses: () => self.links,
    nudge: (address) => Promise.resolve(void self.nudged.push(address)),
    space: () => Promise.resolve({ sizeBytes: 1000, freeBytes: 900 }),
    writeTerminal: (path, text) => Promise.resolve(void self.terminals.set(path, (self.terminals.get(path) ?? "") + text)),
  };
  return self;
}

/** The start of an ext4 file system, as far as its UUID; mounted so often. */
export function ext4Start(uuid: string, mountCount = 1): Buffer {
  const start = Buffer.alloc(2048);
  start.writeUInt16LE(mountCount, 1024 + 0x34);
  start.writeUInt16LE(0xef53, 1024 + 0x38);
  Buffer.from(uuid.replaceAll("-", ""), "hex").copy(start, 1024 + 0x68);
  return start;
}
