import { describe, expect, it } from "vitest";
import type { Evidence, PlannedDisk } from "../../../src/model/plan.ts";
import { LANGS } from "../../../src/model/token.ts";
import { consoleDisks } from "../../../src/report/consoleDisks.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { DISK_REASONS, disk, EVIDENCE, plan, REMEDIES, rescue, tooWide } from "./samples.ts";

const ext4: Evidence[] = [{ kind: "signature", type: "ext4", offset: null, source: "blkid" }, { kind: "signature", type: "ext4", offset: 1080, source: "wipefs" }, { kind: "signature", type: "dos", offset: 510, source: "wipefs" }];
const refused = (name: string, over: Partial<PlannedDisk> = {}): PlannedDisk => disk({
  path: `/dev/vd${name}`, id: `virtio-USED-${name}`, verdict: "refuse", reason: "signature", pool: null, evidence: ext4, remedy: { kind: "wipe", path: `/dev/disk/by-id/virtio-USED-${name}` }, ...over,
});
const show = (disks: PlannedDisk[], over: Parameters<typeof plan>[0] = {}): string => consoleDisks(plan({ disks, ...over }), "en", 80).join("\n");

describe("consoleDisks", () => {
  it("tells of a refused disk beside a claimed one: why, what was found, at which offset, and the command", () => {
    expect(show([disk(), refused("b")])).toBe(`Disks:
  /dev/vdb 1.0 GiB virtio-USED-b: carries data with a known signature. wipefs
    finds ext4 at offset 1080.
    -> If nothing on it is needed, hand it over to this host. This deletes
    everything on the disk; its serial number is asked first:
      ramvisor disk free virtio-USED-b`);
    for (const verdict of ["own", "wait"] as const) expect(show([disk({ verdict }), refused("b")])).toContain("disk free virtio-USED-b");
  });

  it("gives the long advice once, and four disks at most", () => {
    const shown = show([disk(), ..."bcdefg"].map((one) => (typeof one === "string" ? refused(one) : one)));
    expect(shown.match(/deletes/g)).toHaveLength(1);
    expect(shown).toContain("\n    -> As above: ramvisor disk free virtio-USED-e\n  and 2 more: ramvisor --dry-run");
    expect(shown).not.toContain("virtio-USED-f");
    expect(shown.split("\n")).toHaveLength(1 + 5 + 3 * 3 + 1);
  });

  it("gives a command that is too long beside `as above` a line of its own, whole", () => {
    const id = `ata-${"X".repeat(60)}`;
    expect(show([refused("b"), refused("c", { id, remedy: { kind: "wipe", path: `/dev/disk/by-id/${id}` } })])).toContain(`    -> As above:\n      ramvisor disk free\n        ${id}`);
  });

  it("gives the remedy that keeps what is on a disk, then the command that gives it up", () => {
    const ours = (name: string): PlannedDisk => refused(name, { reason: "damaged-marker", evidence: [{ kind: "marker-place", offset: 524_288, format: null }, { kind: "error", what: `/dev/vd${name}`, why: "the checksum does not match" }],
      remedy: { kind: "check-cable", giveUp: `/dev/disk/by-id/virtio-USED-${name}` } });
    const shown = show([disk(), ours("b"), ours("c"), refused("d")]);
    expect(shown).toBe(`Disks:
  /dev/vdb 1.0 GiB virtio-USED-b: carries a damaged Ramvisor marker. Marker at
    offset 524288. /dev/vdb: the checksum does not match.
    -> Check cable, power and the disk's health (smartctl), then start again.
    If nothing on it is needed, hand it over to this host. This deletes
    everything on the disk; its serial number is asked first:
      ramvisor disk free virtio-USED-b
  /dev/vdc 1.0 GiB virtio-USED-c: carries a damaged Ramvisor marker. Marker at
    offset 524288. /dev/vdc: the checksum does not match.
    -> As above: ramvisor disk free virtio-USED-c
  /dev/vdd 1.0 GiB virtio-USED-d: carries data with a known signature. wipefs
    finds ext4 at offset 1080.
    -> As above: ramvisor disk free virtio-USED-d`);
  });

  it("says nothing where every disk is used, or is one that nobody waits for", () => {
    expect(show([disk()])).toBe("");
    expect(show([disk(), ...(["boot-medium", "removable", "usb"] as const).map((reason) => refused("b", { reason, evidence: [], remedy: { kind: "unplug-or-ignore" } }))])).toBe("");
  });

  it("where there is no pool tells of every disk, of the stick only where it is all there is", () => {
    const stick = refused("s", { reason: "boot-medium", evidence: [], remedy: { kind: "unplug-or-ignore" } });
    const left = disk({ verdict: "leave", reason: "token-error", pool: null, remedy: { kind: "fix-token" } });
    expect(show([stick, left])).toMatch(/^Disks:\n {2}\/dev\/vda .*: there is an error[^]*-> Mend the error/);
    expect(show([left, left]).match(/Mend/g)).toHaveLength(1);
    expect(show([stick])).toMatch(/^Disks:\n {2}\/dev\/vds .*: is the medium that this machine started from\.$/);
    expect(show([])).toBe("Disks: none found");
  });

  it("keeps the screen of a rescue start for the line to type", () => {
    expect(consoleDisks(rescue({ disks: [refused("b")] }), "en", 80)).toEqual([]);
  });

  it("under disks.none tells of a disk that carries our marker alone", () => {
    const ours = refused("c", { reason: "other-site", evidence: EVIDENCE.filter(({ kind }) => kind === "marker"), remedy: { kind: "set-site", site: "avbox" } });
    expect(show([refused("b"), ours], { disksMode: "none" })).toMatch(/^Disks:\n {2}\/dev\/vdc [^]*Marker/);
    expect(show([refused("b")], { disksMode: "none" })).toBe("");
  });

  it("leaves out what was found to be zero, but where that is all that is known", () => {
    expect(show([disk(), refused("b", { reason: "too-small", evidence: EVIDENCE.slice(0, 4), remedy: { kind: "unplug-or-ignore" } })])).not.toContain("every byte");
    expect(show([disk(), refused("b", { reason: "unproved", evidence: EVIDENCE.slice(0, 3), remedy: { kind: "check-cable" } })])).toContain("every byte");
  });

  it.each(LANGS)("fits into 80 columns for every reason, remedy and kind of evidence (%s)", (lang) => {
    const all = DISK_REASONS.map((reason, index) => refused("b", { reason, evidence: [...EVIDENCE], remedy: REMEDIES[index % REMEDIES.length] ?? null }));
    for (const one of all) expect(tooWide(consoleDisks(plan({ disks: [one] }), lang, 80).join("\n"), displayWidth)).toEqual([]);
    expect(consoleDisks(plan({ disks: all }), lang, 80).at(-1)).toMatch(/^ {2}\S.* \d+ ?.*: ramvisor --dry-run$/);
  });
});
