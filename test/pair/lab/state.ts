import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { agentAddress, diskAddresses, machineArgs, nicAddresses } from "./machine.ts";
import { Qemu } from "./qemu.ts";
import type { Rootfs } from "./rootfs.ts";

/** Read once, so that it lies in the kept machine's memory, unpacked. */
const WARM = "node -e 0; for p in drbdadm drbdsetup drbdmeta sfdisk mke2fs e2fsck blkid wipefs mount umount udevadm ip lsblk cmp pgrep ssh-keygen modprobe; do $p --version; done > /dev/null 2>&1; drbdadm status > /dev/null 2>&1; true";

/**
 * The memory of a lab machine that has come up and has neither card nor disk yet: every machine goes on from there, which
 * saves its start. Kept beside the image, made anew with it.
 */
export async function keptState(rootfs: Rootfs): Promise<string> {
  const { kernel, initrd, layers: [base, rest] } = rootfs;
  const empty = machineArgs({ kernel: basename(kernel), initrd: basename(initrd), agent: "", bundle: "", layers: [basename(base), basename(rest)] }, { nics: [], disks: [] }, { serial: "", channel: "", monitor: "" });
  const key = createHash("sha256").update(empty.join("\n")).update(WARM).update(await readFile(initrd)).update(String((await stat(base)).mtimeMs)).digest("hex").slice(0, 16);
  const dir = dirname(initrd);
  const file = join(dir, `state-${key}`);
  if (existsSync(file)) return file;
  for (const name of await readdir(dir)) if (name.startsWith("state-")) await rm(join(dir, name));
  const work = await mkdtemp(join(tmpdir(), "ramvisor-lab-"));
  const qemu = await Qemu.start(rootfs, { nics: [], disks: [] }, work, null);
  try {
    await qemu.ready();
    await qemu.must(`for at in ${[agentAddress, ...nicAddresses, ...diskAddresses].join(" ")}; do echo $at > /sys/bus/pci/drivers/virtio-pci/unbind || exit 1; done; ${WARM}`);
    await qemu.keep(`${file}.part`);
    await rename(`${file}.part`, file);
  } finally {
    await qemu.kill();
  }
  return file;
}
