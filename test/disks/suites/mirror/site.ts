import { closeSync, openSync, writeSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImage } from "../../../../src/medium/index.ts";
import type { PlannedDisk } from "../../../../src/model/plan.ts";
import type { StepOutcome } from "../../../../src/model/step.ts";
import { DISKS, DISK_BYTES, Lab } from "../../../pair/lab/node.ts";
import type { Qemu } from "../../../pair/lab/qemu.ts";
import { POOL } from "../../../pair/scenario.ts";
import { digestOf, randomBytes } from "../bytes.ts";
import { differenceOf, markerState } from "./images.ts";

const FOREIGN = "FOREIGN";
const REBUILD_MS = 300_000;

type Verdicts = Record<string, Pick<PlannedDisk, "path" | "verdict" | "reason" | "remedy">>;

/**
 * One machine with two disks and a foreign one beside them. It goes on from the kept state of the pair's lab, with the medium's kernel, md, mdadm
 * and the agent, and without systemd: the look and the disks' phase are run as the medium's units run them.
 */
export class Site {
  private constructor(private readonly lab: Lab, private readonly dir: string, private readonly foreign: string) {}

  static async open(): Promise<Site> {
    await ensureImage({ say: () => undefined });
    const dir = await mkdtemp(join(tmpdir(), "ramvisor-mirror-"));
    const lab = await Lab.open(dir, 1);
    const { file } = await lab.addDisk(0, FOREIGN);
    const fd = openSync(file, "r+");
    for (const at of [0, 1, 2, 3].map((part) => part * (DISK_BYTES / 4))) writeSync(fd, randomBytes(at + 1, 65_536), 0, 65_536, at);
    closeSync(fd);
    return new Site(lab, dir, digestOf(file));
  }

  file(name: string): string {
    return join(this.dir, `${name}.img`);
  }

  /** Blank disks in the place of all but the foreign one. */
  async blank(...names: string[]): Promise<void> {
    await this.plug();
    for (const name of names) await this.add(name);
  }

  /** A blank disk more. */
  async add(name: string, sizeBytes = DISK_BYTES): Promise<string> {
    return (await this.lab.addDisk(0, name, sizeBytes)).file;
  }

  /** Images that are there already, in the place of all disks but the foreign one, in a machine that is off. */
  async plug(...names: string[]): Promise<void> {
    await this.kill();
    this.lab.disks.set(0, [FOREIGN, ...names].map((serial) => ({ file: this.file(serial), serial })));
  }

  keep(name: string, as: string): Promise<void> {
    return rename(this.file(name), this.file(as));
  }

  get guest(): Qemu {
    return this.lab.guest(0);
  }

  /** Starts the machine as far as the plan. What is to be mounted or claimed is neither yet. */
  async look(): Promise<Verdicts> {
    await this.kill();
    await this.lab.look(0);
    // The kernel loads what it lacks from its first root file system, which in the lab is another one.
    await this.guest.must("modprobe raid1");
    const { disks } = JSON.parse(await this.guest.must("cat /run/ramvisor/plan.json")) as { disks: PlannedDisk[] };
    return Object.fromEntries((this.lab.disks.get(0) ?? []).filter(({ serial }) => serial !== FOREIGN).map(({ serial }) => {
      const found = disks.find(({ id }) => id === `virtio-${serial}`);
      if (found === undefined) throw new Error(`the plan does not know the disk ${serial}: ${disks.map(({ id }) => id).join(" ")}`);
      return [serial, found];
    }));
  }

  /** Begins the disks' phase and does not wait for it. */
  async begin(): Promise<void> {
    await this.guest.must(`(setsid sh -c '${DISKS}' < /dev/null > /dev/null 2>&1 &)`);
  }

  /** What came of the disks' phase. */
  async outcomes(): Promise<StepOutcome[]> {
    return JSON.parse(await this.guest.must("cat /run/ramvisor/steps.disks.json")) as StepOutcome[];
  }

  /** The disks' phase to its end. @throws Error where a step of it fails */
  async disks(): Promise<StepOutcome[]> {
    const { code, text } = await this.guest.sh(DISKS, REBUILD_MS);
    const steps = await this.outcomes();
    const bad = steps.find(({ result }) => result === "failed" || result === "skipped");
    if (bad !== undefined) throw new Error(`${bad.action}: ${bad.error ?? bad.result}`);
    if (code !== 0) throw new Error(`the disks' phase ended with ${String(code)} ${text}`);
    this.checkForeign();
    return steps;
  }

  /** Cuts the power, where it is not off. */
  async kill(): Promise<void> {
    if (this.lab.guests.has(0)) await this.lab.kill(0);
    this.checkForeign();
  }

  /** @throws Error where the pool is not on a mirror of these two disks that becomes whole by itself: both in the array, both markers, equal copies */
  async mustBecomeWhole(...names: [string, string]): Promise<void> {
    const source = (await this.guest.sh(`findmnt -n -o SOURCE ${POOL}`)).text.trim();
    if (source !== "/dev/md0") throw new Error(`the pool is mounted from "${source}"`);
    await this.lab.untilShell(0, "cd /sys/block/md0/md && echo $(cat raid_disks degraded sync_action) | grep -x '2 0 idle'", REBUILD_MS);
    const states = names.map((name) => markerState(this.file(name)) ?? "none");
    if (states.some((is) => is !== "ready")) throw new Error(`the mirror is whole and its markers say ${states.join(" and ")}`);
    // Frozen, the file system has written all that it has, and the mirror answers a write once both disks have it.
    await this.guest.must(`fsfreeze -f ${POOL}`);
    const at = differenceOf(this.file(names[0]), this.file(names[1]));
    await this.guest.must(`fsfreeze -u ${POOL}`);
    if (at !== null) throw new Error(`the copies differ in the 4 MiB from byte ${String(at)} on`);
    this.checkForeign();
  }

  /** @throws Error where a byte of the foreign disk has changed */
  checkForeign(): void {
    if (digestOf(this.file(FOREIGN)) !== this.foreign) throw new Error("the foreign disk was written to");
  }

  async close(): Promise<void> {
    await this.lab.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** The verdicts in one line, for the tally: what the start after the kill found. */
export const told = (verdicts: Verdicts): string => Object.values(verdicts).map(({ reason }) => reason).join("+");
