import { expect, it } from "vitest";
import type { DiskMarker, Facts } from "../../../src/model/facts.ts";
import { keepsLastMarkers, withLastMarkers } from "../../../src/stages/lastMarkers.ts";
import { memory } from "../apply/fakes.ts";
import { disk, facts } from "../plan/fixtures.ts";
import { gen, meta, sideDisk } from "../plan/cluster/fixtures.ts";

const blank = facts([], [disk("a"), disk("b")]);
const side = sideDisk("a", 0, meta(gen("A")));
const marker = (side.marker as { marker: DiskMarker }).marker;
/** What is read of the disks now: `a` with its marker, `b` blank; or `a` not at all. */
const reads = ({ disks, ...rest }: Facts): Promise<Facts> => Promise.resolve({ ...rest, disks: disks.map((one) => (one.id === "virtio-a" ? { ...one, marker: { state: "good", marker }, drbd: meta(gen("A")) } : one)) });
const fails = ({ disks, ...rest }: Facts): Promise<Facts> => Promise.resolve({ ...rest, disks: disks.map((one) => (one.id === "virtio-a" ? { ...one, errors: [{ what: one.path, why: "timeout" }], unreadable: true } : one)) });
const said = ({ disks }: Facts): string[] => disks.map(({ marker: { state }, unreadable }) => `${state}${unreadable === true ? " unreadable" : ""}`);

it("a disk that cannot be read keeps the marker that was last read, for other processes of this start too", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  expect(said(await keepsLastMarkers(fs, reads).again(blank))).toEqual(["good", "none"]);
  expect(said(await withLastMarkers(fs, fails, blank))).toEqual(["good unreadable", "none"]);
  expect(said(await keepsLastMarkers(fs, fails).again(blank))).toEqual(["good unreadable", "none"]);
  expect(said(await withLastMarkers(fs, fails, blank))).toEqual(["good unreadable", "none"]);
});

it("and the one that a claim was about to write: its place is given to no other disk", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  const kept = keepsLastMarkers(fs, fails);
  expect(said(await kept.again(blank))).toEqual(["none unreadable", "none"]);
  await kept.begins(blank.disks[0] as Facts["disks"][number], { ...marker, state: "claiming" });
  expect((await kept.again(blank)).disks[0]).toMatchObject({ unreadable: true, marker: { state: "good", marker: { state: "claiming", disk: "virtio-a" } } });
  // It answers again, and was never written to.
  expect(said(await keepsLastMarkers(fs, (now) => Promise.resolve({ ...now, disks: blank.disks })).again(blank))).toEqual(["none", "none"]);
  expect(said(await kept.again(blank))).toEqual(["none unreadable", "none"]);
});

it("a boot run that found it with an error meanwhile has not forgotten it for this start", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  await keepsLastMarkers(fs, reads).again(blank);
  const [first, ...rest] = blank.disks;
  const looked = { ...blank, disks: [{ ...(first as Facts["disks"][number]), scans: [], errors: [{ what: "/dev/a", why: "timeout" }] }, ...rest] };
  expect((await withLastMarkers(fs, reads, looked)).disks[0]).toMatchObject({ marker: { state: "good" }, errors: [] });
});

it("another disk in its place is not taken for it", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  await keepsLastMarkers(fs, reads).again(blank);
  const other = { ...blank, disks: blank.disks.map((one) => ({ ...one, diskSeq: 99 })) };
  expect(said(await withLastMarkers(fs, fails, other))).toEqual(["none unreadable", "none"]);
});

it("nothing that is read while the claim is under way counts, and looks side by side do not get in each other's way", async () => {
  const { fs } = memory({ "/run/ramvisor/": "" });
  let answers = true;
  const kept = keepsLastMarkers(fs, (now) => (answers ? Promise.resolve({ ...now, disks: blank.disks }) : fails(now)));
  await Promise.all([kept.again(blank), kept.begins(blank.disks[0] as Facts["disks"][number], { ...marker, state: "claiming" }), kept.begins(blank.disks[1] as Facts["disks"][number], marker), ...Array.from({ length: 10 }, () => kept.again(blank))]);
  expect(Object.keys(JSON.parse(await fs.readText("/run/ramvisor/markers.json")) as object)).toHaveLength(2);
  answers = false;
  expect(said(await kept.again(blank))[0]).toBe("good unreadable");
  kept.ended((id) => id === "virtio-a");
  answers = true;
  await kept.again(blank);
  answers = false;
  expect(said(await kept.again(blank))[0]).toBe("good unreadable");
  kept.ended(() => false);
  answers = true;
  await kept.again(blank);
  answers = false;
  expect(said(await kept.again(blank))[0]).toBe("none unreadable");
});
