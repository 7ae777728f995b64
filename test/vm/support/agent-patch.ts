import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { layOutOwnFiles } from "../../../src/medium/agentLayer.ts";
import { cpio } from "../../../src/personal/cpio.ts";

/**
 * An archive that puts another program in the agent's place, all else as built: the kernel unpacks it after the initrd, and
 * the later file wins.
 */
export async function agentPatch(dir: string, program: string): Promise<Buffer> {
  const [tree, broken] = [join(dir, "tree"), join(dir, "broken.squashfs")];
  await mkdir(join(tree, "usr/bin"), { recursive: true });
  await layOutOwnFiles(tree);
  await writeFile(join(tree, "usr/bin/ramvisor"), `#!/usr/bin/env node\n${program}\n`, { mode: 0o755 });
  await execa("mksquashfs", [tree, broken, "-quiet", "-no-progress", "-all-root"]);
  return Buffer.from(cpio([{ name: "ramvisor/agent.squashfs", mode: 0o100644, content: await readFile(broken) }]));
}
