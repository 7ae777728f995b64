import { cp, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleAgent } from "./bundle.ts";
import { command } from "./shell.ts";
import { makeSnapshot, writeLauncher } from "./snapshot.ts";
import { withWorkDir } from "./workdir.ts";

const ROOT_FILES = fileURLToPath(new URL("root/", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("launcher.sh", import.meta.url));
const README = fileURLToPath(new URL("../../README.md", import.meta.url));

/** Our units that start with every host, and what asks for them: symbolic links as `systemctl enable` makes them. */
const ENABLED: readonly [unit: string, target: string][] = [
  ["ramvisor-disks.service", "sysinit.target"],
  ["ramvisor-ready.service", "multi-user.target"],
  ["ramvisor-later.service", "multi-user.target"],
  ["ramvisor-guests.path", "multi-user.target"],
  ["ramvisor-changed.timer", "multi-user.target"],
  ["ramvisor-keep.service", "multi-user.target"],
];

/** Our own files of the host, without the agent, into an empty folder. */
export async function layOutOwnFiles(tree: string): Promise<void> {
  await cp(ROOT_FILES, tree, { recursive: true });
  await mkdir(join(tree, "usr/share/doc/ramvisor"), { recursive: true });
  await cp(README, join(tree, "usr/share/doc/ramvisor/README.md")).catch(() => undefined);
  for (const [unit, target] of ENABLED) {
    const wants = join(tree, `etc/systemd/system/${target}.wants`);
    await mkdir(wants, { recursive: true });
    await symlink(`../${unit}`, join(wants, unit));
  }
}

/**
 * The second, small squashfs: the agent and our own files, laid over Debian's part. Apart from it so that a change of
 * the agent does not cost the compression of everything. `layers` is the folder with Debian's part, whose Node the agent's snapshot needs; `extracted` the tar with what stops
 * its clock.
 */
export async function agentSquashfs(layers: string, extracted: string, output: string, epoch: string): Promise<void> {
  await withWorkDir(async (dir) => {
    const tree = join(dir, "tree");
    await layOutOwnFiles(tree);
    const bundle = await bundleAgent(join(tree, "usr/lib/ramvisor/ramvisor.cjs"));
    await makeSnapshot({ layers, extracted, bundle, epoch }, join(dir, "node"), join(tree, "usr/lib/ramvisor/ramvisor.blob"));
    await mkdir(join(tree, "usr/bin"), { recursive: true });
    const libraries = await readdir(join(dir, "node/usr/lib/x86_64-linux-gnu"));
    const libnode = libraries.find((name) => name.startsWith("libnode.so."));
    if (libnode === undefined) throw new Error("Debian's Node has no libnode any more: look up what else tells that it was upgraded");
    await writeLauncher(LAUNCHER, join(tree, "usr/lib/ramvisor/ramvisor.blob"), `/usr/lib/x86_64-linux-gnu/${libnode}`, join(tree, "usr/bin/ramvisor"));
    // Modes as git keeps them: a folder made under a strict umask must not shut out others.
    await command("chmod", ["-R", "u=rwX,go=rX", tree]);
    await command("mksquashfs", [tree, output, "-noappend", "-no-progress", "-quiet", "-all-root", "-comp", "zstd", "-Xcompression-level", "19", "-b", "512K", "-mkfs-time", epoch, "-all-time", epoch]);
  });
}
