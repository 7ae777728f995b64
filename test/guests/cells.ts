import { spawn, type ChildProcess } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { execa } from "execa";
import { unpackLayers } from "../../src/medium/layers.ts";
import { tcpSysctl } from "../../src/render/tcp.ts";
import { labRootfs } from "../pair/lab/rootfs.ts";

const HERE = fileURLToPath(new URL("./", import.meta.url));
/** In the place of the medium's own: the stage that a move runs on the other node, and systemd's word for libvirt. */
const RAMVISOR = (index: number): string => `#!/bin/sh\n[ "$1 $2" = "stage guests" ] && exec node /cell.mjs stage ${String(index)}\nexit 2\n`;
const SYSTEMCTL = "#!/bin/sh\ncase $1 in is-active) echo active ;; kill) pkill -HUP libvirtd ;; is-system-running) echo running ;; esac\n";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Two cells: the medium's root file system with its libvirt, QEMU and SSH, twice on this machine, each in namespaces of its own, with
 * a cable between them. Guests are of type `qemu`. Wants root and the image (`npm run image`).
 */
export class Cells {
  #children: ChildProcess[] = [];
  #inner: number[] = [];

  private constructor(readonly dir: string, private readonly tag: string) {}

  static async open(): Promise<Cells> {
    const dir = await mkdtemp(join(tmpdir(), "ramvisor-cells-"));
    const cells = new Cells(dir, String(process.pid));
    const { layers } = await labRootfs();
    const packed = join(dir, "packed");
    await mkdir(packed);
    for (const [at, name] of ["base.squashfs", "rest.squashfs"].entries()) await cp(layers[at] ?? "", join(packed, name));
    await unpackLayers(packed, join(dir, "tree"));
    await build({ entryPoints: [join(HERE, "agent.ts")], bundle: true, platform: "node", format: "esm", target: "node20", outfile: join(dir, "cell.mjs"), logLevel: "error", banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' } });
    await execa("ip", ["netns", "add", cells.net(0)]);
    await execa("ip", ["netns", "add", cells.net(1)]);
    await execa("ip", ["link", "add", "cable0", "netns", cells.net(0), "type", "veth", "peer", "name", "cable1", "netns", cells.net(1)]);
    for (const index of [0, 1] as const) await cells.#start(index);
    return cells;
  }

  net(index: number): string {
    return `ramvisor-${this.tag}-${String(index)}`;
  }

  /** A path of a cell, as this machine sees it. */
  path(index: number, inside: string): string {
    return join(this.dir, `root${String(index)}`, inside);
  }

  async #start(index: 0 | 1): Promise<void> {
    const root = this.path(index, "");
    const [upper, work] = [join(this.dir, `upper${String(index)}`), join(this.dir, `work${String(index)}`)];
    for (const dir of [root, upper, work]) await mkdir(dir, { recursive: true });
    await execa("mount", ["-t", "overlay", "-o", `lowerdir=${join(this.dir, "tree")},upperdir=${upper},workdir=${work}`, "cell", root]);
    await execa("sh", ["-c", `mkdir -p '${root}/dev/pts' '${root}/dev/shm' && cp -a /dev/null /dev/zero /dev/random /dev/urandom /dev/tty '${root}/dev/' && mount -t devpts devpts '${root}/dev/pts'`]);
    await copyFile(join(this.dir, "cell.mjs"), join(root, "cell.mjs"));
    await copyFile(join(HERE, "cell.sh"), join(root, "cell.sh"));
    const { path, content: limits } = tcpSysctl();
    await mkdir(join(root, "etc/sysctl.d"), { recursive: true });
    await writeFile(join(root, path), limits);
    for (const [file, content] of [["usr/bin/ramvisor", RAMVISOR(index)], ["usr/bin/systemctl", SYSTEMCTL]] as const) {
      await rm(join(root, file), { force: true });
      await writeFile(join(root, file), content);
      await chmod(join(root, file), 0o755);
    }
    for (const args of [["addr", "add", `10.99.0.${String(index + 1)}/24`, "dev", `cable${String(index)}`], ["link", "set", `cable${String(index)}`, "up"], ["link", "set", "lo", "up"]]) await execa("ip", ["-n", this.net(index), ...args]);
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "ip", "netns", "exec", this.net(index), "unshare", "-m", "-p", "-u", "-f", "--kill-child", "chroot", root, "/bin/sh", "/cell.sh", String(index)], { stdio: ["ignore", "ignore", "inherit"], env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LC_ALL: "C" } });
    this.#children.push(child);
    for (let tries = 0; ; tries += 1) {
      const { stdout } = await execa("pgrep", ["-P", String(child.pid)], { reject: false });
      this.#inner[index] = Number(stdout.trim().split("\n")[0]);
      if (stdout.trim() !== "" && (await this.run(index, "test -e /run/cell-is-up")).code === 0) break;
      if (tries > 60) throw new Error(`cell ${String(index)} does not come up`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Runs a shell command in a cell; never rejects. */
  async run(index: 0 | 1, command: string, limitMs = 120_000): Promise<Ended> {
    const { exitCode, stdout, stderr } = await execa("nsenter", ["-t", String(this.#inner[index] ?? 0), "-m", "-p", "-n", "-u", "-r", "-w", "/bin/sh", "-c", command], { reject: false, timeout: limitMs, stdin: "ignore", extendEnv: false, env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LC_ALL: "C" } });
    return { code: exitCode ?? -1, stdout, stderr };
  }

  async must(index: 0 | 1, command: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(index, command);
    if (code !== 0) throw new Error(`in cell ${String(index)}: ${command}\nended with ${String(code)}\n${stdout}\n${stderr}`);
    return stdout;
  }

  async until(index: 0 | 1, command: string, limitMs = 60_000): Promise<void> {
    for (const end = Date.now() + limitMs; (await this.run(index, command)).code !== 0; await new Promise((resolve) => setTimeout(resolve, 300))) if (Date.now() > end) throw new Error(`in cell ${String(index)} did not come true: ${command}`);
  }

  /** Pulls the cable between them, or puts it back. */
  async cable(isThere: boolean): Promise<void> {
    await execa("ip", ["-n", this.net(0), "link", "set", "cable0", isThere ? "up" : "down"]);
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const index of [0, 1]) {
      await execa("umount", ["-l", this.path(index, "dev/pts")], { reject: false });
      await execa("umount", ["-l", this.path(index, "")], { reject: false });
      await execa("ip", ["netns", "del", this.net(index)], { reject: false });
    }
    await rm(this.dir, { recursive: true, force: true });
  }
}
