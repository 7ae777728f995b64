import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached, contentsOf, keyOf } from "./cache.ts";
import { kernelVersion } from "./base.ts";
import { command } from "./shell.ts";
import { unpack, withWorkDir } from "./workdir.ts";

export const HOOKS = fileURLToPath(new URL("../../initramfs-hooks/", import.meta.url));

/** Where initramfs-tools(7) looks for each of our files. */
const PLACES: readonly [file: string, place: string, mode: string][] = [
  ["conf", "etc/initramfs-tools/conf.d/ramvisor", "0644"],
  ["hook", "etc/initramfs-tools/hooks/ramvisor", "0755"],
  ["boot", "etc/initramfs-tools/scripts/ramvisor", "0644"],
  ["hand-over", "etc/initramfs-tools/scripts/init-bottom/ramvisor", "0755"],
];

/** The small initramfs (zstd) that Debian's initramfs-tools makes with our hooks, and the kernel, both from the unpruned tree. */
export async function makeInitramfs(host: string, packagesKey: string, epoch: string): Promise<{ initramfs: string; vmlinuz: string; version: string }> {
  const key = keyOf(packagesKey, await contentsOf(HOOKS), PLACES.join(), "2");
  const bundle = await cached("initramfs.tar", key, (output) =>
    withWorkDir(async (dir) => {
      const tree = join(dir, "tree");
      await unpack(host, tree);
      for (const [file, place, mode] of PLACES) await command("install", ["-D", `-m${mode}`, join(HOOKS, file), join(tree, place)], { root: true });
      const version = await kernelVersion(tree);
      await command("chroot", [tree, "mkinitramfs", "-o", "/initramfs", version], { root: true, env: { SOURCE_DATE_EPOCH: epoch } });
      await command("cp", [join(tree, `boot/vmlinuz-${version}`), join(tree, "vmlinuz.out")], { root: true });
      await command("sh", ["-c", 'printf %s "$1" > "$2"', "sh", version, join(dir, "version")]);
      await command("tar", ["-cf", output, "--transform=s/vmlinuz.out/vmlinuz/", "-C", tree, "initramfs", "vmlinuz.out", "-C", dir, "version"], { root: true });
      await command("chmod", ["0644", output], { root: true });
    }),
  );
  const dir = `${bundle}.d`;
  await command("mkdir", ["-p", dir]);
  await command("tar", ["-xf", bundle, "-C", dir, "--no-same-owner"]);
  return { initramfs: join(dir, "initramfs"), vmlinuz: join(dir, "vmlinuz"), version: await command("cat", [join(dir, "version")]) };
}
