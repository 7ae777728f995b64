import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { MIB, tool } from "./look.ts";

const BLOCK = 4096;
const ENDS = 64 * MIB;

/** What a sparse file holds. */
export interface Content {
  /** Of every block that is not all zero, and of its place: the same before and after, where nothing was written. */
  digest: string;
  /** Where data lies, in this order: `h` the first MiB, `e` the rest of the first and last 64 MiB, `m` between them, `t` the last MiB. Empty: all zero. */
  where: string;
}

/** Node has no lseek(2); perl is in every Debian. One line per extent: its start and its end. */
const EXTENTS = `open(my $f, "<", $ARGV[0]) or die; my $o = 0;
while (defined(my $d = sysseek($f, $o, 3))) { my $h = sysseek($f, $d, 4); print $d + 0, " $h\\n"; $o = $h }`;

/** Reads a file's data, holes left out: quick for 16 TiB that hold a few blocks. */
export async function contentOf(file: string): Promise<Content> {
  const hash = createHash("sha256");
  const places = new Set<string>();
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const extents = (await tool("perl", "-e", EXTENTS, file)).split("\n").filter((line) => line !== "").map((line) => line.split(" ").map(Number));
    const buffer = Buffer.alloc(MIB);
    const zeros = Buffer.alloc(BLOCK);
    for (const [from = 0, to = 0] of extents) {
      for (let offset = from - (from % BLOCK); offset < to; offset += MIB) {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(MIB, to - offset), offset);
        for (let at = 0; at < bytesRead; at += BLOCK) {
          const block = buffer.subarray(at, Math.min(at + BLOCK, bytesRead));
          if (zeros.subarray(0, block.length).equals(block)) continue;
          hash.update(`${String(offset + at)} `).update(block);
          places.add(placeOf(offset + at, size));
        }
      }
    }
  } finally {
    await handle.close();
  }
  return { digest: hash.digest("hex"), where: ["h", "e", "m", "t"].filter((place) => places.has(place)).join("") };
}

function placeOf(offset: number, size: number): string {
  if (offset < MIB) return "h";
  if (offset >= size - MIB) return "t";
  return offset < ENDS || offset >= size - ENDS ? "e" : "m";
}
