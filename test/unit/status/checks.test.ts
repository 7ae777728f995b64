import { describe, expect, it } from "vitest";
import type { Plan, PlannedNic } from "../../../src/model/plan.ts";
import type { StepOutcome } from "../../../src/model/step.ts";
import { checkKvm } from "../../../src/status/kvm.ts";
import { askLibvirt, libvirtChecks } from "../../../src/status/libvirt.ts";
import { checkGateway, hexOf, networkChecks, parseTentative } from "../../../src/status/network.ts";
import { memoryUsed, reasonOf } from "../../../src/status/report.ts";
import { checkSteps } from "../../../src/status/steps.ts";
import { failed, memory, ok, programs } from "../apply/fakes.ts";

const code = (check: { code: string }): string => check.code;

describe("kvm", () => {
  it("is tried, not looked at", async () => {
    const { fs } = memory({ "/dev/kvm": "" });
    expect(await checkKvm({ fs, run: programs({ perl: () => ok("API version 12, a machine was made") }).run })).toMatchObject({ ok: true, code: "ok" });
    expect(await checkKvm({ fs, run: programs({ perl: () => ({ ...failed(6), stdout: "KVM_CREATE_VM: Device or resource busy" }) }).run })).toMatchObject({ ok: false, code: "kvm.ioctl", detail: "/dev/kvm does not work: KVM_CREATE_VM: Device or resource busy" });
    expect(code(await checkKvm({ fs, run: programs().run }))).toBe("kvm.ioctl");
  });
  it("tells a processor without virtualization from a module that is not loaded", async () => {
    const { run, calls } = programs();
    expect(code(await checkKvm({ fs: memory({ "/proc/cpuinfo": "flags\t\t: fpu svm sse\n" }).fs, run }))).toBe("kvm.no-device");
    expect(code(await checkKvm({ fs: memory({ "/proc/cpuinfo": "flags\t\t: fpu svmx sse\n" }).fs, run }))).toBe("kvm.no-virtualization");
    expect(calls).toEqual([]);
  });
});

describe("libvirt", () => {
  const steps = [
    { action: "file.write", phase: "disks", path: "/etc/libvirt/storage/default.xml", mode: 0o600, content: "", purpose: "pool" },
    { action: "file.write", phase: "early", path: "/etc/libvirt/qemu/networks/lan.xml", mode: 0o600, content: "", purpose: "guest-network" },
  ] as Plan["steps"];
  const answer = async (stdout: string, stderr = "", exit = 0): Promise<string[]> =>
    libvirtChecks(await askLibvirt(programs({ virsh: () => ({ code: exit, stdout, stderr, failure: null }) }).run, 1000, true), { steps }).map(code);

  it("wants kvm domains, every pool and every network of the plan, in one process", async () => {
    expect(await answer("default\n\n===\nlan\n\n===\n<domainCapabilities><domain>kvm</domain></domainCapabilities>")).toEqual(["ok", "ok", "ok"]);
    expect(await answer("default\n\n===other\n\n===<domain>kvm</domain>")).toEqual(["ok", "ok", "guest-network.inactive"]);
    expect(await answer("\n===\nlan\n===\n<domain>qemu</domain>")).toEqual(["libvirt.no-kvm", "pool.inactive", "ok"]);
  });
  it("asks what QEMU can do only where it is told to: libvirt would start QEMU for it", async () => {
    const { run, calls } = programs({ virsh: () => ({ code: 0, stdout: "default\n===\nlan\n===\n", stderr: "", failure: null }) });
    expect(libvirtChecks(await askLibvirt(run, 1000, false), { steps }).map(code)).toEqual(["ok", "ok", "ok"]);
    expect(calls.map(({ args }) => args.join(" ")).join()).not.toContain("domcapabilities");
  });
  it("takes no answer for what it is", async () => {
    expect(await answer("", "error: failed to connect to the hypervisor", 1)).toEqual(["libvirt.no-answer", "pool.inactive", "guest-network.inactive"]);
    const slow = programs({ virsh: () => ({ code: null, stdout: "default\n===\nlan\n===\n<domain>kvm</domain>", stderr: "", failure: "timeout" }) });
    expect(libvirtChecks(await askLibvirt(slow.run, 1, true), { steps }).map(code)[0]).toBe("libvirt.no-answer");
  });
});

describe("network", () => {
  const nic = (over: Partial<PlannedNic>): PlannedNic => ({ mac: null, kernelName: "enp0s3", verdict: "use", name: "eth0", role: "bridge", addresses: ["192.168.0.250/24"], reason: "named", near: null, driver: null, carrier: null, args: {}, ...over });
  const network = (over: Partial<Plan["network"]> = {}): Plan["network"] => ({ nics: [nic({})], bridge: "br0", addresses: ["192.168.0.250/24"], gateways: [], dns: [], ntp: [], vlan: null, bond: null, dhcp: false, ...over });
  const good = { "/sys/class/net/eth0/carrier": "1\n", "/sys/class/net/br0/flags": "0x1003\n", "/sys/class/net/br0/brif/eth0": "" };
  const codes = async (files: Record<string, string>, over: Partial<Plan["network"]> = {}, addresses = ["192.168.0.250/24"]): Promise<string[]> =>
    (await networkChecks({ fs: memory(files).fs, addresses: () => addresses.map((address) => ({ ifname: "br0", address })) }, { network: network(over) })).map(code);

  it("holds with link, bridge, port and address", async () => expect(await codes(good)).toEqual(["ok", "ok", "ok"]));
  it.each([
    ["no link", { ...good, "/sys/class/net/eth0/carrier": "0\n" }, ["net.no-carrier", "ok", "ok"]],
    ["no such card", { "/sys/class/net/br0/flags": "0x1003\n", "/sys/class/net/br0/brif/eth0": "" }, ["net.nic-missing", "ok", "ok"]],
    ["no bridge", { "/sys/class/net/eth0/carrier": "1" }, ["ok", "bridge.missing", "ok"]],
    ["no port", { "/sys/class/net/eth0/carrier": "1", "/sys/class/net/br0/flags": "0x1003" }, ["ok", "bridge.no-port", "ok"]],
    ["bridge down", { ...good, "/sys/class/net/br0/flags": "0x1002\n" }, ["ok", "bridge.down", "ok"]],
  ])("%s", async (_, files, expected) => expect(await codes(files)).toEqual(expected));
  it("wants every address with its prefix", async () => {
    expect(await codes(good, {}, ["192.168.0.250/16"])).toEqual(["ok", "ok", "net.no-address"]);
    expect(await codes(good, { nics: [nic({ addresses: ["192.168.0.250/24", "10.0.0.1/8"] })], addresses: ["192.168.0.250/24", "10.0.0.1/8"] })).toEqual(["ok", "ok", "net.no-address"]);
  });
  it("does not wait for the address of a further card that is not there", async () => {
    const [, , address] = await networkChecks({ fs: memory(good).fs, addresses: () => [{ ifname: "br0", address: "192.168.0.250/24" }] }, { network: network({ addresses: ["192.168.0.250/24", "10.8.8.8/24"] }) });
    expect(address).toMatchObject({ ok: true, detail: "up: 192.168.0.250/24; no card yet for 10.8.8.8/24" });
  });
  it("wants an IPv6 address past its duplicate check", async () => {
    const hex = "20010db8000000000000000000000250";
    const at = (flags: string): Promise<string[]> => codes({ ...good, "/proc/net/if_inet6": `${hex} 02 40 00 ${flags}     br0\n` }, { nics: [nic({ addresses: ["2001:db8::250/64"] })], addresses: ["2001:db8::250/64"] }, ["2001:db8:0::250/64"]);
    expect(await at("80")).toEqual(["ok", "ok", "ok"]);
    expect(await at("c0")).toEqual(["ok", "ok", "net.address-taken"]);
    expect(await at("88")).toEqual(["ok", "ok", "net.address-taken"]);
  });
  it("takes any leased address in a rescue start, and no bridge", async () => {
    const rescue = { nics: [nic({ name: null, role: "dhcp" })], bridge: null, addresses: [], dhcp: true };
    expect(await codes({ "/sys/class/net/enp0s3/carrier": "1" }, rescue, ["10.0.2.15/24"])).toEqual(["ok", "ok", "ok"]);
    expect(await codes({ "/sys/class/net/enp0s3/carrier": "1" }, rescue, [])).toEqual(["ok", "ok", "net.no-address"]);
  });
  it.each([["2001:db8::250/64", "20010db8000000000000000000000250"], ["::1", "00000000000000000000000000000001"], ["fe80::", "fe800000000000000000000000000000"]])("hexOf %s", (text, hex) => expect(hexOf(text)).toBe(hex));
  it("ignores lines of if_inet6 that it does not know", () => expect(parseTentative("\nx\n")).toEqual([]));

  it("a silent gateway is a warning", async () => {
    const arp = (flags: string): string => `IP address       HW type     Flags       HW address            Mask     Device\n192.168.0.2      0x1         ${flags}         52:55:0a:00:02:02     *        br0\n`;
    const check = (flags: string): ReturnType<typeof checkGateway> => checkGateway({ fs: memory({ "/proc/net/arp": arp(flags) }).fs, run: programs().run }, { network: network({ gateways: ["192.168.0.2"] }) });
    expect(await check("0x2")).toMatchObject({ ok: true, advisory: true });
    expect(await check("0x0")).toMatchObject({ ok: false, advisory: true, code: "gateway.silent" });
    const six = programs({ ip: () => ok("2001:db8::1 dev br0 lladdr 52:55:0a:00:02:02 REACHABLE") });
    expect(await checkGateway({ fs: memory().fs, run: six.run }, { network: network({ gateways: ["2001:db8::1"] }) })).toMatchObject({ ok: true });
  });
});

describe("steps", () => {
  const outcome = (action: StepOutcome["action"], result: StepOutcome["result"]): StepOutcome => ({ action, phase: "early", result, seconds: 0, error: result === "failed" ? "why" : null });
  it("a failed step is a failure, a failed keymap a warning, running disk steps are not yet ready", () => {
    expect(checkSteps([outcome("nics.rename", "changed")], false)).toMatchObject({ ok: true });
    expect(checkSteps([outcome("nics.rename", "changed")], true)).toMatchObject({ ok: false, code: "disks.pending" });
    expect(checkSteps([outcome("console.keymap", "failed")], false)).toMatchObject({ ok: false, advisory: true });
    // As where libvirt itself cannot start one in a start.
    expect(checkSteps([outcome("guests.start", "failed")], false)).toMatchObject({ ok: false, advisory: true, code: "step.guests.start" });
    expect(checkSteps([outcome("console.keymap", "failed"), outcome("disk.claim", "failed")], false)).toMatchObject({ ok: false, advisory: false, code: "step.disk.claim", detail: "disk.claim: why (and 1 more)" });
  });
});

describe("report", () => {
  const problem = (name: string): Plan["problems"][number] => ({ severity: "error", code: name, token: null, span: null, args: {} }) as unknown as Plan["problems"][number];
  it.each([
    ["rescue", ["nic.no-match"], "nic.no-match"], ["rescue", ["nic.none"], "nic.none"], ["unconfigured", [], "token.none"],
    ["degraded", ["token.mask"], "token.error"], ["degraded", ["nic.missing"], "nic.missing"], ["configured", [], "kvm.ioctl"],
  ] as const)("%s with %j", (outcome, codes, reason) => {
    const checks = [{ name: "gateway", ok: false, advisory: true, code: "gateway.silent", detail: "" }, { name: "kvm", ok: false, advisory: false, code: "kvm.ioctl", detail: "" }] as const;
    expect(reasonOf({ outcome, problems: codes.map(problem) }, checks)).toBe(reason);
  });
  it("counts memory as free(1) does", async () => {
    expect(await memoryUsed(memory({ "/proc/meminfo": "MemTotal:        2000 kB\nMemFree: 1 kB\nMemAvailable:     500 kB\n" }).fs)).toBe(1500 * 1024);
    expect(await memoryUsed(memory().fs)).toBeNull();
  });
});
