import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LANGS } from "../../../src/model/token.ts";
import { inConsoleFont } from "../../../src/report/consoleFont.ts";
import { consoleText, issueText } from "../../../src/report/consoleText.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { anyPlan, anyReport, disk, failing, nic, plan, report, rescue, tooWide } from "./samples.ts";

/** Without line breaks: for sentences that may be wrapped anywhere. */
const flat = (shown: string): string => shown.replaceAll(/\s+/g, " ");

describe("consoleText", () => {
  it("shows a host that is ready, with where the time went, and one line for scripts", () => {
    expect(consoleText(plan(), report())).toBe(`Ramvisor: bereit

  Rechner    ramvisor
  Adresse    192.168.0.250/24
  Gateway    192.168.0.2
  Pools      default (858,3 MiB von 921,6 MiB frei)
  Gäste      virsh -c qemu+ssh://root@192.168.0.250/system
  Shell      ssh root@192.168.0.250
  RAM belegt  296 MiB

bereit nach 9,8 s (kernel 1,9 · agent 0,6 · netz 1,2 · libvirt 3,0)
RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=192.168.0.250/24 disks=claim:1,own:0,refuse:0
`.replaceAll(/^ {2}(Rechner|Adresse|Gateway|Pools|Gäste|Shell) +/gm, (_, name: string) => `  ${name.padEnd(12)}`));
  });

  it.each([
    ["de", "bereit nach 9,8 s (kernel 1,9 · agent 0,6 · netz 1,2 · libvirt 3,0)"],
    ["en", "ready after 9.8 s (kernel 1.9 · agent 0.6 · network 1.2 · libvirt 3.0)"],
    ["fr", "prêt après 9,8 s (noyau 1,9 · agent 0,6 · réseau 1,2 · libvirt 3,0)"],
    ["it", "pronto dopo 9,8 s (kernel 1,9 · agent 0,6 · rete 1,2 · libvirt 3,0)"],
  ] as const)("in %s", (lang, line) => {
    const shown = consoleText(plan(), report(), { lang });
    expect(shown).toContain(`\n${line}\n`);
    expect(shown.split("\n").at(-2)).toBe("RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=192.168.0.250/24 disks=claim:1,own:0,refuse:0");
  });

  it("says what failed and what to do, failures before warnings, and failed steps", () => {
    const shown = consoleText(plan(), report({ ready: false, readySeconds: null, reason: "libvirt.no-answer",
      checks: failing({ name: "gateway", ok: false, code: "gateway.silent", detail: "no ARP reply" }, { name: "libvirt", ok: false, code: "libvirt.no-answer", detail: "timeout" }, { name: "steps", ok: false, code: "step.disk.claim", detail: "disk.claim" }),
      steps: [{ action: "disk.claim", phase: "disks", result: "failed", seconds: 1, error: "sgdisk: exit 4" }] }), { lang: "en", seconds: 60.04 });
    expect(shown).toContain("Ramvisor: not ready\n");
    expect(flat(shown)).toContain("libvirt does not answer, or offers no KVM. [libvirt.no-answer: timeout] -> See: journalctl -u libvirtd");
    const places = ["libvirt does not", "A step of the start failed", "The gateway does not answer"].map((said) => shown.indexOf(said));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(shown).toContain("Step disk.claim failed: sgdisk: exit 4");
    expect(shown).toMatch(/\nnot ready after 60\.0 s \(.*\)\nRAMVISOR NOT-READY outcome=configured seconds=60\.0 reason=libvirt\.no-answer\n$/);
  });

  it("in rescue names every NIC with its address, the near miss first and marked, and the line to type", () => {
    const shown = consoleText(rescue(), report({ outcome: "rescue", ready: false, reason: "nic.no-match" }), { lang: "en", live: { enp0s4: ["10.0.2.15/24"] } });
    expect(shown).toMatch(/enp0s3 {2}0a:0b:0c:0d:0e:0f {2}link up\n {4}-> Its address/);
    expect(shown).toContain("enp0s4  52:54:00:00:00:01  link up, 10.0.2.15/24\n");
    expect(shown).toContain("  ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24");
    expect(shown.indexOf("apply mac.0a")).toBeLessThan(shown.indexOf("apply mac.52"));
    expect(shown).not.toMatch(/\n +lo /);
    expect(shown).not.toContain("virsh");
  });

  it("names each of 64 NICs, the likeliest in full and last, above the lines to type", () => {
    const nics = Array.from({ length: 64 }, (_, index) => nic({ kernelName: `ens${index}`, mac: `52:54:00:00:00:${index.toString(16).padStart(2, "0")}`, name: null, role: "dhcp", addresses: [], reason: "rescue-dhcp", carrier: index === 40 }));
    const many = rescue({ network: { ...rescue().network, nics }, suggestions: nics.map(({ kernelName }) => ({ kernelName, line: `mac.x.${kernelName}` })) });
    const shown = consoleText(many, report({ outcome: "rescue", ready: false }), { lang: "en" });
    for (const { kernelName, mac } of nics) expect(shown.replaceAll(/ +/g, " ")).toContain(`${kernelName} ${mac ?? ""}`);
    expect(shown.split("\n").length).toBeLessThanOrEqual(50);
    expect(shown.indexOf("ens63 ")).toBeLessThan(shown.indexOf("ens40 "));
    expect(shown).toContain("ens40  52:54:00:00:00:28  link up\n");
    expect(shown).toMatch(/\n {2}ramvisor apply mac\.x\.ens40\n.*\n.*\n {2}and 61 more\n/);
  });

  it("says a near miss once, beside its card, and a degraded start's problems under their heading", () => {
    const near = rescue({ problems: [{ severity: "warning", code: "nic.near", token: "mac.x", span: null, args: { wanted: "0a:0b:0c:0d:0e:0e", found: "0a:0b:0c:0d:0e:0f", kernelName: "enp0s3" } }] });
    expect(consoleText(near, null, { lang: "en" }).match(/0a:0b:0c:0d:0e:0e/g)).toHaveLength(1);
    const degraded = plan({ outcome: "degraded", problems: [{ severity: "error", code: "token.gw", token: "gw.300.1.1.1", span: null, args: { gateway: "300.1.1.1" } }] });
    const shown = consoleText(degraded, report({ outcome: "degraded", ready: false, readySeconds: null }), { lang: "en" });
    expect(shown).toMatch(/^Ramvisor: not ready\nThis machine comes up, but not as told/);
    expect(shown).toContain("\nProblems:\n  error: gw.300.1.1.1\n");
  });

  it("says where there is no disk to use, why, and what to do", () => {
    const refused = disk({ verdict: "refuse", reason: "signature", pool: null, remedy: { kind: "wipe", path: "/dev/disk/by-id/virtio-RAMVISOR0" } });
    const shown = consoleText(plan({ disks: [refused] }), report({ pools: [] }), { lang: "en" });
    expect(shown).toContain("none - no disk is used");
    expect(flat(shown)).toContain("/dev/vda 1.0 GiB virtio-RAMVISOR0: carries data with a known signature");
    expect(shown).toContain("\n      ramvisor disk free virtio-RAMVISOR0\n");
    expect(consoleText(plan({ disks: [] }), report({ pools: [] }), { lang: "en" })).toContain("Disks: none found");
    expect(consoleText(plan({ disks: [disk({ verdict: "leave", reason: "disks-none", pool: null })], disksMode: "none" }), report({ pools: [] }), { lang: "en" })).not.toContain("no disk is used");
  });

  it("shows a pool that should be there and is not", () => {
    expect(consoleText(plan(), report({ ready: false, pools: [] }), { lang: "en" })).toContain("default (not active)");
  });

  it("before there is a report it is only under way: no line for scripts", () => {
    const shown = consoleText(plan(), null, { lang: "en" });
    expect(shown).toContain("Ramvisor: starting\n");
    expect(shown).not.toContain("RAMVISOR");
  });

  it("writes an IPv6 address in brackets where a URL wants them", () => {
    const shown = consoleText(plan({ network: { ...plan().network, addresses: ["2001:db8::250/64"] } }), report(), { lang: "en" });
    expect(shown).toContain("qemu+ssh://root@[2001:db8::250]/system");
    expect(shown).toContain("ssh root@2001:db8::250\n");
  });

  it("is never wider than 80 columns, in letters that every console has, with one line for scripts at its end, whatever happens", () => {
    fc.assert(fc.property(anyPlan, anyReport, fc.constantFrom(...LANGS), (any, how, lang) => {
      const shown = consoleText(any, how, { lang });
      const body = shown.replace(/^RAMVISOR (NOT-)?READY .*\n$/m, "");
      expect(tooWide(body, displayWidth)).toEqual([]);
      expect(inConsoleFont(shown)).toBe(shown);
      expect(shown.match(/^RAMVISOR (NOT-)?READY [^\n]*\n$/m)?.[0]).toBe(`${shown.split("\n").at(-2) ?? ""}\n`);
    }), { numRuns: 100 });
  });
});

describe("inConsoleFont", () => {
  it.each([["„ä“ … –", '"ä" ... -'], ["nœud À", "noeud A"], ["日", "?"], ["a\nb", "a\nb"], ["\u001b", "?"], ["é · ß", "é · ß"]])("%j", (text, shown) => {
    expect(inConsoleFont(text)).toBe(shown);
  });
});

it("escapes what agetty would take for a code", () => {
  expect(issueText("\\n \\4{eth0} C:\\")).toBe("\\\\n \\\\4{eth0} C:\\\\");
});
