import type { DiskFacts, DiskMarker, DrbdMeta, PairPlace } from "../../../../src/model/facts.ts";
import type { Site } from "../../../../src/model/site.ts";
import { layOutPair } from "../../../../src/plan/disks/layout.ts";
import { card, GIB, node, ownDisk, site } from "../fixtures.ts";

/** Hardware address of the first card of node `index`. */
export const cardOf = (index: number): string => `0a:00:00:00:00:0${index + 1}`;

/** A line with so many nodes, each with one card. */
export function ring(count: number): Site {
  return site(Array.from({ length: count }, (_, index) => node([card([cardOf(index)], "eth0", `10.0.0.${index + 1}/24`)], index, `lab-${index + 1}`)));
}

/** Generations by short names: `gen("A")`. */
export const gen = (name: string): string => name.charCodeAt(0).toString(16).toUpperCase().padStart(15, "A").concat("0");
export const NONE = "0000000000000000";
export const CREATED = "0000000000000004";

export function meta(current: string, over: Partial<DrbdMeta> = {}): DrbdMeta {
  return { current, bitmap: NONE, history: [NONE, NONE], consistent: true, upToDate: true, primary: false, ...over };
}

export const UUID = "44444444-4444-5444-8444-444444444444";

/** One side of `r0`. */
export function sideDisk(name: string, side: 0 | 1, drbd: DrbdMeta | null, marker: Partial<DiskMarker> = {}, place: Partial<PairPlace> = {}, over: Partial<DiskFacts> = {}): DiskFacts {
  const { dataBytes, partitionBytes } = layOutPair(over.sizeBytes ?? GIB, 512);
  return ownDisk(name, { role: "pair", pair: { resource: "r0", uuid: UUID, side, dataBytes, partitionBytes, ...place }, ...marker }, { drbd, ...over });
}
