import { readFile, writeFile } from "node:fs/promises";
import { cpio } from "../../src/personal/cpio.ts";
import { ensureTools } from "../../src/medium/tools.ts";

const INIT = `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox echo "FLOOR $(/bin/busybox cut -d' ' -f1 /proc/uptime)"
/bin/busybox poweroff -f
`;

/** The least that a start can cost: the same kernel with a busybox init that says how long the kernel has run, and nothing else. */
export async function makeFloorInitrd(file: string, say: (line: string) => void): Promise<void> {
  await ensureTools(["busybox-static"], say);
  await writeFile(file, cpio([
    { name: "bin", mode: 0o040755 },
    { name: "dev", mode: 0o040755 },
    { name: "proc", mode: 0o040755 },
    { name: "bin/busybox", mode: 0o100755, content: await readFile("/bin/busybox") },
    { name: "init", mode: 0o100755, content: Buffer.from(INIT) },
  ]));
}
