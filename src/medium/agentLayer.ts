import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { bundleAgent } from "./bundle.ts";
import { command } from "./shell.ts";
import { withWorkDir } from "./workdir.ts";

const ROOT_FILES = new URL("root/", import.meta.url).pathname;
const README = new URL("../../README.md", import.meta.url).pathname;

/** Our units that start with every host: symbolic links as `systemctl enable` makes them. */
const ENABLED = ["ramvisor-disks.service", "ramvisor-ready.service", "ramvisor-guests.path"];

/**
 * The second, small squashfs: the agent and our own files, laid over Debian's part. Apart from it so that a change of
 * the agent does not cost the compression of everything.
 */
export async function agentSquashfs(output: string, epoch: string): Promise<void> {
  await withWorkDir(async (dir) => {
    const tree = join(dir, "tree");
    await cp(ROOT_FILES, tree, { recursive: true });
    await bundleAgent(join(tree, "usr/lib/ramvisor/ramvisor.mjs"));
    await mkdir(join(tree, "usr/bin"), { recursive: true });
    await symlink("../lib/ramvisor/ramvisor.mjs", join(tree, "usr/bin/ramvisor"));
    await mkdir(join(tree, "usr/share/doc/ramvisor"), { recursive: true });
    await cp(README, join(tree, "usr/share/doc/ramvisor/README.md")).catch(() => undefined);
    const wants = join(tree, "etc/systemd/system/multi-user.target.wants");
    await mkdir(wants, { recursive: true });
    for (const unit of ENABLED) await symlink(`../${unit}`, join(wants, unit));
    // Modes as git keeps them: a folder made under a strict umask must not shut out others.
    await command("chmod", ["-R", "u=rwX,go=rX", tree]);
    await command("mksquashfs", [tree, output, "-noappend", "-no-progress", "-quiet", "-all-root", "-comp", "zstd", "-Xcompression-level", "19", "-mkfs-time", epoch, "-all-time", epoch]);
  });
}
