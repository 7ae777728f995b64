import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGS } from "../../../src/model/token.ts";
import { planText } from "../../../src/report/planText.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { anyPlan, disk, nic, plan, rescue, STEPS, tooWide } from "./samples.ts";

const text = (of: Parameters<typeof planText>[0], lang: (typeof LANGS)[number] = "en"): string => planText(of, { lang, color: false });
/** Without line breaks: for sentences that may be wrapped anywhere. */
const flat = (shown: string): string => shown.replaceAll(/\s+/g, " ");

describe("planText", () => {
  it("shows a simple machine", () => {
    expect(text(plan())).toBe(`Ramvisor plan: This machine comes up as told.

  Host      ramvisor, site default
  Address   192.168.0.250/24
  Gateway   192.168.0.2
  DNS       192.168.0.2
  Time      192.168.0.2
  Language  de, keyboard de, de_DE.UTF-8

Network cards
  use     enp0s3  0a:0b:0c:0d:0e:0f  virtio_net, link up
          named by a mac. token; becomes eth0; carries bridge br0;
          192.168.0.250/24

Disks
  claim  /dev/vda  1.0 GiB  virtio-RAMVISOR0
         blank (pool default). The first and the last 64 MiB: every byte is
         zero. blkid and wipefs find nothing.

Services
  libvirtd, ssh

Steps
   1. Set the host name ramvisor.
`);
  });

  it("says each problem with its token, the faulty part underlined, and the hint", () => {
    const shown = text(plan({ outcome: "degraded", problems: [
      { severity: "error", code: "token.address", token: "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.300", span: { start: 0, end: 41 }, args: { address: "192.168.0.300" } },
      { severity: "warning", code: "token.vlan", token: "vlan.4095", span: { start: 42, end: 51 }, args: { vlan: "4095" } },
      { severity: "error", code: "nic.none", token: null, span: null, args: {} },
    ] }));
    expect(shown).toContain(`\n  error: mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.300\n${" ".repeat("  error: mac.0a:0b:0c:0d:0e:0f.eth0.".length)}^^^^^^^^^^^^^\n    `);
    expect(shown).toMatch(/\n {2}warning: vlan\.4095\n {4}\S/);
    expect(shown).toMatch(/\n {4}-> \S/);
    expect(shown).toMatch(/\n {2}error: [A-Z]/);
  });

  it("gives the exact command that wipes a refused disk, its long warning once", () => {
    const refused = (name: string): ReturnType<typeof disk> => disk({ path: `/dev/${name}`, id: `virtio-${name}`, verdict: "refuse", reason: "signature", pool: null,
      evidence: [{ kind: "signature", type: "ext4", offset: 1080, source: "wipefs" }, { kind: "signature", type: "gpt", offset: null, source: "wipefs" }], remedy: { kind: "wipe", path: `/dev/disk/by-id/virtio-${name}` } });
    const shown = text(plan({ disks: [refused("vda"), refused("vdb")] }));
    expect(flat(shown)).toContain("wipefs finds ext4 at offset 1080, gpt.");
    expect(shown).toContain("\n            ramvisor disk free virtio-vda\n");
    expect(flat(shown)).toContain("wipefs -a /dev/disk/by-id/virtio-vda && blkdiscard -z /dev/disk/by-id/virtio-vda");
    expect(shown).toContain("\n          -> As above:\n            ramvisor disk free virtio-vdb\n");
    expect(flat(shown).match(/deletes everything/g)).toHaveLength(2);
    expect(shown).toContain("No disk is used");
  });

  it("gives the command that gives a disk up behind the remedy that keeps what is on it", () => {
    const refused = (name: string, site: string): ReturnType<typeof disk> => disk({ path: `/dev/${name}`, id: `virtio-${name}`, verdict: "refuse", reason: "other-site", pool: null,
      evidence: [{ kind: "marker", offset: 524_288, site, pool: "default", format: 1 }], remedy: { kind: "set-site", site, giveUp: `/dev/disk/by-id/virtio-${name}` } });
    const shown = flat(text(plan({ disks: [refused("vda", "one"), refused("vdb", "two"), refused("vdc", "one")] })));
    expect(shown).toContain("Marker at offset 524288: site one, pool default, format 1.");
    // Never "as above" behind another sentence: the warning stands before the command.
    expect(shown.match(/site\.id is (one|two)[^>]*? This deletes everything on the disk[^>]*? ramvisor disk free virtio-vd[ab]/g)).toHaveLength(2);
    expect(shown).toContain("-> As above: ramvisor disk free virtio-vdc");
    expect(shown).toContain("wipefs -a /dev/disk/by-id/virtio-vda && blkdiscard -z /dev/disk/by-id/virtio-vda");
    expect(shown).not.toMatch(/wipefs -a [^ ]*vd[bc]/);
  });

  it("prints the line to type in rescue, the near miss first, whole words only", () => {
    const shown = text(rescue());
    const [near, other] = [shown.indexOf("ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250"), shown.indexOf("ramvisor apply mac.52:54:00:00:00:01")];
    expect(near).toBeGreaterThan(0);
    expect(other).toBeGreaterThan(near);
    expect(shown).toContain("0a:0b:0c:0d:0e:0e ?");
    expect(shown).toContain("lo: not hardware");
    expect(planText(rescue(), { lang: "en", color: false, width: 40 })).toContain("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250\n");
  });

  it("groups 62 cards that are not named, and still names each", () => {
    const others = Array.from({ length: 62 }, (_, index) => nic({ kernelName: `ens${index}`, mac: `52:54:00:00:00:${index.toString(16).padStart(2, "0")}`, verdict: "ignore", name: null, role: null, addresses: [], reason: "not-named" }));
    const shown = text(plan({ network: { ...plan().network, nics: [nic(), ...others] } }));
    expect(shown).toContain("62 cards: not named by any mac. token");
    for (const other of others) expect(shown).toContain(`${other.kernelName} ${other.mac ?? ""}`);
    expect(shown.split("\n").length).toBeLessThan(60);
  });

  it("keeps a near miss out of a group", () => {
    const others = Array.from({ length: 8 }, (_, index) => nic({ kernelName: `ens${index}`, verdict: "ignore", name: null, role: null, addresses: [], reason: "not-named", near: index === 3 ? "0a:0b:0c:0d:0e:0e" : null }));
    const shown = text(plan({ network: { ...plan().network, nics: others } }));
    expect(shown).toContain("7 cards");
    expect(flat(shown)).toContain("differs from the wanted 0a:0b:0c:0d:0e:0e");
  });

  it.each(LANGS)("fits a screen for a simple machine with every kind of step named, in %s", (lang) => {
    const shown = text(plan({ steps: [...STEPS] }), lang);
    expect(shown.split("\n").length).toBeLessThan(90);
    expect(shown).not.toMatch(/undefined|\[object/);
  });

  it("does not complain of missing storage where none is asked for", () => {
    const none = disk({ verdict: "leave", reason: "disks-none", pool: null });
    expect(text(plan({ disks: [none], disksMode: "none" }))).not.toContain("No disk is used");
    expect(text(plan({ disks: [none], disksMode: "auto" }))).toContain("No disk is used");
  });

  it("colours only when asked, and the colours change no letter", () => {
    const coloured = planText(rescue(), { lang: "de", color: true });
    expect(coloured).toContain("\u001b[");
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(planText(rescue(), { lang: "de", color: false }));
  });

  it("is never wider than 80 columns and lets no control character through, whatever the plan", () => {
    fc.assert(fc.property(anyPlan, fc.constantFrom(...LANGS), (any, lang) => {
      const shown = planText(any, { lang, color: false });
      expect(tooWide(shown, displayWidth)).toEqual([]);
      expect(shown).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*\n$/);
      expect(shown).not.toMatch(/undefined|\[object/);
    }), { numRuns: 100 });
  });
});
