import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import type { PairConf } from "../../../src/model/step.ts";
import { Guest, type LabDisk } from "./guest.ts";
import { labRootfs, type Rootfs } from "./rootfs.ts";
import { Switch } from "./switch.ts";

export const SECRET = "a secret of the lab, long enough";
const MIB = 1_048_576;
/** As small as a disk may be, and room for data and metadata beside it. */
export const DISK_BYTES = 288 * MIB;
const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));

export interface Resource {
  name: PairConf["name"];
  state: string;
  situation: string;
  primaryIndex: number | null;
  pool: string;
}

/** What the pair's phase last wrote down. */
export interface PairDocument {
  resources: Resource[];
  peers: { index: number; heard: boolean; why: string | null }[];
  steps: { action: string; result: string; error: string | null }[];
}

/** A site of small machines that are started from the same line, with their disks and the network between them. */
export class Lab {
  readonly network = new Switch();
  readonly guests = new Map<number, Guest>();
  /** Disks of each node, as its machine has them: what was written stays when the power goes. */
  readonly disks = new Map<number, LabDisk[]>();
  secret: string | null = SECRET;
  #looking: Promise<unknown> = Promise.resolve();

  private constructor(readonly rootfs: Rootfs, readonly dir: string, readonly count: number, private readonly changed: Map<number, string>) {}

  static async open(dir: string, count = 2): Promise<Lab> {
    return new Lab(await labRootfs(), dir, count, new Map());
  }

  mac(index: number): string {
    return this.changed.get(index) ?? `0a:00:00:00:00:0${index + 1}`;
  }

  address(index: number): string {
    return `10.0.0.${index + 1}`;
  }

  get line(): string {
    const nodes = Array.from({ length: this.count }, (_, index) => `mac.${this.mac(index)}.eth0.${this.address(index)}`);
    return [...nodes, "submask.24", "host.lab"].join(" ");
  }

  /** A new disk in a node; `serial` names it for ever. */
  async addDisk(index: number, serial: string, sizeBytes = DISK_BYTES): Promise<LabDisk> {
    const disk = { file: await makeBlankDisk(`${this.dir}/${serial}.img`, sizeBytes), serial };
    this.disks.set(index, [...(this.disks.get(index) ?? []), disk]);
    return disk;
  }

  removeDisk(index: number, serial: string): void {
    this.disks.set(index, (this.disks.get(index) ?? []).filter((disk) => disk.serial !== serial));
  }

  /** Another machine in a node's place: another hardware address, no disks. */
  replaceMachine(index: number): void {
    this.changed.set(index, `0a:00:00:00:01:0${index + 1}`);
    this.disks.set(index, []);
  }

  /** Starts a node's machine, has the agent look and plan, and leaves the pair's phase running in it. */
  async start(index: number): Promise<Guest> {
    const guest = await Guest.start(this.rootfs, this.network, { name: String(index), macs: [this.mac(index)], address: `${this.address(index)}/24`, line: this.line, disks: this.disks.get(index) ?? [] });
    this.guests.set(index, guest);
    const writer = (await readFile(WRITER)).toString("base64");
    await guest.must(`mkdir -p /run/ramvisor/site; ${this.secret === null ? "" : `echo '${this.secret}' > /run/ramvisor/site/pair.secret;`} echo ${writer} | base64 -d > /lab/writer.mjs; true`);
    // One look at a time: two translated guests on a busy machine do not read a disk in the five seconds that a look has.
    const looked = this.#looking.then(() => guest.must("for i in 1 2 3 4; do node /lab/ramvisor.cjs > /run/boot.log 2>&1; grep -q '\"reason\": \"unproved\"' /run/ramvisor/plan.json || break; done; [ -e /run/ramvisor/facts.json ]", 180_000));
    this.#looking = looked.catch(() => undefined);
    await looked;
    await guest.must("LOG_LEVEL=info setsid node /lab/ramvisor.cjs stage pair > /run/pair.log 2>&1 < /dev/null &");
    return guest;
  }

  guest(index: number): Guest {
    const guest = this.guests.get(index);
    if (guest === undefined) throw new Error(`node ${index} was not started`);
    return guest;
  }

  async document(index: number): Promise<PairDocument | null> {
    const { code, text } = await this.guest(index).sh("cat /run/ramvisor/pair.json");
    return code === 0 ? (JSON.parse(text) as PairDocument) : null;
  }

  /** Waits until a node's document is as `wanted` says. */
  async until(index: number, what: string, wanted: (document: PairDocument) => boolean, limitMs = 90_000): Promise<PairDocument> {
    const end = Date.now() + limitMs;
    let last: PairDocument | null = null;
    for (;;) {
      last = await this.document(index).catch(() => null);
      if (last !== null && wanted(last)) return last;
      if (Date.now() > end) throw new Error(`node ${index}: ${what} did not come true\n${JSON.stringify(last, null, 1)}\n${(await this.guest(index).sh("cat /proc/drbd; tail -15 /run/pair.log; dmesg | tail -15")).text}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Waits until the shell script succeeds in a node. */
  async untilShell(index: number, script: string, limitMs = 90_000): Promise<string> {
    const end = Date.now() + limitMs;
    for (;;) {
      const { code, text } = await this.guest(index).sh(script);
      if (code === 0) return text;
      if (Date.now() > end) throw new Error(`node ${index}: did not come true: ${script}\n${text}\n${(await this.guest(index).sh("cat /proc/drbd; tail -15 /run/pair.log; dmesg | tail -15")).text}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Pulls the plug. */
  async kill(index: number): Promise<void> {
    await this.guest(index).kill();
    this.guests.delete(index);
  }

  /** Goes down in order: unmounts, ends DRBD, and only then is switched off. */
  async shutDown(index: number): Promise<void> {
    await this.guest(index).must("pkill -f 'ramvisor.cjs stage pai[r]' || true; for m in /var/lib/ramvisor/pools/*; do umount $m 2>/dev/null; done; for r in $(ls /etc/drbd.d | sed -n 's/\\.res$//p'); do drbdadm down $r; done; sync");
    await this.kill(index);
  }

  async close(): Promise<void> {
    for (const guest of this.guests.values()) await guest.kill();
    this.network.close();
  }
}
