import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { EXT4_HEAD_BYTES, readExt4 } from "../../../src/apply/ext4.ts";
import { layOutPair } from "../../../src/plan/disks/layout.ts";
import { readAt } from "../../disks/suites/bytes.ts";
import { DISK_BYTES } from "./node.ts";

const { startByte, dataBytes } = layOutPair(DISK_BYTES, 512);
const PIECE = 4_194_304;
const WRITER = fileURLToPath(new URL("writer.mjs", import.meta.url));

/** Whether a side of a machine that is off has a file system: mke2fs(8) writes the first superblock as the last of all. */
export const hasFileSystem = (image: string): boolean => readExt4(readAt(image, startByte, EXT4_HEAD_BYTES)) !== null;

/**
 * How many of the writer's lines a side of a machine that is off has, in order and right. Read from a copy, whose journal is
 * replayed as a mount would do it: neither DRBD nor the agent has a say in what is there, and the side stays as it is.
 */
export async function linesOnDisk(image: string): Promise<number> {
  const [copy, file] = [`${image}.copy`, `${image}.written`];
  const [from, to] = [await open(image, "r"), await open(copy, "w")];
  for (let done = 0; done < dataBytes; done += PIECE) {
    const { buffer, bytesRead } = await from.read(Buffer.alloc(PIECE), 0, Math.min(PIECE, dataBytes - done), startByte + done);
    await to.write(buffer, 0, bytesRead, done);
  }
  await Promise.all([from.close(), to.close()]);
  await execa("e2fsck", ["-E", "journal_only", "-fy", copy], { reject: false });
  await execa("debugfs", ["-R", `dump /written ${file}`, copy]);
  return Number((await execa("node", [WRITER, "check", file])).stdout);
}
