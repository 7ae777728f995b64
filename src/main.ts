import { existsSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { text } from "node:stream/consumers";
import { startupSnapshot } from "node:v8";
import { freeDisk } from "./apply/freeDisk.ts";
import { hostMachine } from "./apply/machine.ts";
import { helpText, parseArgv, type Options } from "./cli.ts";
import { factsAgain } from "./facts/again.ts";
import { hostDisks, readFacts, readFactsOfDisks } from "./facts/index.ts";
import { bothLogs, openKmsgLog, openLog } from "./log.ts";
import { LANGS, type Lang } from "./model/token.ts";
import * as commands from "./stages/commands.ts";
import { diskFree } from "./stages/diskFree.ts";
import { hiddenFrom } from "./ports/hidden.ts";
import { runApart } from "./ports/run.ts";
import { guestMove } from "./stages/guestMove.ts";
import { iso, isoShow } from "./stages/iso.ts";
import { takeover } from "./stages/takeover.ts";

const VERSION = process.env.RAMVISOR_VERSION ?? "0.0.0";

/** `de_DE.UTF-8` -> `de`; locale(7): LC_ALL before LC_MESSAGES before LANG. */
function environmentLang({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Lang {
  const locale = LC_ALL || LC_MESSAGES || LANG || "";
  return LANGS.find((lang) => locale === lang || locale.startsWith(`${lang}_`)) ?? "en";
}

/** Resolves when the text is handed to the kernel; a reader that is gone (`| head`) is no failure of ours. */
function writer(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 1;
  });
  return (written) => new Promise((resolve) => stream.write(written, () => { resolve(); }));
}

/** More than any serial number: what is longer is no answer. */
const LONGEST_LINE = 4096;

/** One line of standard input, without its end; null where it ends empty. */
function readLine(): Promise<string | null> {
  return new Promise((resolve) => {
    let read = "";
    const done = (line: string | null): void => {
      process.stdin.pause();
      resolve(line);
    };
    process.stdin.setEncoding("utf8").on("data", (chunk) => {
      read += String(chunk);
      const end = read.indexOf("\n");
      if (end >= 0) done(read.slice(0, end));
      else if (read.length > LONGEST_LINE) done(read);
    }).once("end", () => { done(read === "" ? null : read); }).once("error", () => { done(null); });
  });
}

function makeCaller(options: Options, err: (text: string) => Promise<void>): commands.Caller {
  const started = options.command === "boot" || options.command === "stage";
  const console = openLog(process.env["LOG_LEVEL"] ?? (started ? "info" : "warn"));
  // The boot run has no journal yet: what it logs gets there through the kernel's.
  const log = started && !existsSync("/run/systemd/system") ? bothLogs(console, openKmsgLog()) : console;
  const machine = hostMachine(log);
  const host = { fs: machine.fs, run: machine.run, disks: hostDisks };
  const terminal = (): string | null => {
    const target = process.stdout.isTTY ? readlinkSync("/proc/self/fd/1") : null;
    return target?.startsWith("/dev/") ? target : null;
  };
  return {
    machine,
    look: (what) => readFacts(host, { version: VERSION, inventory: what === "full" ? "full" : "boot", withDisks: what !== "early" }),
    lookAtDisks: (facts) => readFactsOfDisks(host, { version: VERSION, inventory: "boot" }, facts),
    priority: (nice) => { setPriority(nice); },
    handOver,
    again: factsAgain(hostDisks),
    readFile: (file) => (file === "-" ? text(process.stdin) : readFile(file, "utf8")),
    readLine,
    ignoreSignals: toTheEnd,
    onCtrlC: (act) => {
      process.on("SIGINT", act);
      return () => { process.off("SIGINT", act); };
    },
    free: (disk) => freeDisk({ ...machine, reader: hostDisks }, disk),
    lang: options.lang ?? environmentLang(process.env),
    ownTerminal: terminal(),
    color: process.stdout.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
    isRoot: process.getuid?.() === 0,
    get ending() {
      return new Promise<void>((resolve) => process.once("SIGTERM", () => { resolve(); }));
    },
    out: writer(process.stdout),
    err,
  };
}

// Before libuv needs its first thread: with the usual four, one disk would be read at a time.
process.env["UV_THREADPOOL_SIZE"] ??= "52";

async function main(argv: readonly string[]): Promise<number> {
  const err = writer(process.stderr);
  const options = parseArgv(argv, environmentLang(process.env));
  if ("error" in options) {
    await err(`${options.error}\n`);
    return 2;
  }
  const lang = options.lang ?? environmentLang(process.env);
  try {
    const caller = makeCaller(options, err);
    switch (options.command) {
      case "help": await caller.out(helpText(lang)); return 0;
      case "version": await caller.out(`${VERSION}\n`); return 0;
      case "boot": return await commands.boot(caller);
      case "plan": return await commands.dryRunPlan(caller, options);
      case "facts": return await commands.printFacts(caller);
      case "status": return await commands.status(caller, options);
      case "apply": return await commands.apply(caller, options);
      case "takeover":
        // Half of it would be worse than waiting: e2fsck takes its time, and a terminal may go.
        toTheEnd();
        return (await commands.mayChange(caller)) ? await takeover(caller, options) : 1;
      case "guest-move": {
        // Ctrl-C gives the move up (onCtrlC); what was begun on the other node is tidied up. A terminal that goes ends neither this nor virsh and its ssh.
        toTheEnd();
        return (await commands.mayChange(caller)) ? await guestMove(caller, options) : 1;
      }
      case "disk-free": return await diskFree(caller, options);
      case "iso": {
        const hidden = process.stdin.isTTY ? hiddenFrom(process.stdin, (text) => process.stderr.write(text), () => process.exit(130)) : null;
        return await iso({ ...caller, hidden }, options);
      }
      case "iso-show": return await isoShow(caller, options);
      case "stage": return await commands.stage(caller, options);
    }
  } catch (error) {
    await err(`ramvisor: ${commands.unexpected(error, lang)}\n`);
    if (process.env["LOG_LEVEL"] === "debug" && error instanceof Error) await err(`${error.stack ?? ""}\n`);
    return 1;
  }
}

function ignoreSignals(): void {
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.on(signal, () => undefined);
}

/** Nor are the programs that it runs ended. */
function toTheEnd(): void {
  ignoreSignals();
  runApart();
}

/** Where the boot script listens for the exit code: a process with a read that hangs in the kernel cannot end. */
const DONE = "/run/ramvisor/agent.done";

/** Where nobody listens (any more), nothing is done. */
function handOver(code: number): void {
  if (statSync(DONE, { throwIfNoEntry: false })?.isFIFO() === true) writeFileSync(DONE, `${String(code)}\n`);
}

async function run(): Promise<never> {
  process.exitCode = (await main(process.argv.slice(2))) || process.exitCode || 0;
  handOver(Number(process.exitCode));
  // A child that was left behind, or a terminal that takes no text, must not hold up what waits for this to end.
  process.exit();
}

// The medium starts from a snapshot of the loaded program (nodejs.org, "Startup Snapshot API"): made there, run here.
if (startupSnapshot.isBuildingSnapshot()) startupSnapshot.setDeserializeMainFunction(() => void run());
else void run();
