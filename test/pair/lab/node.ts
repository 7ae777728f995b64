import { open } from "node:fs/promises";
import type { DrbdMeta } from "../../../src/model/facts.ts";
import { META_BYTES, metaOffset, parseDrbdMeta } from "../../../src/raid/drbdMeta.ts";
import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import type { Trouble } from "../../../src/model/pair.ts";
import type { PairConf } from "../../../src/model/step.ts";
import type { Region } from "./compare.ts";
import { type LabCard, type LabDisk, startGuest } from "./guest.ts";
import { diskPaths } from "./machine.ts";
import type { Qemu } from "./qemu.ts";
import { labRootfs, type Rootfs } from "./rootfs.ts";
import { Switch } from "./switch.ts";

export const SECRET = "a secret of the lab, long enough";
const MIB = 1_048_576;
/** sysfs and DRBD count in units of 512 bytes. */
const SECTOR = 512;
/** Machines that are emulated beside others are slow. */
const WAIT_MS = 300_000;
/** The disks' phase, as the unit of a whole machine starts it. */
export const DISKS = "/lab/ramvisor stage disks > /run/disks.log 2>&1";
/** As small as a disk may be, and room for data and metadata beside it. */
export const DISK_BYTES = 288 * MIB;

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
  peers: { index: number; heard: boolean; why: string | null; trouble: Trouble | null }[];
  links: Record<string, { lostAt: number | null; wasWhole: boolean; peerAheadTime: string | null }>;
  steps: { action: string; result: string; error: string | null }[];
}

/** A site of small machines that are started from the same line, with their disks and the network between them. */
export class Lab {
  readonly network = new Switch();
  readonly guests = new Map<number, Qemu>();
  /** Disks of each node, as its machine has them: what was written stays when the power goes. */
  readonly disks = new Map<number, LabDisk[]>();
  secret: string | null = SECRET;
  /** Further cards for replication: none, one in a network of all nodes, or a cable of its own to each neighbour in the ring. */
  storage: "none" | "shared" | "cables" = "none";
  family: 4 | 6 = 4;
  /** Whether nodes let in only what the agent's own rules do, from before their pair's phase on. */
  firewall = false;
  /** Whether disks lose what was not flushed when the power is cut. */
  forgetful = false;
  #looking: Promise<unknown> = Promise.resolve();

  /** Words that are added to the line of one node alone, as typed at its loader's prompt. */
  readonly typed = new Map<number, string>();

  /** How many nodes the line names from the next start on. */
  count: number;

  private constructor(readonly rootfs: Rootfs, readonly dir: string, count: number, private readonly changed: Map<number, string>) {
    this.count = count;
  }

  static async open(dir: string, count = 2): Promise<Lab> {
    return new Lab(await labRootfs(), dir, count, new Map());
  }

  mac(index: number): string {
    return this.changed.get(index) ?? `0a:00:00:00:00:0${index + 1}`;
  }

  address(index: number, net = 0): string {
    return this.family === 6 ? `2001:db8:${net === 0 ? "" : `${net}:`}:${index + 1}` : `10.${net}.0.${index + 1}`;
  }

  /** A node's cards, with the addresses that the line gives them. */
  cards(index: number): LabCard[] {
    const prefix = this.family === 6 ? 64 : 24;
    const further = (place: number, net: number): LabCard => ({ mac: this.mac(index).replace(/^0a/, `${place}e`), address: `${this.address(index, net)}/${prefix}`, net });
    const before = (index + this.count - 1) % this.count;
    const cables = { none: [], shared: [further(0, 1)], cables: [further(0, index + 1), further(2, before + 1)] }[this.storage];
    return [{ mac: this.mac(index), address: `${this.address(index)}/${prefix}`, net: 0 }, ...cables];
  }

  get line(): string {
    const nodes = Array.from({ length: this.count }, (_, index) => this.cards(index).map(({ mac, address }, card) => `mac.${mac}.eth${card}.${address}`));
    return [...nodes.flat(), "host.lab"].join(" ");
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

  /** Starts a node's machine, has the agent look, plan and do its disks' phase, and leaves the pair's phase running in it. */
  async start(index: number): Promise<Qemu> {
    const guest = await this.look(index);
    await guest.must(`! grep -qE '"action": "(disk.claim|pool.mount|pair.attach)"' /run/ramvisor/plan.json || ${DISKS}`, WAIT_MS);
    await this.startPair(index);
    return guest;
  }

  /** Leaves the pair's phase running in a node's machine. */
  async startPair(index: number): Promise<void> {
    await this.guest(index).must("LOG_LEVEL=info setsid /lab/ramvisor stage pair > /run/pair.log 2>&1 < /dev/null &");
  }

  /** As far as the plan, and no step for disks. */
  async look(index: number): Promise<Qemu> {
    const guest = await startGuest(this.rootfs, this.network, { name: String(index), cards: this.cards(index), line: [this.line, this.typed.get(index) ?? []].flat().join(" "), disks: this.disks.get(index) ?? [], forgetful: this.forgetful });
    this.guests.set(index, guest);
    if (this.secret !== null) await guest.must(`mkdir -p /run/ramvisor/site; echo '${this.secret}' > /run/ramvisor/site/pair.secret`);
    // One look at a time: translated guests on a busy machine are slow enough.
    const looked = this.#looking.then(() => guest.must("for i in 1 2 3 4; do /lab/ramvisor > /run/boot.log 2>&1; grep -qE '\"reason\": \"(unproved|unreadable)\"' /run/ramvisor/plan.json || break; done; [ -e /run/ramvisor/facts.json ]", WAIT_MS));
    this.#looking = looked.catch(() => undefined);
    await looked;
    if (this.firewall) await guest.must("modprobe -a nf_tables nft_ct && nft -f /etc/nftables.conf");
    return guest;
  }

  guest(index: number): Qemu {
    const guest = this.guests.get(index);
    if (guest === undefined) throw new Error(`node ${index} was not started`);
    return guest;
  }

  /** Where a resource's data lies on a node's disk, as DRBD was told there; null where the node has no side of it. */
  async dataOf(index: number, resource: string): Promise<Region | null> {
    const { code, text } = await this.guest(index).sh(`sed -n 's/^  disk \\(.*\\);$/\\1/p; s/^ *size \\(.*\\)s;$/\\1/p' /etc/drbd.d/${resource}.res`);
    const [partition = "", sectors = ""] = text.trim().split("\n");
    if (code !== 0) return null;
    const disk = this.disks.get(index)?.[diskPaths.indexOf(partition.replace(/\d+$/, ""))];
    if (disk === undefined) throw new Error(`node ${index} has no disk for ${resource}: ${text}`);
    const start = await this.guest(index).must(`cat /sys/class/block/${partition.replace("/dev/", "")}/start`);
    return { file: disk.file, startByte: Number(start) * SECTOR, bytes: Number(sectors) * SECTOR };
  }

  /** What DRBD has noted on a node's side by now; null where the node has none, or nothing is noted. */
  async metaOf(index: number, resource: string): Promise<DrbdMeta | null> {
    const data = await this.dataOf(index, resource);
    if (data === null) return null;
    await this.flush(index);
    const partition = (await this.guest(index).must(`sed -n 's/^  disk \\/dev\\/\\(.*\\);$/\\1/p' /etc/drbd.d/${resource}.res`)).trim();
    const partitionBytes = Number(await this.guest(index).must(`cat /sys/class/block/${partition}/size`)) * SECTOR;
    const disk = await open(data.file, "r");
    const { buffer } = await disk.read(Buffer.alloc(META_BYTES), 0, META_BYTES, data.startByte + metaOffset(partitionBytes)).finally(() => disk.close());
    return parseDrbdMeta(buffer);
  }

  async document(index: number): Promise<PairDocument | null> {
    const { code, text } = await this.guest(index).sh("cat /run/ramvisor/pair.json");
    return code === 0 ? (JSON.parse(text) as PairDocument) : null;
  }

  /** Waits until a node's document is as `wanted` says. */
  async until(index: number, what: string, wanted: (document: PairDocument) => boolean, limitMs = WAIT_MS): Promise<PairDocument> {
    const end = Date.now() + limitMs;
    let last: PairDocument | null = null;
    for (;;) {
      last = await this.document(index).catch(() => null);
      if (last !== null && wanted(last)) return last;
      if (Date.now() > end) throw new Error(`node ${index}: ${what} did not come true\n${JSON.stringify(last, null, 1)}\n${await this.#logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Waits until the shell script succeeds in a node. */
  async untilShell(index: number, script: string, limitMs = WAIT_MS): Promise<string> {
    const end = Date.now() + limitMs;
    for (;;) {
      const { code, text } = await this.guest(index).sh(script);
      if (code === 0) return text;
      if (Date.now() > end) throw new Error(`node ${index}: did not come true: ${script}\n${text}\n${await this.#logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** What all nodes have to say, for an error. */
  async #logs(): Promise<string> {
    const said = [...this.guests].map(async ([index, guest]) => `node ${String(index)}:\n${(await guest.sh("cat /proc/drbd; tail -15 /run/pair.log; dmesg | tail -15").catch(() => ({ text: "it does not answer" }))).text}`);
    return (await Promise.all(said)).join("\n");
  }

  /** Pulls the plug. */
  async kill(index: number): Promise<void> {
    await this.guest(index).kill();
    this.guests.delete(index);
  }

  /** Goes down in order, as systemd does: the pair's phase ends, then pools are unmounted, DRBD ends, and only then it is switched off. */
  async shutDown(index: number): Promise<void> {
    await this.guest(index).must("pkill -f 'ramvisor.cjs stage pai[r]' || true; for _ in $(seq 100); do pgrep -f 'ramvisor.cjs stage pai[r]' > /dev/null || break; sleep 0.2; done; for m in /var/lib/ramvisor/pools/*; do umount $m 2>/dev/null; done; /lab/ramvisor stage pair-end > /run/pair-end.log 2>&1; for r in $(ls /etc/drbd.d | sed -n 's/\\.res$//p'); do drbdadm down $r; done; sync");
    await this.guest(index).off();
    this.guests.delete(index);
  }

  /** Has a node's disks write what they hold in their caches. */
  async flush(index: number): Promise<void> {
    const paths = diskPaths.slice(0, this.disks.get(index)?.length ?? 0);
    await this.guest(index).must(`for d in ${paths.join(" ")}; do dd if=/dev/null of=$d conv=notrunc,fsync status=none || exit 1; done`);
  }

  async close(): Promise<void> {
    for (const guest of this.guests.values()) await guest.kill();
    this.network.close();
  }
}
