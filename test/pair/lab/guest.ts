import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseAccelerator, QEMU } from "../../../src/qemu/accelerator.ts";
import { awaitSocket } from "../../../src/qemu/sockets.ts";
import { Transcript } from "../../../src/qemu/transcript.ts";
import type { Rootfs } from "./rootfs.ts";
import type { Switch } from "./switch.ts";

export interface LabDisk {
  file: string;
  serial: string;
}

export interface GuestOptions {
  /** Its name at the switch. */
  name: string;
  macs: readonly string[];
  /** Of eth0, with its prefix; of eth1 where there is a second card. */
  address: string;
  storage?: string;
  /** The tokens that the agent goes by. */
  line: string;
  disks: readonly LabDisk[];
}

const running = new Set<ChildProcess>();
process.on("exit", () => { for (const child of running) child.kill("SIGKILL"); });

export interface Said {
  code: number;
  text: string;
}

/** One small machine of the lab: Debian's kernel and programs, no systemd, commands one after the other. */
export class Guest {
  readonly console = new Transcript();
  readonly ended: Promise<void>;
  #child: ChildProcess;
  #port!: Socket;
  #waiting = new Map<number, (said: Said) => void>();
  #next = 1;
  #over = false;

  private constructor(child: ChildProcess, dir: string) {
    this.#child = child;
    running.add(child);
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
    this.ended = new Promise((resolve) => {
      child.once("exit", () => {
        this.#over = true;
        running.delete(child);
        this.console.end(`QEMU has ended: ${stderr}`);
        for (const answer of this.#waiting.values()) answer({ code: -1, text: "the machine is off" });
        this.#waiting.clear();
        void rm(dir, { recursive: true, force: true }).finally(resolve);
      });
    });
  }

  /** Starts it; fulfilled when it takes commands. */
  static async start(rootfs: Rootfs, network: Switch, options: GuestOptions): Promise<Guest> {
    const { args } = await chooseAccelerator();
    const dir = await mkdtemp(join(tmpdir(), "ramvisor-lab-"));
    process.on("exit", () => { rmSync(dir, { recursive: true, force: true }); });
    const [serial, channel] = [await awaitSocket(join(dir, "serial")), await awaitSocket(join(dir, "channel"))];
    const words = ["quiet", "loglevel=4", "console=ttyS0", "panic=-1", "mitigations=off", `lab.address.${options.address}`, ...(options.storage === undefined ? [] : [`lab.storage.${options.storage}`]), options.line];
    const nics: string[] = [];
    for (const [index, mac] of options.macs.entries()) {
      const port = await network.plug(options.name);
      nics.push("-netdev", `socket,id=net${index},connect=127.0.0.1:${port}`, "-device", `virtio-net-pci,netdev=net${index},mac=${mac},romfile=`);
    }
    const disks = [
      ...rootfs.layers.map((file, index) => ({ file, serial: `LAYER${index}`, only: ",readonly=on" })),
      ...options.disks.map((disk) => ({ ...disk, only: "" })),
    ].flatMap(({ file, serial: number, only }, index) => [
      // A killed QEMU has written what it said was written: the page cache is this machine's.
      "-drive", `file=${file},format=raw,if=none,id=disk${index},cache=unsafe,discard=unmap${only}`,
      "-device", `virtio-blk-pci,drive=disk${index},serial=${number}`,
    ]);
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", QEMU, ...args, "-machine", "q35", "-m", "512", "-smp", "1", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
      "-chardev", `socket,id=serial,path=${serial.path}`, "-serial", "chardev:serial",
      "-device", "virtio-serial-pci", "-chardev", `socket,id=channel,path=${channel.path}`, "-device", "virtserialport,chardev=channel,name=lab",
      "-kernel", rootfs.kernel, "-initrd", rootfs.initrd, "-append", words.join(" "), ...nics, ...disks], { stdio: ["ignore", "ignore", "pipe"] });
    const guest = new Guest(child, dir);
    (await serial.connected).on("data", (bytes: Buffer) => { guest.console.add(bytes); }).on("error", () => undefined);
    guest.#port = await channel.connected;
    await guest.#listen();
    return guest;
  }

  /** Runs a shell script in the guest. Several calls are served one after the other. Code -1: the machine went off. */
  sh(script: string, limitMs = 120_000): Promise<Said> {
    if (this.#over) return Promise.resolve({ code: -1, text: "the machine is off" });
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { reject(new Error(`no answer within ${limitMs / 1000} s to: ${script}\nconsole:\n${this.console.text.slice(-2000)}`)); }, limitMs);
      this.#waiting.set(number, (said) => {
        clearTimeout(timer);
        resolve(said);
      });
      this.#port.write(`${number} ${Buffer.from(`${script}\n`).toString("base64")}\n`);
    });
  }

  /** The same for what has to succeed: its output. */
  async must(script: string, limitMs?: number): Promise<string> {
    const { code, text } = await this.sh(script, limitMs);
    if (code !== 0) throw new Error(`in the guest: ${script}\nended with ${code}: ${text}\nconsole:\n${this.console.text.slice(-1500)}`);
    return text;
  }

  /** The power is cut. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { reject(new Error(`the guest did not come up:\n${this.console.text.slice(-3000)}`)); }, 120_000);
      void this.ended.then(() => { reject(new Error(`QEMU has ended:\n${this.console.text.slice(-3000)}`)); });
      let pending = "";
      this.#port.setEncoding("utf8").on("error", () => undefined).on("data", (text: string) => {
        pending += text;
        const lines = pending.split("\n");
        pending = lines.pop() ?? "";
        for (const line of lines) {
          if (line === "ready") {
            clearTimeout(timer);
            resolve();
            continue;
          }
          const [number = "", code = "", said = ""] = line.split(" ");
          const waiting = this.#waiting.get(Number(number));
          this.#waiting.delete(Number(number));
          waiting?.({ code: Number(code), text: Buffer.from(said, "base64").toString("utf8") });
        }
      });
    });
  }
}
