import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { ensureImage } from "../../src/medium/index.ts";
import { canBeRoot, isRoot } from "../../src/medium/shell.ts";
import { ensureTools } from "../../src/medium/tools.ts";
import { CHROMIUM, CHROMIUM_MISSING } from "../page/support/chromium.ts";
import { countReport, type Count } from "./count.ts";
import type { Output } from "./output.ts";
import { shellFiles } from "./shell-files.ts";
import { bootsOf, dayNumber, guestsOf, LIBVIRTS } from "./turns.ts";

export interface Stage {
  name: string;
  /** Which kinds of run it belongs to; `start` and `long-vm`: not to the run of all. */
  kinds: readonly ("fast" | "page" | "vm" | "start" | "long-vm")[];
  /** Begins at once, beside the others. */
  background: boolean;
  run(top: string, output: Output): Promise<Count>;
}

const bin = (top: string, name: string): string => join(top, "node_modules/.bin", name);

/** Runs a program, its output streamed; true where it ended with 0. */
async function passes(output: Output, program: string, args: readonly string[], cwd: string): Promise<boolean> {
  const env = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const running = execa(program, args, { cwd, env, stdin: "ignore", all: true, buffer: false, reject: false });
  running.all.on("data", (bytes: Buffer) => { output.write(bytes); });
  const result = await running;
  if (result.code === "ENOENT") output.say(`${program} is not there.`);
  return result.exitCode === 0;
}

const one = (passed: boolean): Count => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

/** Runs one project of vitest.config.ts, all of it where no files are given, and counts its tests by the report that it writes. `each`: tell every test as it ends, where one takes minutes. */
async function vitest(output: Output, top: string, project: string, { root = false, each = false, files = [] as readonly string[] } = {}): Promise<Count> {
  const report = join(top, "out", `test-${project}.json`);
  await rm(report, { force: true }).catch(() => undefined);
  const args = [join(top, "node_modules/vitest/vitest.mjs"), "run", ...files, "--project", project, `--reporter=${each ? "verbose" : "default"}`, "--reporter=json", `--outputFile.json=${report}`];
  if (root && !isRoot()) await passes(output, "sudo", ["-n", "--", process.execPath, ...args], top);
  else await passes(output, process.execPath, args, top);
  return countReport(await readFile(report, "utf8").catch(() => null));
}

/** Whole machines in QEMU, on an image that is fresh. */
async function boots(output: Output, top: string, project: string, files: readonly string[] = []): Promise<Count> {
  await ensureTools(["qemu-system-x86", "ipxe-qemu", "ovmf", "openssh-client", "libvirt-clients"], output.say);
  process.env["RAMVISOR_TEST_IMAGE"] = JSON.stringify(await ensureImage({ say: output.say }));
  return vitest(output, top, project, { each: true, files });
}

/** Two libvirts in namespaces of this machine, of the medium's own system. */
async function betweenLibvirts(top: string, output: Output): Promise<Count> {
  await ensureTools(["iproute2", "util-linux", "procps", "squashfs-tools", "busybox-static"], output.say);
  if (!(await canBeRoot())) throw new Error("namespaces need root: run this as root, or allow sudo without a password");
  await ensureImage({ say: output.say });
  return vitest(output, top, "guests", { root: true, each: true });
}

/** Every stage, in the order in which it runs. */
export const STAGES: readonly Stage[] = [
  { name: "eslint", kinds: ["fast"], background: false, run: async (top, output) => one(await passes(output, bin(top, "eslint"), ["."], top)) },
  { name: "tsc", kinds: ["fast"], background: false, run: async (top, output) => one(await passes(output, bin(top, "tsc"), ["--noEmit"], top)) },
  { name: "tsc: the page", kinds: ["fast"], background: false, run: async (top, output) => one(await passes(output, bin(top, "tsc"), ["--noEmit", "-p", "src/page"], top)) },
  {
    name: "shellcheck", kinds: ["fast"], background: false,
    run: async (top, output) => {
      await ensureTools(["shellcheck"], output.say);
      return one(await passes(output, "shellcheck", ["--", ...(await shellFiles(top))], top));
    },
  },
  {
    name: "unit, golden hosts, property tests", kinds: ["fast"], background: false,
    run: async (top, output) => {
      // Personal media are tried on an ISO as the build makes it, and what files take in a squashfs on such a one.
      await ensureTools(["squashfs-tools", "zstd", "xz-utils", "xorriso", "mtools", "dosfstools", "isolinux", "syslinux-common", "openssh-client", "openssl", "cpio", "strace", "kmod"], output.say);
      return vitest(output, top, "fast");
    },
  },
  {
    name: "real block devices", kinds: ["fast"], background: true,
    run: async (top, output) => {
      await ensureTools(["fdisk", "e2fsprogs", "dosfstools", "util-linux", "mount", "drbd-utils"], output.say);
      if (!(await canBeRoot())) throw new Error("loop devices need root: run this as root, or allow sudo without a password");
      return vitest(output, top, "disks", { root: true });
    },
  },
  {
    name: "real block devices: interrupted claims, disks handed over", kinds: [], background: false,
    run: async (top, output) => {
      await ensureTools(["fdisk", "e2fsprogs", "util-linux", "strace", "cryptsetup-bin"], output.say);
      if (!(await canBeRoot())) throw new Error("loop devices need root: run this as root, or allow sudo without a password");
      return vitest(output, top, "slow-disks", { root: true });
    },
  },
  {
    name: "the page in Chromium", kinds: ["page"], background: false,
    run: async (top, output) => {
      await ensureTools(["xorriso", "openssh-client", "openssl"], output.say);
      if (!existsSync(CHROMIUM)) throw new Error(CHROMIUM_MISSING);
      return vitest(output, top, "page");
    },
  },
  {
    name: "boots in QEMU: every day's, and today's", kinds: [], background: false,
    run: (top, output) => {
      const { today, left } = bootsOf(dayNumber(Date.now()));
      output.say(`Today: ${today.join(", ")}. Not run, their turn is on other days: ${left.join(", ")} (npm run test:vm runs all).`);
      return boots(output, top, "vm", today.map((name) => `test/vm/${name}.test.ts`));
    },
  },
  { name: "boots in QEMU", kinds: ["vm", "long-vm"], background: false, run: (top, output) => boots(output, top, "vm") },
  { name: "guests between two libvirts of the medium", kinds: ["vm", "long-vm"], background: false, run: betweenLibvirts },
  { name: "guests on a pair of whole machines", kinds: ["vm", "long-vm"], background: false, run: (top, output) => boots(output, top, "pair-guests") },
  {
    name: "guests on a pair: today's", kinds: [], background: false,
    run: (top, output) => {
      const { today, left } = guestsOf(dayNumber(Date.now()));
      output.say(`Today: ${today}. Not run, their turn is on other days: ${left.join(", ")} (npm run test:vm runs all).`);
      return today === LIBVIRTS ? betweenLibvirts(top, output) : boots(output, top, "pair-guests", [`test/vm/pair/${today}.test.ts`]);
    },
  },
  { name: "two whole machines become a pair", kinds: ["vm"], background: false, run: (top, output) => boots(output, top, "pair") },
  {
    name: "the pair with real DRBD: a scenario of today", kinds: ["vm"], background: false,
    run: async (top, output) => {
      await ensureTools(["qemu-system-x86", "busybox-static", "squashfs-tools"], output.say);
      await ensureImage({ say: output.say });
      return one(await passes(output, bin(top, "tsx"), ["test/pair/main.ts", "--some", "1"], top));
    },
  },
  { name: "starts from every medium, in both firmware worlds", kinds: ["start"], background: false, run: (top, output) => boots(output, top, "start") },
];
