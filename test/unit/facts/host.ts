import { Volume } from "memfs";
import type { DiskReader, FactsOptions } from "../../../src/facts/index.ts";
import { eachOf } from "../../../src/facts/each.ts";
import { readFacts } from "../../../src/facts/index.ts";
import type { Facts } from "../../../src/model/facts.ts";
import type { ReadFs, Run, RunResult } from "../../../src/model/ports.ts";
import { readFsOver } from "../../../src/ports/fs.ts";

/** An error as node:fs gives it. */
export function errno(code: string, text: string): Error {
  return Object.assign(new Error(`${code}: ${text}, read`), { code });
}

export interface FakeDisk {
  sizeBytes: number;
  /** `254:0`. */
  device: string;
  /** Bytes that are not zero. */
  bytes?: [offset: number, bytes: Uint8Array][];
  openError?: Error;
  /** Reads that touch these bytes fail with this. */
  readError?: [from: number, to: number, error: Error];
  /** Reads at or behind this offset never come back. */
  hangsAt?: number;
  /** Each read takes so long. */
  readMs?: number;
  inUse?: boolean;
  /** Reads give this many bytes less than asked for. */
  shortBy?: number;
}

/** A machine made of files, links and answers; nothing of it is the machine that the test runs on. */
export class FakeHost {
  readonly volume = new Volume();
  readonly failing = new Map<string, Error>();
  readonly answers = new Map<string, Partial<RunResult>>();
  readonly disks = new Map<string, FakeDisk>();
  /** Paths of disks that were opened and not closed yet. */
  readonly left: string[] = [];
  private readonly links = new Set<string>();
  /** Every program started, with its arguments. */
  readonly started: string[] = [];
  /** Offsets read, per disk path. */
  readonly reads = new Map<string, number[]>();

  constructor() {
    this.file("/proc/self/mountinfo", "22 1 0:21 / /proc rw - proc proc rw\n").file("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
    this.file("/proc/cpuinfo", "processor\t: 0\nmodel name\t: QEMU Virtual CPU\nphysical id\t: 0\ncore id\t: 0\nflags\t: fpu svm\n\nprocessor\t: 1\nphysical id\t: 0\ncore id\t: 0\n\n");
    this.file("/proc/meminfo", "MemTotal:         987552 kB\nMemFree: 1 kB\n").file("/proc/sys/kernel/osrelease", "6.12.57+deb13-amd64\n");
    this.file("/sys/class/dmi/id/sys_vendor", "QEMU\n").file("/sys/class/dmi/id/product_name", "Standard PC\n");
    this.volume.mkdirSync("/sys/class/net", { recursive: true });
    this.volume.mkdirSync("/sys/block", { recursive: true });
  }

  file(path: string, text: string): this {
    this.volume.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    this.volume.writeFileSync(path, text);
    return this;
  }

  /** A link in place of the one that may be there. */
  link(path: string, target: string): this {
    if (this.links.has(path)) this.volume.unlinkSync(path);
    this.links.add(path);
    this.volume.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    this.volume.symlinkSync(target, path);
    return this;
  }

  /** Takes away a file or a link (not what it points at). */
  gone(path: string): this {
    this.volume.unlinkSync(path);
    return this;
  }

  /** A card of hardware, as the kernel shows one that is down. */
  nic(name: string, mac: string, attributes: Record<string, string> = {}, slot = "0000:00:03.0", driver = "e1000e"): this {
    const place = `/sys/devices/pci0000:00/${slot}`;
    this.volume.mkdirSync(place, { recursive: true });
    this.link(`${place}/subsystem`, "../../../bus/pci").link(`${place}/driver`, `../../../bus/pci/drivers/${driver}`);
    this.virtualNic(name, mac, { addr_assign_type: "0", ...attributes });
    this.link(`/sys/class/net/${name}/device`, place);
    return this.fails(`/sys/class/net/${name}/carrier`, errno("EINVAL", "invalid argument")).fails(`/sys/class/net/${name}/speed`, errno("EINVAL", "invalid argument"));
  }

  virtualNic(name: string, mac: string, attributes: Record<string, string> = {}): this {
    const all = { ifindex: "2", address: mac, flags: "0x1002", ...attributes };
    for (const [key, value] of Object.entries(all)) this.file(`/sys/class/net/${name}/${key}`, `${value}\n`);
    return this;
  }

  /** A disk in sysfs, and what can be read from it; `place` is its parent in the device tree. */
  disk(name: string, fake: FakeDisk, attributes: Record<string, string> = {}, place = "/sys/devices/pci0000:00/0000:00:04.0/virtio1"): this {
    const dir = `${place}/block/${name}`;
    const all = { size: String(fake.sizeBytes / 512), removable: "0", ro: "0", "queue/logical_block_size": "512", "queue/rotational": "0", diskseq: "9", dev: fake.device, ...attributes };
    for (const [key, value] of Object.entries(all)) this.file(`${dir}/${key}`, `${value}\n`);
    this.volume.mkdirSync(`${dir}/holders`, { recursive: true });
    if (!this.volume.existsSync(`${dir}/device`)) this.link(`${dir}/device`, place);
    this.link(`/sys/block/${name}`, dir);
    this.disks.set(`/dev/${name}`, fake);
    return this;
  }

  fails(path: string, error: Error): this {
    this.failing.set(path, error);
    return this;
  }

  answer(commandLine: string, result: Partial<RunResult>): this {
    this.answers.set(commandLine, result);
    return this;
  }

  get fs(): ReadFs {
    const memory = readFsOver(this.volume.promises as unknown as Parameters<typeof readFsOver>[0]);
    const failing = this.failing;
    const guarded = <T>(call: (path: string) => Promise<T>) => async (path: string): Promise<T> => {
      const error = failing.get(path);
      if (error !== undefined) throw error;
      return call(path);
    };
    return { readText: guarded(memory.readText), list: guarded(memory.list), readLink: guarded(memory.readLink), realPath: guarded(memory.realPath), exists: memory.exists };
  }

  /** blkid and wipefs find nothing unless told otherwise; any other program is not there. */
  get run(): Run {
    return (program, args) => {
      const commandLine = [program, ...args].join(" ");
      this.started.push(commandLine);
      const usual: Partial<RunResult> = program === "blkid" ? { code: 2 } : program === "wipefs" ? { code: 0, stdout: '{"signatures":[]}' } : { code: null, failure: "not-found" };
      return Promise.resolve({ code: 0, stdout: "", stderr: "", failure: null, ...(this.answers.get(commandLine) ?? usual) });
    };
  }

  get reader(): DiskReader {
    return {
      allocate: (bytes) => new Uint8Array(bytes),
      open: (path) => {
        const disk = this.disks.get(path);
        if (disk === undefined) return Promise.reject(errno("ENOENT", "no such file or directory"));
        if (disk.openError !== undefined) return Promise.reject(disk.openError);
        this.left.push(path);
        const read = (buffer: Uint8Array, offset: number): Promise<number> => this.read(path, disk, buffer, offset);
        return Promise.resolve({
          device: disk.device,
          read,
          readEach: (places, length, buffer, seen, atOnce) => eachOf((part, place, done) => { read(part, place).then((bytes) => { done(null, bytes); }, (error: unknown) => { done(error as Error, 0); }); }, places, length, buffer, seen, atOnce),
          size: () => Promise.resolve(disk.sizeBytes),
          close: () => {
            this.left.splice(this.left.indexOf(path), 1);
            return disk.hangsAt === undefined ? Promise.resolve() : new Promise<void>(() => undefined);
          },
        });
      },
      inUse: (path) => Promise.resolve(this.disks.get(path)?.inUse ?? false),
    };
  }

  private async read(path: string, disk: FakeDisk, buffer: Uint8Array, offset: number): Promise<number> {
    this.reads.set(path, [...(this.reads.get(path) ?? []), offset]);
    if (disk.hangsAt !== undefined && offset >= disk.hangsAt) return new Promise<number>(() => undefined);
    if (disk.readMs !== undefined) await new Promise((resolve) => setTimeout(resolve, disk.readMs));
    const [from, to, error] = disk.readError ?? [0, 0];
    if (error !== undefined && offset < to && offset + buffer.length > from) throw error;
    buffer.fill(0);
    for (const [at, bytes] of disk.bytes ?? []) {
      const first = Math.max(at, offset);
      const end = Math.min(at + bytes.length, offset + buffer.length);
      if (first < end) buffer.set(bytes.subarray(first - at, end - at), first - offset);
    }
    return Math.min(buffer.length, disk.sizeBytes - offset) - (disk.shortBy ?? 0);
  }

  facts(options: Partial<FactsOptions> = {}): Promise<Facts> {
    return readFacts({ fs: this.fs, run: this.run, disks: this.reader }, { version: "test", inventory: "boot", diskSlots: 3, ...options });
  }
}
