import type { StartOptions } from "./options.ts";
import type { PreparedStart } from "./prepare.ts";
import { Machine } from "./machine.ts";
import { lastReadyLine } from "./ready-line.ts";
import { connectTerminal, Waiting } from "./terminal.ts";

/** Exit code of a run that a person stopped before the machine was ready: 128 + SIGINT. */
const INTERRUPTED = 130;
const POWER_OFF_MS = 60_000;
/** setTimeout's limit, 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Starts the prepared machine and stays until it ends: the console goes to the terminal and back. Resolves with the exit
 * code: 0 where a READY line came, 130 where a person stopped it before, else 1.
 */
export async function runMachine(prepared: PreparedStart, options: StartOptions, say: (line: string) => void): Promise<number> {
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const waiting = new Waiting(process.stdout, (seconds) => `… ${String(seconds)} s`);
  const machine = await Machine.start({ ...prepared.machine, onSerial: (bytes) => { waiting.heard(bytes); process.stdout.write(bytes); } }).catch((error: unknown) => {
    waiting.stop();
    throw error;
  });
  say(`\nstarted      ${interactive ? "Ctrl-A X ends the machine; so does Ctrl-C until it is ready" : "a signal (SIGINT, SIGTERM) ends the machine"}`);
  let ready = false;
  const isReady = (): boolean => ready;

  let stopping: "leave" | "interrupt" | "done" | null = null;
  const end = (how: "leave" | "interrupt" | "done"): void => {
    const again = stopping !== null;
    stopping ??= how;
    // Disks that are kept deserve an orderly end; a second wish, or a machine that is not ready yet, cuts the power.
    if (again || !options.keep || !isReady()) void machine.stop();
    else void machine.powerDown(POWER_OFF_MS).then((off) => (off ? undefined : machine.stop()), () => machine.stop());
  };
  const onSignal = (): void => { end("interrupt"); };
  process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal).on("SIGHUP", onSignal);
  const disconnect = interactive ? connectTerminal(machine, process.stdin, isReady, end) : () => undefined;

  void followReady(machine, prepared, say, (isUp) => {
    waiting.stop();
    ready ||= isUp;
    if (options.untilReady) end("done");
  });
  if (options.pullMedium) void pullMedium(machine, prepared.mediumBytes, say);
  const { code, stderr } = await machine.ended;
  waiting.stop();
  disconnect();
  const line = lastReadyLine(machine.transcript.text);
  if (stopping === null && code !== 0) say(`\nQEMU has ended with status ${String(code)}${stderr === "" ? "." : `: ${stderr}`}`);
  say(`\n${ready ? "The machine was ready" : "The machine was not ready"}${line === null ? "" : `: ${line.line}`}`);
  if (ready) return 0;
  return stopping === "interrupt" ? INTERRUPTED : 1;
}

/** Tells of every READY and NOT-READY line (a kernel panic is no better), and once how to get in. */
async function followReady(machine: Machine, { sshPort, guest, hasKey }: PreparedStart, say: (line: string) => void, tell: (ready: boolean) => void): Promise<void> {
  for (let from = 0; ; ) {
    const match = await machine.waitFor(/(?:RAMVISOR (READY|NOT-READY) outcome=|Kernel panic - )[^\n]*\n/, LONGEST_MS, from).catch(() => null);
    if (match === null) return;
    from += match.index + match[0].length;
    tell(match[1] === "READY");
    if (match[1] !== "READY") continue;
    const options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
    if (guest !== null && hasKey) say(`\r\nssh -p ${String(sshPort)} ${options} root@127.0.0.1\r`);
    else if (guest !== null) say("\r\nNo public SSH key was given (--ssh-key FILE): log in on this console.\r");
    return;
  }
}

/** Pulls the CD or stick as soon as the loader has read its files: what follows has to do without it. */
async function pullMedium(machine: Machine, bytes: number, say: (line: string) => void): Promise<void> {
  const loaded = await machine.mediumLoaded(bytes, 600_000);
  if (!loaded) return;
  await machine.pullMedium();
  say("\r\n(the medium is pulled out)\r");
}
