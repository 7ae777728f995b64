import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { DEBUG_EXIT_PORT, TRIAL_NESTED, TRIAL_PLAIN, exitStatusOf, trialBootSector } from "./boot-sector.ts";

export const QEMU = "qemu-system-x86_64";

/** KVM with the machine's own CPU, or QEMU's translator with every CPU feature it knows (SVM among them). */
export interface Accelerator {
  name: "kvm" | "tcg";
  /** QEMU options that choose it. */
  args: readonly string[];
  /** Processors that a machine gets where nobody asks for a number. */
  cpus: number;
  /** One sentence or two: which was chosen, and why. */
  why: string;
}

/** How one trial guest ended. `none`: QEMU ended without an answer from the guest. */
export type Trial = { end: "nested" | "plain" } | { end: "timeout"; seconds: number } | { end: "none"; detail: string };

const KVM_ARGS = ["-accel", "kvm", "-cpu", "host"] as const;
/** Without ERMS: translated, its one-byte steps make clearing a page eight times as slow, and a start a fifth. */
const TCG_ARGS = ["-accel", "tcg,thread=multi", "-cpu", "max,erms=off,fsrm=off"] as const;

/**
 * True for a QEMU that may translate code while another processor patches it, so that Linux with two processors dies of
 * `Oops: int3` now and then (seen with 7.2 on a busy machine; since 8.1, pages are locked before translation).
 */
export function racesOnPatchedCode(versionText: string): boolean {
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(versionText) ?? [];
  return major !== undefined && Number(major) * 100 + Number(minor) < 801;
}

/**
 * Chooses from the answer of a KVM trial and QEMU's `--version` (pure). A KVM guest without VMX/SVM could not be a KVM
 * host itself.
 */
export function chooseFrom(trial: Trial, versionText: string): Accelerator {
  const tcg = (why: string): Accelerator => {
    const races = racesOnPatchedCode(versionText);
    const note = races ? " One processor: translated by a QEMU before 8.1, two can crash Linux." : "";
    return { name: "tcg", args: TCG_ARGS, cpus: races ? 1 : 2, why: `TCG (translation in software, slower): ${why}.${note}` };
  };
  switch (trial.end) {
    case "nested":
      return { name: "kvm", args: KVM_ARGS, cpus: 2, why: "KVM: a trial guest ran, and it may run guests of its own." };
    case "plain":
      return tcg("a trial guest ran under KVM, but without VMX or SVM, so it could not be a KVM host itself (nested virtualization is off)");
    case "timeout":
      return tcg(`a trial guest under KVM gave no answer within ${String(trial.seconds)} seconds`);
    case "none":
      return tcg(`no trial guest ran under KVM (${trial.detail})`);
  }
}

/**
 * Starts QEMU with a boot sector that reports back, for real: /dev/kvm may open and yet run no guest.
 * Rejects with ENOENT where QEMU is not installed.
 */
export async function tryGuest(acceleratorArgs: readonly string[], limitSeconds: number): Promise<Trial> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-trial-"));
  try {
    const sector = join(dir, "sector.img");
    await writeFile(sector, trialBootSector());
    const args = [
      ...acceleratorArgs, "-machine", "pc", "-m", "32", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
      "-device", `isa-debug-exit,iobase=${String(DEBUG_EXIT_PORT)},iosize=1`,
      "-drive", `file=${sector.replaceAll(",", ",,")},format=raw,if=floppy,snapshot=on`,
    ];
    const result = await execa(QEMU, args, { reject: false, timeout: limitSeconds * 1000, killSignal: "SIGKILL", stdin: "ignore" });
    if (result.code === "ENOENT") throw Object.assign(new Error(`${QEMU} is not installed`), { code: "ENOENT" });
    if (result.timedOut) return { end: "timeout", seconds: limitSeconds };
    if (result.exitCode === exitStatusOf(TRIAL_NESTED)) return { end: "nested" };
    if (result.exitCode === exitStatusOf(TRIAL_PLAIN)) return { end: "plain" };
    const said = result.stderr.split("\n").find((line) => line.trim() !== "");
    return { end: "none", detail: said ?? `QEMU ended with status ${String(result.exitCode ?? result.signal ?? "unknown")}` };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

let chosen: Promise<Accelerator> | undefined;

/** The accelerator for this machine, tried once in this process. A trial gets 3 seconds; a real one takes 0.2. */
export function chooseAccelerator(): Promise<Accelerator> {
  chosen ??= (async () => {
    const trial = await tryGuest(KVM_ARGS, 3);
    const { stdout } = await execa(QEMU, ["--version"], { reject: false, stdin: "ignore" });
    return chooseFrom(trial, stdout);
  })();
  return chosen;
}
