import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { join } from "node:path";
import { chooseAccelerator, QEMU } from "../../../src/qemu/accelerator.ts";
import { Qmp } from "../../../src/qemu/qmp.ts";
import { awaitSocket } from "../../../src/qemu/sockets.ts";
import { Transcript } from "../../../src/qemu/transcript.ts";
import type { WriteCache } from "./cache.ts";
import { diskNames, diskPaths, machineArgs, type Parts } from "./machine.ts";
import type { Rootfs } from "./rootfs.ts";

const running = new Set<ChildProcess>();
const leftovers = new Set<string>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  for (const dir of leftovers) rmSync(dir, { recursive: true, force: true });
});

const READY_MS = 240_000;

export interface Said {
  code: number;
  text: string;
}

/** One QEMU of the lab, with the port through which it takes commands one after the other. */
export class Qemu {
  readonly console = new Transcript();
  readonly ended: Promise<void>;
  #child: ChildProcess;
  #port!: Socket;
  #monitor!: Qmp;
  #waiting = new Map<number, (said: Said) => void>();
  #next = 1;
  #over = false;
  #ready!: () => void;
  readonly #isReady = new Promise<void>((resolve) => { this.#ready = resolve; });

  private constructor(child: ChildProcess, dir: string, private readonly caches: readonly WriteCache[]) {
    this.#child = child;
    running.add(child);
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
    this.ended = new Promise((resolve) => {
      child.once("exit", () => {
        this.#over = true;
        running.delete(child);
        this.console.end(`QEMU has ended: ${stderr}`);
        for (const answer of this.#waiting.values()) answer({ code: -1, text: `the machine is off ${stderr}` });
        this.#waiting.clear();
        void Promise.all(caches.map((cache) => cache.end())).then(() => rm(dir, { recursive: true, force: true })).finally(resolve);
      });
    });
  }

  /** Starts it in `dir`, which it takes away when it ends, with its disks' caches. `state`: the kept memory to go on from; null: from the kernel's start. */
  static async start(rootfs: Rootfs, parts: Parts, dir: string, state: string | null, caches: readonly WriteCache[] = []): Promise<Qemu> {
    const { args } = await chooseAccelerator();
    leftovers.add(dir);
    const [serial, channel, monitor] = [await awaitSocket(join(dir, "serial")), await awaitSocket(join(dir, "channel")), await awaitSocket(join(dir, "monitor"))];
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", QEMU, ...args, ...machineArgs(rootfs, parts, { serial: serial.path, channel: channel.path, monitor: monitor.path }), ...(state === null ? [] : ["-incoming", `exec:cat ${state}`])], { stdio: ["ignore", "ignore", "pipe"] });
    const qemu = new Qemu(child, dir, caches);
    await Promise.race([qemu.#plug(serial.connected, channel.connected, monitor.connected), qemu.ended.then(() => qemu.console.waitFor(/$^/, 0))]);
    return qemu;
  }

  async #plug(serial: Promise<Socket>, channel: Promise<Socket>, monitor: Promise<Socket>): Promise<void> {
    (await serial).on("data", (bytes: Buffer) => { this.console.add(bytes); }).on("error", () => undefined);
    this.#monitor = new Qmp(await monitor);
    this.#port = await channel;
    this.#listen();
  }

  /** Fulfilled when it takes commands; a machine that goes on from a kept state takes them at once. */
  async ready(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(new Error(`the machine did not come up:\n${this.console.text.slice(-3000)}`)); }, READY_MS); });
    await Promise.race([this.#isReady, late, this.ended.then(() => { throw new Error(`QEMU has ended:\n${this.console.text.slice(-3000)}`); })]).finally(() => { clearTimeout(timer); });
  }

  /** Runs a shell script in it. Several calls are served one after the other. Code -1: the machine went off. */
  sh(script: string, limitMs = 180_000): Promise<Said> {
    if (this.#over) return Promise.resolve({ code: -1, text: `the machine is off; its console:\n${this.console.text.slice(-2000)}` });
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

  /** From now on no request to its disk is answered, or none that writes, or all are again, those that wait included. `index`: the disk's place among the node's. */
  async hang(index: number, what: "all" | "writes" | "none" = "all"): Promise<void> {
    const path = diskPaths[index] ?? "";
    await this.#monitor.command("block_set_io_throttle", { device: diskNames[index], bps: what === "all" ? 1 : 0, bps_rd: 0, bps_wr: what === "writes" ? 1 : 0, iops: 0, iops_rd: 0, iops_wr: 0 });
    // A byte a second: the first request is let through, and paid for by all that follow. One that writes puts back what stands there.
    const first = { all: `of=/dev/null iflag=direct`, writes: `of=${path} conv=notrunc oflag=direct`, none: null }[what];
    if (first !== null) await this.must(`dd if=${path} ${first} bs=4096 count=1 status=none > /dev/null 2>&1 < /dev/null &`);
  }

  /** Writes its memory to a file, at the end of which it stands still (QEMU, QMP reference: migrate). Not stopped before: who goes on from there would be, too. */
  async keep(file: string): Promise<void> {
    await this.#monitor.command("migrate", { uri: `exec:cat > ${file}` });
    for (const end = Date.now() + READY_MS; ;) {
      const { status } = (await this.#monitor.command("query-migrate")) as { status?: string };
      if (status === "completed") return;
      if (Date.now() > end || status === "failed") throw new Error(`the machine's state was not kept: ${String(status)}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** It is switched off: its disks write what they still have (QEMU, QMP reference: quit). */
  async off(): Promise<void> {
    await Promise.race([this.#monitor.command("quit").catch(() => undefined), this.ended]);
    await this.ended;
  }

  /** The power is cut. */
  async kill(): Promise<void> {
    // Together: the machine does not see that its disks are gone, nor they that it is.
    for (const cache of this.caches) cache.stop();
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  #listen(): void {
    let pending = "";
    this.#port.setEncoding("utf8").on("error", () => undefined).on("data", (text: string) => {
      pending += text;
      const lines = pending.split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "ready") {
          this.#ready();
          continue;
        }
        const [number = "", code = "", said = ""] = line.split(" ");
        const waiting = this.#waiting.get(Number(number));
        this.#waiting.delete(Number(number));
        waiting?.({ code: Number(code), text: Buffer.from(said, "base64").toString("utf8") });
      }
    });
  }
}
