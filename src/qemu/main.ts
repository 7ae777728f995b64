import { Unable } from "../medium/fail.ts";
import { ensureImage } from "../medium/index.ts";
import { ensureTools } from "../medium/tools.ts";
import { chooseAccelerator } from "./accelerator.ts";
import { describeDisk } from "./disks.ts";
import { planText } from "./dry-run.ts";
import { HELP, readOptions, type StartOptions } from "./options.ts";
import { prepareStart } from "./prepare.ts";
import { runMachine } from "./session.ts";

/** Debian packages that a start needs on this machine. */
export const RUN_PACKAGES = ["qemu-system-x86", "ipxe-qemu", "ovmf"] as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function start(options: StartOptions): Promise<number> {
  await ensureTools(RUN_PACKAGES, say);
  const image = await ensureImage({ say });
  const accelerator = await chooseAccelerator();
  const prepared = await prepareStart(options, image, accelerator);
  say(`\naccelerator  ${accelerator.why}`);
  say(`machine      ${String(options.memoryMiB)} MiB memory, ${String(prepared.machine.cpus)} processor(s), ${options.firmware}, cards ${options.nics.join(" ")}`);
  for (const disk of prepared.disks) say(`disk         ${describeDisk(disk)}`);
  say(`line         ${prepared.line}`);
  for (const note of prepared.notes) say(`note         ${note}`);
  const plan = await planText(prepared.machine, prepared.disks, prepared.line, process.stdout.columns || 80);
  say(plan === null ? "plan         The disks are not new: what becomes of them, the machine's console says." : `\n${plan.trimEnd()}`);
  return runMachine(prepared, options, say);
}

async function main(argv: readonly string[]): Promise<number> {
  const read = readOptions(argv);
  if (!read.ok) throw new Unable(`${read.problem} npm start -- --help lists the options.`, 2);
  if (read.options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // Before QEMU runs, nothing needs more than an end: files get their names only when they are whole.
  const stopped = (): never => {
    process.stderr.write("\nStopped before the machine was started. What was half-made is not taken for a whole one; npm start goes on from here.\n");
    process.exit(130);
  };
  process.once("SIGINT", stopped).once("SIGTERM", stopped);
  return start(read.options);
}

await main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (error: unknown) => {
    process.stderr.write(error instanceof Unable ? `npm start: ${error.message}\n` : `npm start: ${String(error instanceof Error ? error.stack : error)}\n`);
    process.exitCode = error instanceof Unable ? error.exitCode : 1;
  },
);
