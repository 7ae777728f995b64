import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelVersion } from "../../../src/medium/base.ts";
import { cached, contentsOf, keyOf } from "../../../src/medium/cache.ts";
import { command } from "../../../src/medium/shell.ts";
import { ownMirrors } from "../../../src/medium/sources.ts";
import { ensureTools } from "../../../src/medium/tools.ts";
import { epochOf } from "../../../src/medium/index.ts";
import { mirrorState, packageTree, packageTrees } from "../../../src/medium/tree.ts";
import { unpack, withWorkDir } from "../../../src/medium/workdir.ts";
import { guestNetworkAutostart, guestNetworkXml, poolAutostart, poolXml } from "../../../src/render/libvirt.ts";
import type { Compression } from "./compressions.ts";
import { PEER_PACKAGES } from "./packages.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** What the ISO depends on besides the packages: change one and it is made anew. */
const INPUTS = ["build.ts", "root"].map((name) => HERE + name);
const POOL = "/var/lib/libvirt/pools/default";
const UUIDS = ["5a0f9d43-1f0c-4a4e-9d55-0d7b4f0c2b01", "5a0f9d43-1f0c-4a4e-9d55-0d7b4f0c2b02"] as const;

export interface Peer {
  vmlinuz: string;
  initrd: string;
  iso: string;
}

const ISOLINUX = `DEFAULT live
LABEL live
  KERNEL /live/vmlinuz
  APPEND initrd=/live/initrd.img boot=live quiet
`;

/** What an administrator puts into such an image: its configuration, pool and network of libvirt, units on and off. */
async function setUp(tree: string, dir: string): Promise<void> {
  const asRoot = (program: string, ...args: string[]): Promise<string> => command(program, args, { root: true });
  await asRoot("cp", "-rT", "--no-preserve=ownership", join(HERE, "root"), tree);
  const key = join(dir, "key");
  // Nobody logs in: the private half is gone with the folder.
  await command("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "peer", "-f", key]);
  await asRoot("sed", "-i", `s|@KEY@|${(await readFile(`${key}.pub`, "utf8")).trim()}|`, join(tree, "var/lib/cloud/seed/nocloud/user-data"));
  await asRoot("chmod", "0755", join(tree, "usr/local/sbin/peer-ready"), join(tree, "etc/initramfs-tools/scripts/init-top/peer-mark"));
  await asRoot("mkdir", "-p", `${tree}${POOL}`, ...["storage", "qemu/networks"].map((kind) => `${tree}/etc/libvirt/${kind}/autostart`));
  for (const { path, content } of [poolXml("default", UUIDS[0], POOL), guestNetworkXml(UUIDS[1], "br0")]) {
    const file = join(dir, "rendered");
    await writeFile(file, content);
    await asRoot("install", "-m0600", file, `${tree}${path}`);
  }
  for (const { path, target } of [poolAutostart("default"), guestNetworkAutostart()]) await asRoot("ln", "-sfT", target, `${tree}${path}`);
  // As the medium's own: both stop libvirtd where there are no certificates.
  await asRoot("systemctl", `--root=${tree}`, "mask", "libvirtd-tls.socket", "libvirtd-tcp.socket");
  await asRoot("systemctl", `--root=${tree}`, "enable", "systemd-networkd.service", "libvirtd.service", "ssh.service", "peer-ready.service");
  await command("chroot", [tree, "sh", "-c", "passwd --lock root; : > /etc/machine-id; rm -f /var/lib/dbus/machine-id /etc/ssh/ssh_host_* /etc/hostname"], { root: true });
}

async function pack(tree: string, loaders: string, dir: string, output: string, compression: Compression): Promise<void> {
  const iso = join(dir, "iso");
  const version = await kernelVersion(tree);
  await mkdir(join(iso, "live"), { recursive: true });
  await mkdir(join(iso, "isolinux"));
  await command("chroot", [tree, "mkinitramfs", "-o", "/tmp/initrd.img", version], { root: true });
  await command("install", ["-m0644", join(tree, `boot/vmlinuz-${version}`), join(iso, "live/vmlinuz")], { root: true });
  await command("install", ["-m0644", join(tree, "tmp/initrd.img"), join(iso, "live/initrd.img")], { root: true });
  await command("rm", ["-f", join(tree, "tmp/initrd.img")], { root: true });
  await command("mksquashfs", [tree, join(iso, "live/filesystem.squashfs"), "-no-progress", "-comp", compression, "-wildcards", "-e", "boot/*", "dev/*"], { root: true });
  await copyFile(join(loaders, "usr/lib/ISOLINUX/isolinux.bin"), join(iso, "isolinux/isolinux.bin"));
  await copyFile(join(loaders, "usr/lib/syslinux/modules/bios/ldlinux.c32"), join(iso, "isolinux/ldlinux.c32"));
  await writeFile(join(iso, "isolinux/isolinux.cfg"), ISOLINUX);
  await mkdir(output);
  await command("xorriso", [
    "-as", "mkisofs", "-quiet", "-r", "-V", "PEER", "-o", join(output, "peer.iso"),
    "-isohybrid-mbr", join(loaders, "usr/lib/ISOLINUX/isohdpfx.bin"),
    "-b", "isolinux/isolinux.bin", "-c", "isolinux/boot.cat", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table",
    iso,
  ]);
  for (const name of ["vmlinuz", "initrd.img"]) await copyFile(join(iso, "live", name), join(output, name));
}

/**
 * The peer: an ordinary Debian 13 live ISO for the same job, with the same packages at the same versions from the same
 * mirror (PEER_PACKAGES, no recommendations), kernel and initramfs as Debian makes them (MODULES=most, zstd), the root file
 * system as live-build packs it (mksquashfs, xz, blocks of 128 KiB), isolinux. live-boot mounts it, cloud-init (NoCloud)
 * configures it.
 *
 * What is done in its favour: cloud-init's seed is inside, so no second medium is looked for, and no other source; pool
 * and network of libvirt are inside, not defined by commands at the start; the disk is formatted by systemd
 * (x-systemd.makefs), beside everything else, without a proof that it is blank; one host key of one kind is made; no
 * firmware, no firewall, no recommended packages. Nothing in it waits on purpose; what it waits for is in root/usr/local/sbin/peer-ready.
 *
 * Cached by its inputs. Needs root and a Debian mirror: throws Unable with one sentence where one of them is not there.
 */
export async function makePeer(compression: Compression, say: (line: string) => void): Promise<Peer> {
  await ensureTools(["openssh-client"], say);
  const mirrors = await ownMirrors();
  const state = await mirrorState(mirrors);
  say("peer: Debian packages (some minutes the first time, then from the cache)");
  const { extracted } = await packageTrees(mirrors, state, epochOf(state));
  const key = keyOf(state, PEER_PACKAGES.join(), "1");
  const tar = await cached("peer.tar", key, (path) => packageTree("apt", PEER_PACKAGES, mirrors, epochOf(state), path));
  say(`peer: ISO (${compression}; some minutes the first time, then from the cache)`);
  const dir = await cached("peer.d", keyOf(key, compression, await contentsOf(...INPUTS)), (output) =>
    withWorkDir(async (work) => {
      const [tree, loaders] = [join(work, "tree"), join(work, "loaders")];
      await unpack(tar, tree);
      await unpack(extracted, loaders, ["./usr/lib/ISOLINUX/*", "./usr/lib/syslinux/modules/bios/ldlinux.c32"]);
      await setUp(tree, work);
      await pack(tree, loaders, work, output, compression);
    }),
  );
  return { vmlinuz: join(dir, "vmlinuz"), initrd: join(dir, "initrd.img"), iso: join(dir, "peer.iso") };
}
