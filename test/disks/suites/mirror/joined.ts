import { copyFile } from "node:fs/promises";
import { DISK_BYTES } from "../../../pair/lab/node.ts";
import { POOL } from "../../../pair/scenario.ts";
import { MIB } from "../bed.ts";
import { dataOf, hasTable, markerState, superblockOf, until, writtenBytes } from "./images.ts";
import { type Site, told } from "./site.ts";

/** What is seen on the replacement's image, in the order in which it joins; `length`: of the mirror's data. */
const MOMENTS: readonly { at: string; seen: (file: string, length: number) => boolean }[] = [
  { at: "its first marker", seen: (file) => markerState(file) === "claiming" },
  { at: "its table", seen: hasTable },
  { at: "its superblock", seen: (file) => superblockOf(file) !== null },
  { at: "its last marker", seen: (file) => markerState(file) === "ready" },
  { at: "a quarter of its rebuild", seen: (file, length) => writtenBytes(file) > length / 4 },
  { at: "three quarters of its rebuild", seen: (file, length) => writtenBytes(file) > (length * 3) / 4 },
  { at: "its rebuild's end", seen: (file) => { const is = superblockOf(file); return is !== null && is.slot !== null && !is.rebuilding && is.active.length === 2; } },
];

/** What `sha256sum` says of the file in the pool of the mirror that all runs begin with: `OLD-A` and `OLD-B`. */
let known: string | null = null;

async function make(site: Site): Promise<string> {
  await site.blank("A", "B");
  await site.look();
  await site.disks();
  await site.guest.must(`dd if=/dev/urandom of=${POOL}/known bs=1M count=24 && sync`);
  const sum = await sumOf(site);
  await site.mustBecomeWhole("A", "B");
  await site.kill();
  for (const name of ["A", "B"]) await site.keep(name, `OLD-${name}`);
  return sum;
}

const sumOf = (site: Site): Promise<string> => site.guest.must(`sha256sum < ${POOL}/known`);

/** One disk of a mirror was exchanged for a blank one, and the machine is cut off while that one joins. */
export const joined = MOMENTS.map(({ at, seen }, index) => ({
  name: `joined: at ${at}`,
  run: async (site: Site): Promise<string> => {
    const sum = (known ??= await make(site));
    // Either place is to be filled, by a disk of equal size or a larger one.
    const kept = index % 2 === 0 ? "A" : "B";
    await site.plug(kept);
    await copyFile(site.file(`OLD-${kept}`), site.file(kept));
    const fresh = await site.add("C", index % 3 === 0 ? DISK_BYTES : DISK_BYTES + 96 * MIB);
    const { length } = dataOf(site.file(kept));
    await site.look();
    await site.begin();
    await until(at, () => seen(fresh, length));
    await site.kill();

    const verdicts = await site.look();
    if (verdicts[kept]?.verdict !== "own" || verdicts["C"]?.verdict === "refuse") throw new Error(`the plan says ${told(verdicts)}`);
    await site.disks();
    if ((await sumOf(site)) !== sum) throw new Error("the pool's file has another content");
    await site.mustBecomeWhole(kept, "C");
    await site.guest.must("echo 3 > /proc/sys/vm/drop_caches");
    if ((await sumOf(site)) !== sum) throw new Error("the pool's file has another content after the rebuild");
    return `${told(verdicts)}, whole`;
  },
}));
