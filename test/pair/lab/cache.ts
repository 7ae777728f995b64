import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The Debian package of the program that serves it. */
export const CACHE_TOOLS = ["nbdkit"];
const LONGEST_MS = 20_000;

/**
 * A disk's image behind a write cache that ends with the power, as a real disk's does: what the machine has not flushed, nor
 * written with FUA, is not in the image (nbdkit-cache-filter(1), `writeback`).
 */
export class WriteCache {
  private constructor(readonly socket: string, private readonly child: ChildProcess) {}

  /** Serves the image at a new unix socket in `dir`; the socket's name begins with `name`. */
  static async open(file: string, dir: string, name: string): Promise<WriteCache> {
    const [socket, ready] = [join(dir, `${name}.nbd`), join(dir, `${name}.pid`)];
    const args = ["--exit-with-parent", "--foreground", "--unix", socket, "--pidfile", ready, "--filter=cache", "file", file, "cache=writeback", "cache-min-block-size=4K"];
    const child = spawn("nbdkit", args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, TMPDIR: dir } });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => { said += text; });
    child.once("error", (error) => { said += error.message; });
    for (const end = Date.now() + LONGEST_MS; !existsSync(ready);) {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`nbdkit does not serve ${file}: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return new WriteCache(socket, child);
  }

  /** From now on it neither takes nor answers anything. */
  stop(): void {
    this.child.kill("SIGSTOP");
  }

  /** It ends, and what was not flushed is gone. */
  async end(): Promise<void> {
    const ended = this.child.exitCode !== null || this.child.signalCode !== null ? Promise.resolve() : new Promise<void>((resolve) => { this.child.once("exit", () => { resolve(); }); });
    this.child.kill("SIGKILL");
    await ended;
  }
}
