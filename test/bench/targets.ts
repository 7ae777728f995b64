import type { Boots } from "./model.ts";
import { median } from "./statistics.ts";

/** What a figure is held to. Where it cannot be taken (no peer), it is neither met nor missed. */
export interface Target {
  name: string;
  unit: string;
  value: number | null;
  /** Met where the value is not above it. */
  limit: number;
  met: boolean | null;
}

/** The five targets, by medians. Pure. */
export function targetsOf({ floor, ours, peer, isoBytes }: Boots): Target[] {
  const ready = median(ours.map(({ seconds }) => seconds));
  const shares = ours.map(({ seconds, stages }) => (stages["agent"] ?? Number.NaN) / seconds);
  const values: [name: string, unit: string, value: number | null, limit: number][] = [
    ["ready / bare kernel", "", ready / median(floor), 5],
    ["ready / peer's ready", "", peer === null ? null : ready / median(peer.map(({ seconds }) => seconds)), 0.2],
    ["RAM used at ready", "MiB", median(ours.map(({ memoryMiB }) => memoryMiB)), 256],
    ["ISO", "bytes", isoBytes.ours, 60_000_000],
    ["agent up to the hand-over / ready", "%", median(shares) * 100, 10],
  ];
  return values.map(([name, unit, value, limit]) => {
    const known = value === null || Number.isNaN(value) ? null : value;
    return { name, unit, value: known, limit, met: known === null ? null : known <= limit };
  });
}
