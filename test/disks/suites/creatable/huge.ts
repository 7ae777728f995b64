import { attached } from "../../attach.ts";
import { put } from "../../look.ts";
import { type Kind, shell } from "./kind.ts";
import { mdV1 } from "./md.ts";
import type { Variant } from "./variants.ts";

/** 16 TiB, less what ext4 with blocks of 4 KiB does not let one file have. */
export const HUGE_BYTES = 16 * 1024 ** 4 - 4096;

const MADE: readonly (readonly [string, Kind["make"]])[] = [
  ["ext4", shell('mkfs.ext4 -q -F -O "^has_journal,64bit" -E lazy_itable_init=1,nodiscard -N 65536 "$DISK" 1T')],
  ["XFS", shell('mkfs.xfs -q -f -K "$DISK"')],
  ["btrfs", shell('mkfs.btrfs -q -f -K "$DISK"')],
  ["exFAT", shell('mkfs.exfat "$DISK"')],
  ["swap", shell('mkswap "$DISK"')],
  ["LUKS1", shell('printf secret | cryptsetup luksFormat -q --type luks1 --pbkdf-force-iterations 1000 "$DISK" -')],
  ["GPT", shell("printf 'label: gpt\\n- - L -\\n' | sfdisk -q \"$DISK\"")],
  ["GPT's second copy", shell("printf 'label: gpt\\n- - L -\\n' | sfdisk -q \"$DISK\"; dd if=/dev/zero of=\"$DISK\" bs=1M count=1 conv=notrunc status=none")],
  ["DOS table", shell("printf 'label: dos\\n- 1T L -\\n' | sfdisk -q \"$DISK\"")],
  ["synthetic: md RAID (1.0)", async ({ path, sizeBytes }) => { const { offset, bytes } = mdV1(sizeBytes, "1.0"); await put(path, offset, bytes); }],
  ["one byte, the last", async ({ path, sizeBytes }) => put(path, sizeBytes - 1, Buffer.from([1]))],
];

/** A handful on disks of 16 TiB, sparse: offsets past 32 bits, and past 2^31 sectors. */
export const hugeVariants: readonly Variant[] = MADE.flatMap(([name, make]) => [512, 4096].map((blockBytes): Variant => ({
  name: `${name}, on 16 TiB${blockBytes === 512 ? "" : " with blocks of 4096 bytes"}`, sizeBytes: HUGE_BYTES, blockBytes,
  make: (file, dir) => attached(file, ["--sector-size", String(blockBytes)], async (path) => void (await make({ path, dir, sizeBytes: HUGE_BYTES, blockBytes }))),
})));
