import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { agentSquashfs } from "../../../src/medium/agentLayer.ts";
import { cpio } from "../../../src/medium/cpio.ts";

/**
 * An archive that puts another program in the agent's place, all else as built: the kernel unpacks it after the initrd, and
 * the later file wins.
 */
export async function agentPatch(dir: string, program: string, epoch: string): Promise<Buffer> {
  await mkdir(dir, { recursive: true });
  const [whole, tree, broken] = [join(dir, "whole.squashfs"), join(dir, "tree"), join(dir, "broken.squashfs")];
  await agentSquashfs(whole, epoch);
  await execa("unsquashfs", ["-quiet", "-no-progress", "-dest", tree, whole]);
  await writeFile(join(tree, "usr/lib/ramvisor/ramvisor.mjs"), `#!/usr/bin/env node\n${program}\n`);
  await execa("mksquashfs", [tree, broken, "-quiet", "-no-progress", "-all-root"]);
  return cpio([{ name: "ramvisor/agent.squashfs", mode: 0o100644, content: await readFile(broken) }]);
}
