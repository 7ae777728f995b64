import { deepStrictEqual } from "node:assert/strict";
import { markerOn } from "../../disks/suites/imageMarker.ts";
import type { Lab } from "../lab/node.ts";
import { hasFileSystem } from "../lab/offline.ts";
import { startBare } from "../scenario.ts";

/** How far the making of a pair's side has come, by a disk's image. */
export const madeOn = (image: string): [state: string | undefined, hasFileSystem: boolean] => [markerOn(image)?.state, hasFileSystem(image)];

/** Two bare nodes are started, and the power of these fails while the first one makes the file system. Gives the images of their disks. */
export async function cutWhileMade(lab: Lab, nodes: readonly (0 | 1)[]): Promise<string[]> {
  await startBare(lab);
  // No pause between the looks: the file system takes a second or two.
  await lab.guest(0).must("until grep -q 'ro:Primary' /proc/drbd; do :; done", 300_000);
  await Promise.all(nodes.map((index) => lab.kill(index)));
  const images = nodes.map((index) => `${lab.dir}/${["A0", "B0"][index] ?? ""}.img`);
  deepStrictEqual(images.map(madeOn), images.map(() => ["claiming", false]), "the power was cut too late");
  return images;
}
