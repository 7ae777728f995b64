import { strictEqual } from "node:assert/strict";
import { digestOf } from "../disks/suites/bytes.ts";
import type { Lab } from "./lab/node.ts";
import { pause } from "./scenario.ts";

/** A node that is calm takes its next round after five seconds (src/stages/pair.ts), the one before that after one. */
const TWO_ROUNDS_MS = 8000;

/** What a node has decided may be undone, or followed by a write, in its next rounds: these are over then. */
export const twoRounds = (): Promise<void> => pause(TWO_ROUNDS_MS);

/** Everything that was written in these nodes so far lies in the images of their disks. */
export async function written(lab: Lab, nodes: readonly number[]): Promise<void> {
  for (const index of nodes) {
    await lab.guest(index).must("sync");
    await lab.flush(index);
  }
}

/** After two further rounds no byte of these nodes' disks is other than zero, up to their very ends. */
export async function stayBlank(lab: Lab, nodes: readonly number[]): Promise<void> {
  await twoRounds();
  await written(lab, nodes);
  for (const { file, serial } of nodes.flatMap((index) => lab.disks.get(index) ?? [])) strictEqual(digestOf(file), "", `something was written on ${serial}`);
}
