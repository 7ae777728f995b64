import { describe, expect, it } from "vitest";
import { jobProgress, movedDisks, movedFirmware, movedXml, quoted, whatMoves } from "../../../src/plan/guestMove.ts";

const OWN = [{ name: "default", path: "/pools/default" }];
const TARGET = { name: "pool2", path: "/pools/pool2" };
const disk = (source: string, more = "", device = "disk"): string => `<disk type='file' device='${device}'><driver name='qemu' type='qcow2'/>${source}${more}<target dev='vda'/></disk>`;
const file = (path: string): string => `<source file='${path}' index='1'/>`;

describe("movedDisks", () => {
  it("takes images of pools that are led here, with their folders", () => {
    expect(movedDisks(disk(file("/pools/default/a.qcow2")) + disk(file("/pools/default/sub/b &amp; c.img")), OWN, TARGET)).toEqual({ disks: [
      { from: "/pools/default/a.qcow2", to: "/pools/pool2/a.qcow2", format: "qcow2" }, { from: "/pools/default/sub/b & c.img", to: "/pools/pool2/sub/b & c.img", format: "qcow2" },
    ] });
  });

  it("passes over an empty drive", () => {
    expect(movedDisks("<disk type='file' device='cdrom'><target dev='sda'/></disk>", OWN, TARGET)).toEqual({ disks: [] });
  });

  it.each([
    [disk(file("/pools/default/x.iso"), "<readonly/>", "cdrom"), "medium", "/pools/default/x.iso"],
    [disk(file("/pools/default-2/x.img")), "elsewhere", "/pools/default-2/x.img"],
    [disk("<source dev='/dev/sdb'/>"), "elsewhere", "/dev/sdb"],
    [disk("<source pool='default' volume='v'/>"), "elsewhere", "v"],
    [disk(file("/pools/default/s.img"), "<shareable/>"), "elsewhere", "/pools/default/s.img"],
  ])("is held by %s", (xml, kind, what) => {
    expect(movedDisks(disk(file("/pools/default/a")) + xml, OWN, TARGET)).toEqual({ immovable: { kind, what } });
  });
});

describe("whatMoves", () => {
  const a = disk(file("/pools/default/a"));
  const moved = { disks: [{ from: "/pools/default/a", to: "/pools/pool2/a", format: "qcow2" }] };
  const drive = (source: string, device: string): string => `<disk type='file' device='cdrom'>${source}<target dev='${device}' bus='sata'/></disk>`;
  const iso = file("/pools/default/x.iso");

  it("takes what runs, though the permanent definition has less", () => {
    expect(whatMoves(a + drive("", "sdb"), a + drive("", "sdb"), OWN, TARGET)).toEqual(moved);
    expect(whatMoves(a, "", OWN, TARGET)).toEqual(moved);
  });

  it.each([
    [a + disk(file("/pools/default/b")), { kind: "later", what: "/pools/default/b" }],
    [a + disk("<source dev='/dev/sdb'/>"), { kind: "elsewhere", what: "/dev/sdb" }],
    [a + drive(iso, "sdb"), { kind: "medium", what: "/pools/default/x.iso", eject: "sdb --eject --config" }],
  ])("is held by what a guest gets at its next start: %s", (kept, immovable) => {
    expect(whatMoves(a + drive("", "sdb"), kept, OWN, TARGET)).toEqual({ immovable });
  });

  it("names the drive and where the medium is in it", () => {
    const [both, now] = [drive(file("/b.iso"), "sda") + drive(iso, "sdb"), drive("", "sda") + drive(iso, "sdb")];
    expect(whatMoves(now, now, OWN, TARGET)).toEqual({ immovable: { kind: "medium", what: "/pools/default/x.iso", eject: "sdb --eject --live --config" } });
    expect(whatMoves(now, drive("", "sdb"), OWN, TARGET)).toMatchObject({ immovable: { eject: "sdb --eject --live" } });
    expect(whatMoves(both, now, OWN, TARGET)).toMatchObject({ immovable: { what: "/b.iso", eject: "sda --eject --live" } });
  });
});

it("writes the other pool's path into the disks alone, and names no backing image any more", () => {
  const xml = `<metadata file='/pools/default/a &amp; b'/>${disk(file("/pools/default/a &amp; b"), "<backingStore type='file'><source file='/pools/default/base'/><backingStore/></backingStore>")}${disk(file("/pools/default/other"))}`;
  const moved = movedXml(xml, [{ from: "/pools/default/a & b", to: "/pools/pool2/a & b", format: "qcow2" }]);
  expect(moved).toBe(`<metadata file='/pools/default/a &amp; b'/>${disk("<source file='/pools/pool2/a &amp; b' index='1'/>")}${disk(file("/pools/default/other"))}`);
});

describe("firmware that lies in a pool", () => {
  const os = (home: string, nvram: string): string => `<os><type>hvm</type><loader readonly='yes' type='pflash'>${home}/OVMF &amp; CODE.fd</loader>${nvram.replaceAll("HOME", home)}<boot dev='hd'/></os>`;
  const shared = [{ from: "/pools/default/OVMF & CODE.fd", to: "/pools/pool2/OVMF & CODE.fd", own: false }, { from: "/pools/default/VARS.fd", to: "/pools/pool2/VARS.fd", own: false }];
  const variables = { from: "/pools/default/nv/web.fd", to: "/pools/pool2/nv/web.fd", own: true };

  it.each([
    ["<nvram template='HOME/VARS.fd' format='raw'>/var/lib/libvirt/qemu/nvram/web.fd</nvram>", shared],
    ["<nvram template='HOME/VARS.fd'>HOME/nv/web.fd</nvram>", [...shared, variables]],
    ["<nvram type='file' template='HOME/VARS.fd'>\n  <source file='HOME/nv/web.fd'/>\n</nvram>", [...shared, variables]],
    ["<nvram template='HOME/VARS.fd'/>", shared],
    ["", shared.slice(0, 1)],
  ])("goes along: %s", (nvram, files) => {
    const xml = `<metadata><loader>/pools/default/x</loader></metadata>${os("/pools/default", nvram)}${disk(file("/pools/default/a"))}`;
    expect(movedFirmware(xml, OWN, TARGET)).toEqual(files);
    expect(movedXml(xml, [], files)).toBe(`<metadata><loader>/pools/default/x</loader></metadata>${os("/pools/pool2", nvram)}${disk(file("/pools/default/a"))}`);
  });

  it("stays where it is on both nodes", () => {
    const xml = "<os><loader type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader></os>";
    expect(movedFirmware(xml, OWN, TARGET)).toEqual([]);
    expect(movedXml(xml, [], [])).toBe(xml);
  });
});

it("quotes for a shell whatever a name may hold", () => {
  expect(quoted("it's; rm -rf $HOME")).toBe(`'it'\\''s; rm -rf $HOME'`);
});

it("reads how far a move is", () => {
  expect(jobProgress("operation: 3\ndata_total: 1000\ndata_processed: 250\n")).toEqual({ doneBytes: 250, totalBytes: 1000 });
  expect(jobProgress("data_total: 1000\ndata_processed: 1200\n")).toEqual({ doneBytes: 1000, totalBytes: 1000 });
  expect(jobProgress("operation: 0\n")).toBeNull();
});
