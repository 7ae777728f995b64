import { mkdtempSync, rmSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { ensureImage, type ImagePaths } from "../../../src/medium/index.ts";
import { makeIso } from "../../../src/medium/iso.ts";
import { makeSiteOverlay } from "../../../src/medium/overlay.ts";
import type { SiteFiles } from "../../../src/personal/overlay.ts";
import type { MediumDrive } from "../../../src/qemu/boot-arguments.ts";
import { lineNetwork } from "../../../src/qemu/line-network.ts";
import { Machine, type MachineOptions } from "../../../src/qemu/machine.ts";
import { CONSOLES } from "../../../src/qemu/prepare.ts";
import { lastReadyLine, type ReadyLine } from "../../../src/qemu/ready-line.ts";
import { freePort } from "../../../src/qemu/sockets.ts";

/** A boot takes 20 to 40 s where it is translated on an idle machine, and minutes on a busy one. */
export const BOOT_MS = 420_000;

/** Programs that no start reads (src/medium/start-files.txt): they run only where the whole root file system is in RAM. */
export const UNREAD = "drbdadm --version >/dev/null && qemu-img --version && apt-get --version && less --version";

export interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder for one test file: a key pair for SSH, disks, and what else it needs; gone at the end. */
export class Bench {
  readonly dir = mkdtempSync(join(tmpdir(), "ramvisor-vm-"));
  readonly key = join(this.dir, "key");
  image!: ImagePaths;
  /** Every machine that was started here: none outlives the bench. */
  readonly machines: Machine[] = [];

  async open(): Promise<void> {
    // The runner has built it already and says where it is.
    const given = process.env["RAMVISOR_TEST_IMAGE"];
    this.image = given === undefined ? await ensureImage({ say: () => undefined }) : (JSON.parse(given) as ImagePaths);
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ramvisor-test", "-f", this.key]);
  }

  /** The site overlay that lets this test in over SSH. */
  async overlay(more: SiteFiles = {}): Promise<Buffer> {
    return makeSiteOverlay({ ...more, authorized_keys: await readFile(`${this.key}.pub`, "utf8") });
  }

  /** A personal ISO with the line, as QEMU's network can serve it, and the key of this test. */
  async personalIso(line: string): Promise<string> {
    const [site, iso] = [this.path("site.img"), this.path("personal.iso")];
    await writeFile(site, await this.overlay());
    await makeIso({ ...this.image, site, cmdline: `${lineNetwork(parseCmdline(line).site, line).line} ${CONSOLES}` }, iso);
    return iso;
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.stop()));
  }

  async close(): Promise<void> {
    await this.stopAll();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const SSH_OPTIONS = [
  "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
  "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20",
];

export interface BootOptions extends Pick<MachineOptions, "accelerator" | "firmware" | "disks" | "freeSlots" | "memoryMiB" | "cpus"> {
  line: string;
  /** Hardware addresses of the machine's cards, in the order in which it sees them. */
  macs: readonly string[];
  /** Which of them is on QEMU's network; default: the first. */
  connected?: string;
  /** Start from this ISO, whose loader has its own line, in place of kernel and initrd; from a CD unless another drive is named. */
  iso?: string;
  drive?: MediumDrive;
  /** Start from the network, with the files of this folder. */
  net?: { folder: string; bootfile: string };
  /** Put the key into the site overlay; with an ISO it is the ISO's own business. */
  withKey?: boolean;
  /** Further files of the site overlay. */
  site?: SiteFiles;
  /** The first card is plugged into a switch, at this port; SSH is reached through `ssh` of 127.0.0.1. */
  plug?: { port: number; ssh: number };
  /** A further cpio archive that the kernel unpacks over the initramfs. */
  patch?: Uint8Array;
}

/** A started host and the ways into it. */
export class Host {
  readonly machine: Machine;
  readonly port: number;
  #bench: Bench;
  #wrapper: string | null = null;

  private constructor(bench: Bench, machine: Machine, port: number) {
    this.#bench = bench;
    this.machine = machine;
    this.port = port;
  }

  static async boot(bench: Bench, options: BootOptions): Promise<Host> {
    const { network, guest, line } = lineNetwork(parseCmdline(options.line).site, options.line);
    const port = options.plug?.ssh ?? (await freePort());
    const connected = options.connected ?? options.macs[0];
    const machine = await Machine.start({
      boot: options.net ?? (options.iso !== undefined
        ? { iso: options.iso, drive: options.drive ?? "cd" }
        : { kernel: bench.image.vmlinuz, initrd: bench.image.initrd, cmdline: `${line} ${CONSOLES}`, overlay: Buffer.concat([...(options.withKey === false ? [] : [await bench.overlay(options.site)]), options.patch ?? Buffer.alloc(0)]) }),
      nics: options.macs.map((mac) => (mac === connected
        ? options.plug !== undefined ? { mac, network: { switchPort: options.plug.port } } : { mac, network, forwards: guest === null ? [] : [{ hostPort: port, guest, guestPort: 22 }] }
        : { mac, network: null })),
      disks: options.disks ?? [],
      firmware: options.firmware ?? "bios",
      freeSlots: options.freeSlots ?? 0,
      memoryMiB: options.memoryMiB ?? 1536,
      ...(options.cpus === undefined ? {} : { cpus: options.cpus }),
      ...(options.accelerator === undefined ? {} : { accelerator: options.accelerator }),
    });
    bench.machines.push(machine);
    return new Host(bench, machine, port);
  }

  /** Waits for the READY line. A machine that is slow may say NOT-READY first, and READY once it is: the limit is the same. */
  async ready(from = 0, limitMs = BOOT_MS): Promise<ReadyLine> {
    const end = Date.now() + limitMs;
    for (let at = from; ; ) {
      const said = await this.line(at, Math.max(1000, end - Date.now()));
      if (said.ready || said.outcome !== "configured") return said;
      at += this.machine.transcript.text.slice(at).indexOf(said.line) + said.line.length;
    }
  }

  /** Waits for the READY or NOT-READY line, and gives what it says. */
  async line(from = 0, limitMs = BOOT_MS): Promise<ReadyLine> {
    await this.machine.waitFor(/RAMVISOR (?:NOT-)?READY outcome=[^\n]*\n|Kernel panic - |the agent failed/, limitMs, from);
    const found = lastReadyLine(this.machine.transcript.text.slice(from));
    if (found === null) throw new Error(`the machine has failed:\n${this.machine.transcript.text.slice(from).split("\n").slice(-40).join("\n")}`);
    return found;
  }

  #ssh(...command: string[]): string[] {
    return ["-i", this.#bench.key, ...SSH_OPTIONS, "-p", String(this.port), "root@127.0.0.1", ...command];
  }

  /** Runs a shell command on the host over SSH; never rejects. */
  async ssh(command: string, options: { input?: string | Uint8Array; limitMs?: number } = {}, tries = 3): Promise<Answer> {
    const { exitCode, stdout, stderr } = await execa("ssh", this.#ssh(command), {
      reject: false, timeout: options.limitMs ?? 120_000, ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
    });
    // sshd starts anew when it gets host keys that are kept: nothing was run yet, so it may be asked again.
    if (exitCode === 255 && stderr.includes("kex_exchange_identification") && tries > 0) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return this.ssh(command, options, tries - 1);
    }
    return { code: exitCode ?? -1, stdout, stderr };
  }

  /** Runs a shell command that has to succeed, and gives its standard output. */
  async run(command: string, limitMs = 120_000): Promise<string> {
    const { code, stdout, stderr } = await this.ssh(command, { limitMs });
    if (code !== 0) throw new Error(`on the host: ${command}\nended with ${String(code)}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** The lines, sorted and without empty ones, that a shell command prints which has to succeed. */
  async sortedLines(command: string): Promise<string[]> {
    return (await this.run(command)).split("\n").filter(Boolean).sort();
  }

  async json(path: string): Promise<Record<string, unknown>> {
    return JSON.parse(await this.run(`cat ${path}`)) as Record<string, unknown>;
  }

  /** Puts a file onto the host. */
  async put(path: string, content: string | Uint8Array): Promise<void> {
    const { code, stderr } = await this.ssh(`cat > '${path}'`, { input: content });
    if (code !== 0) throw new Error(`${path} could not be written on the host: ${stderr}`);
  }

  /** Runs virsh on this machine against the host, as an administrator would: `virsh -c qemu+ssh://…`. */
  async virsh(...args: string[]): Promise<Answer> {
    // libvirt's ssh transport takes no ssh options, but another program in ssh's place.
    if (this.#wrapper === null) {
      this.#wrapper = this.#bench.path("ssh-wrapper");
      await writeFile(this.#wrapper, `#!/bin/sh\nexec ssh -i '${this.#bench.key}' ${SSH_OPTIONS.join(" ")} "$@"\n`);
      await chmod(this.#wrapper, 0o755);
    }
    const uri = `qemu+ssh://root@127.0.0.1:${String(this.port)}/system?command=${this.#wrapper}`;
    const { exitCode, stdout, stderr } = await execa("virsh", ["-c", uri, ...args], { reject: false, timeout: 120_000, stdin: "ignore", env: { LC_ALL: "C" } });
    return { code: exitCode ?? -1, stdout, stderr };
  }

  /** Logs in on the serial console with the one-time password that it shows. */
  async logIn(): Promise<void> {
    const { machine } = this;
    const shown = await machine.waitFor(/^.*(?:[Pp]asswor[dt]|[Mm]ot de passe)[^\n]*?[: ]\s*([a-z0-9-]{8,})[ \r]*\n/m, BOOT_MS);
    await machine.waitFor(/login: $/, BOOT_MS);
    let at = machine.transcript.position;
    machine.type("\r");
    // What is typed before the prompt stands there again may be thrown away.
    await machine.waitFor(/login: $/, 60_000, at);
    at = machine.transcript.position;
    machine.type("root\r");
    await machine.waitFor(/(?:Password|Passwort|Kennwort|Mot de passe)\s?: $/, 60_000, at);
    at = machine.transcript.position;
    machine.type(`${shown[1] ?? ""}\r`);
    await machine.waitFor(/[#$] $/, 60_000, at);
  }

  /** Types a command at the console's prompt and gives what it says, with its exit status. */
  async console(command: string, limitMs = BOOT_MS): Promise<{ status: number; text: string }> {
    const at = this.machine.transcript.position;
    // The quotes keep the marker out of the echo.
    this.machine.type(`${command}; echo EX""IT=$?\r`);
    const end = await this.machine.waitFor(/EXIT=(\d+)\n/, limitMs, at);
    return { status: Number(end[1]), text: end.input.slice(0, end.index) };
  }

  stop(): Promise<void> {
    return this.machine.stop();
  }
}

