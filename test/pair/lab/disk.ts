import { type FileHandle, open } from "node:fs/promises";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../../src/marker/index.ts";
import type { DiskMarker } from "../../../src/model/facts.ts";

/** Changes the disk of a machine that is off. */
export async function changeDisk(file: string, work: (disk: FileHandle) => Promise<void>): Promise<void> {
  const disk = await open(file, "r+");
  await work(disk).finally(() => disk.close());
}

export async function changeMarker(file: string, other: (marker: DiskMarker) => DiskMarker): Promise<void> {
  await changeDisk(file, async (disk) => {
    const { buffer } = await disk.read(Buffer.alloc(MARKER_BYTES), 0, MARKER_BYTES, MARKER_OFFSET);
    const read = decodeMarker(buffer);
    if (read.state !== "good") throw new Error(`the marker in ${file} is ${read.state}`);
    await disk.write(encodeMarker(other(read.marker)), 0, MARKER_BYTES, MARKER_OFFSET);
  });
}
