import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname } from "node:path";
import { crc32 } from "node:zlib";
import { execa } from "execa";
import type { DiskMarker } from "../../../src/model/facts.ts";
import { layOut } from "../../../src/plan/disks/layout.ts";
import { readAt } from "./bytes.ts";
import { markerOn } from "./imageMarker.ts";

interface Disk {
  image: string;
  sizeBytes: number;
  sectorBytes: number;
}

/**
 * What is not whole of a disk that its marker calls ready: both copies of the table with their checksums, the one
 * partition in its place, and a file system without a fault. Null where all is. Read from the file behind the loop
 * device and not by the product's own code, which may have the same fault as what it checks.
 */
export async function notWhole(disk: Disk, marker: DiskMarker): Promise<string | null> {
  const { startByte, sizeBytes } = layOut(disk.sizeBytes, disk.sectorBytes);
  const table = tableFault(disk, marker.partitionUuid, startByte, sizeBytes);
  if (table !== null) return table;
  const checked = await execa("e2fsck", ["-fn", `${disk.image}?offset=${String(startByte)}`], { reject: false, env: { LC_ALL: "C" } });
  if (checked.exitCode !== 0) return `e2fsck ends with ${String(checked.exitCode)}: ${`${checked.stdout} ${checked.stderr}`.replaceAll(/\s+/g, " ").slice(0, 200)}`;
  const uuid = readAt(disk.image, startByte + 1024 + 0x68, 16).toString("hex");
  return uuid === marker.filesystemUuid.replaceAll("-", "") ? null : "the file system has another UUID than the marker says";
}

/** @throws Error where the marker says ready and the disk is not whole: half ours that looks whole. */
export async function mustNotLookWhole(disk: Disk): Promise<void> {
  const marker = markerOn(disk.image);
  if (marker?.state !== "ready") return;
  const fault = await notWhole(disk, marker);
  if (fault !== null) throw new Error(`the marker says ready, but ${fault}`);
}

/** What is wrong with the pool's mount, by the kernel's own word: it is an ext4, of the one partition of this very disk, in its place. Null where nothing is. */
export function notMounted({ path, mountPoint, sizeBytes, sectorBytes }: Omit<Disk, "image"> & { path: string; mountPoint: string }): string | null {
  // proc_pid_mountinfo(5): device, root and mount point are the third to the fifth field, the type is the first one behind the dash.
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n").map((line) => line.split(" ")).filter((fields) => fields[4] === mountPoint);
  const [mount] = mounts;
  if (mount === undefined) return "the pool is not mounted";
  const type = mount[mount.indexOf("-") + 1] ?? "";
  if (mounts.length > 1 || mount[3] !== "/" || type !== "ext4") return `the pool is mounted ${String(mounts.length)} times, from "${mount[3] ?? ""}" of a file system ${type}`;
  const device = realpathSync(`/sys/dev/block/${mount[2] ?? ""}`);
  if (basename(dirname(device)) !== basename(path)) return `the pool is mounted from ${basename(device)}, which is no partition of ${path}`;
  // sysfs counts in units of 512 bytes, whatever the disk's blocks are.
  const [start = 0, length = 0] = ["start", "size"].map((file) => Number(readFileSync(`${device}/${file}`, "utf8")) * 512);
  const right = layOut(sizeBytes, sectorBytes);
  return start === right.startByte && length === right.sizeBytes ? null : `the pool is mounted from a partition at ${String(start)} of ${String(length)} bytes`;
}

/** UEFI 2.10, 5.3.2: a header is good where its signature, its place and the checksums of itself and its entries are. */
function tableFault({ image, sizeBytes, sectorBytes }: Disk, uuid: string, start: number, length: number): string | null {
  const blocks = sizeBytes / sectorBytes;
  for (const [what, lba] of [["first", 1], ["backup", blocks - 1]] as const) {
    const header = readAt(image, lba * sectorBytes, sectorBytes);
    if (header.toString("latin1", 0, 8) !== "EFI PART") return `there is no ${what} copy of the table`;
    const bytes = header.subarray(0, header.readUInt32LE(12));
    const sum = bytes.readUInt32LE(16);
    const cleared = Buffer.from(bytes);
    cleared.writeUInt32LE(0, 16);
    if (crc32(cleared) !== sum || Number(header.readBigUInt64LE(24)) !== lba) return `the header of the ${what} table is not whole`;
    const entries = readAt(image, Number(header.readBigUInt64LE(72)) * sectorBytes, header.readUInt32LE(80) * header.readUInt32LE(84));
    if (crc32(entries) !== header.readUInt32LE(88)) return `the entries of the ${what} table are not whole`;
    const first = Number(entries.readBigUInt64LE(32)) * sectorBytes;
    const end = (Number(entries.readBigUInt64LE(40)) + 1) * sectorBytes;
    if (first !== start || end - first !== length) return `the ${what} table has its partition at ${String(first)} to ${String(end)}`;
    // The last eight bytes of a GUID stand as they are written.
    if (entries.toString("hex", 24, 32) !== uuid.slice(19).replaceAll("-", "")) return `the partition of the ${what} table has another UUID`;
  }
  return null;
}
