import { spawn, type ChildProcess } from "node:child_process";
import { copyFile, appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Socket } from "node:net";
import { QEMU, chooseAccelerator, type Accelerator } from "./accelerator.ts";
import { NOWHERE, qemuArguments, type DiskSpec, type MachineSpec, type NicSpec } from "./arguments.ts";
import { MEDIUM_DEVICE, MEDIUM_DRIVE, type BootSpec, type MediumDrive } from "./boot-arguments.ts";
import { prepareFirmware, type Firmware } from "./firmware.ts";
import { Qmp } from "./qmp.ts";
import { awaitSocket } from "./sockets.ts";
import { Transcript } from "./transcript.ts";

export interface MachineOptions {
  /** Default: the one that a trial on this machine chooses. */
  accelerator?: Accelerator;
  /** Kernel and initrd with their command line (and an ISO in the CD drive); an ISO whose loader has its own, on a CD or a stick; or files by TFTP. */
  boot: { kernel: string; initrd: string; cmdline: string; overlay?: Uint8Array; cd?: string } | { iso: string; drive?: MediumDrive } | { folder: string; bootfile: string };
  firmware?: Firmware;
  memoryMiB?: number;
  cpus?: number;
  nics?: readonly NicSpec[];
  disks?: readonly DiskSpec[];
  freeSlots?: number;
  snapshot?: boolean;
  /** Gets every byte of the serial line as it comes. */
  onSerial?: (bytes: Uint8Array) => void;
}

/** Machines that still run: they are killed when this process ends, however it ends. */
const running = new Set<ChildProcess>();
const leftovers = new Set<string>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  for (const dir of leftovers) rmSync(dir, { recursive: true, force: true });
});

const JOINED = "initrd.img";
const POLL_MS = 250;
/** A loader that still reads is never quiet for so long; a kernel has only begun to unpack itself by then. */
const QUIET_POLLS = 8;

async function bootSpec(boot: MachineOptions["boot"], dir: string): Promise<BootSpec> {
  if ("iso" in boot) return { kind: "iso", iso: boot.iso, drive: boot.drive ?? "cd" };
  if ("folder" in boot) return { kind: "net", ...boot };
  return { kind: "kernel", kernel: boot.kernel, initrd: await withOverlay(boot.initrd, boot.overlay, dir), cmdline: boot.cmdline, ...(boot.cd === undefined ? {} : { cd: boot.cd }) };
}

/** initrd and site overlay as one file, as a boot loader would place them in memory: each part begins on 4 bytes. */
async function withOverlay(initrd: string, overlay: Uint8Array | undefined, dir: string): Promise<string> {
  if (overlay === undefined) return initrd;
  const joined = join(dir, JOINED);
  await copyFile(initrd, joined);
  const { size } = await stat(joined);
  await appendFile(joined, Buffer.alloc((4 - (size % 4)) % 4));
  await appendFile(joined, overlay);
  return joined;
}

/** One machine in QEMU: its console, its monitor, its end. */
export class Machine {
  readonly transcript = new Transcript();
  readonly accelerator: Accelerator;
  /** Fulfilled when QEMU has ended, with what it wrote to standard error. */
  readonly ended: Promise<{ code: number | null; stderr: string }>;
  #child: ChildProcess;
  #serial!: Socket;
  #qmp!: Qmp;
  #over = false;
  #nextNic = 0;
  #boot: BootSpec;

  private constructor(child: ChildProcess, accelerator: Accelerator, boot: BootSpec, dir: string) {
    this.#child = child;
    this.#boot = boot;
    this.accelerator = accelerator;
    running.add(child);
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
    this.ended = new Promise((resolve) => {
      const finish = (code: number | null, note = ""): void => {
        if (this.#over) return;
        this.#over = true;
        running.delete(child);
        leftovers.delete(dir);
        // Bytes of the last moment may still be on their way through the socket.
        setTimeout(() => {
          const said = `${stderr}${note}`.trim();
          this.transcript.end(`QEMU has ended${said === "" ? "" : ` (${said})`}`);
          void rm(dir, { recursive: true, force: true }).finally(() => { resolve({ code, stderr: said }); });
        }, 50);
      };
      child.once("error", (error) => { finish(null, error.message); });
      child.once("exit", (code) => { finish(code); });
    });
  }

  /** Starts QEMU and connects to its console and monitor. Rejects with QEMU's own words where it does not start. */
  static async start(options: MachineOptions): Promise<Machine> {
    const accelerator = options.accelerator ?? (await chooseAccelerator());
    const dir = await mkdtemp(join(tmpdir(), "ramvisor-qemu-"));
    leftovers.add(dir);
    const serial = await awaitSocket(join(dir, "serial"));
    const monitor = await awaitSocket(join(dir, "qmp"));
    const spec: MachineSpec = {
      acceleratorArgs: accelerator.args,
      memoryMiB: options.memoryMiB ?? 1536,
      cpus: options.cpus ?? accelerator.cpus,
      boot: await bootSpec(options.boot, dir),
      uefi: await prepareFirmware(options.firmware ?? "bios", dir),
      nics: options.nics ?? [],
      disks: options.disks ?? [],
      freeSlots: options.freeSlots ?? 0,
      snapshot: options.snapshot ?? false,
      serialSocket: serial.path,
      qmpSocket: monitor.path,
    };
    // setpriv (util-linux): QEMU ends with this process even where that one is killed without a chance to tidy up.
    // A process group of its own keeps Ctrl-C of the terminal away from QEMU: this process decides.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", QEMU, ...qemuArguments(spec)], { stdio: ["ignore", "ignore", "pipe"], detached: true });
    const machine = new Machine(child, accelerator, spec.boot, dir);
    const first = await Promise.race([Promise.all([serial.connected, monitor.connected]), machine.ended]);
    serial.close();
    monitor.close();
    if (!Array.isArray(first)) throw new Error(`QEMU does not start: ${first.stderr || `status ${String(first.code)}`}`);
    [machine.#serial] = first;
    machine.#qmp = new Qmp(first[1]);
    machine.#serial.on("data", (bytes) => {
      machine.transcript.add(bytes);
      options.onSerial?.(bytes);
    });
    machine.#serial.on("error", () => undefined);
    // QEMU answers once it has read its files; the copy is large, and a run that is killed would leave it behind.
    await machine.monitor("query-status").catch(() => undefined);
    if ("overlay" in options.boot) await rm(join(dir, JOINED), { force: true });
    return machine;
  }

  get running(): boolean {
    return !this.#over;
  }

  /** Process id of QEMU. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Waits for text on the serial console: see Transcript.waitFor. */
  waitFor(pattern: RegExp, timeoutMs: number, from = 0): Promise<RegExpExecArray> {
    return this.transcript.waitFor(pattern, timeoutMs, from);
  }

  /** Types on the serial console, byte by byte as given; Enter is `\r`. */
  type(text: string | Uint8Array): void {
    if (!this.#over) this.#serial.write(text);
  }

  /** Runs one command of QEMU's monitor protocol. */
  monitor(execute: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return this.#qmp.command(execute, args);
  }

  /** Plugs a virtio network card into a free slot while the machine runs; its cable leads nowhere. */
  async plugNic(mac: string): Promise<void> {
    const index = this.#nextNic++;
    const id = `late${String(index)}`;
    await this.monitor("netdev_add", { type: "socket", id, udp: NOWHERE, localaddr: "127.0.0.1:0" });
    await this.monitor("device_add", { driver: "virtio-net-pci", id: `${id}-card`, netdev: id, mac, bus: `slot${String(index)}` });
  }

  /**
   * Waits until so many bytes were read from the CD or stick, and then no more for a while: firmware and loader read
   * something of their own as well. False where the limit passes first, or QEMU ends.
   */
  async mediumLoaded(bytes: number, timeoutMs: number): Promise<boolean> {
    let [seen, quietPolls] = [0, 0];
    for (const end = Date.now() + timeoutMs; this.running && Date.now() < end; ) {
      const drives = (await this.monitor("query-blockstats").catch(() => [])) as { device?: string; stats: { rd_bytes: number } }[];
      const read = drives.find(({ device }) => device === MEDIUM_DRIVE)?.stats.rd_bytes ?? 0;
      quietPolls = read === seen ? quietPolls + 1 : 0;
      if (read >= bytes && quietPolls >= QUIET_POLLS) return true;
      seen = read;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return false;
  }

  /** Pulls the medium: empties the CD drive, even where the guest has locked the tray, or unplugs the stick. */
  async pullMedium(): Promise<void> {
    if (this.#boot.kind === "iso" && this.#boot.drive === "cd") await this.monitor("eject", { id: MEDIUM_DEVICE, force: true });
    else await this.monitor("device_del", { id: MEDIUM_DEVICE });
  }

  /** Presses the power button and waits for the guest to switch off; false where it has not within the limit. */
  async powerDown(timeoutMs: number): Promise<boolean> {
    await this.monitor("system_powerdown");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => { timer = setTimeout(() => { resolve(false); }, timeoutMs); });
    const off = await Promise.race([this.ended.then(() => true), late]);
    clearTimeout(timer);
    return off;
  }

  /** Ends QEMU at once, as if the power was cut; fulfilled when it is gone. */
  async stop(): Promise<void> {
    if (!this.#over) this.#child.kill("SIGKILL");
    await this.ended;
  }
}
