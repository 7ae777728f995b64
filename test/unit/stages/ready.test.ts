import { describe, expect, it } from "vitest";
import { bootRun } from "../../../src/stages/boot.ts";
import { lateStage, readyStage } from "../../../src/stages/ready.ts";
import { checkNow } from "../../../src/stages/status.ts";
import { keepOutcomes } from "../../../src/stages/state.ts";
import type { Run } from "../../../src/model/ports.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { failed, machine, memory, ok, programs, type FakeMachine } from "../apply/fakes.ts";
import { bootFiles, captured, FOREIGN, goodHost, LINE } from "./host.ts";

const facts = captured("qemu-one-blank-disk");
const UP = { "/dev/kvm": "", "/run/libvirt/libvirt-sock": "", "/sys/class/net/eth0/carrier": "1", "/sys/class/net/br0/flags": "0x1003", "/sys/class/net/br0/brif/eth0": "", "/proc/net/arp": "192.168.0.2 0x1 0x2 52:55:0a:00:02:02 * br0\n", "/proc/meminfo": "MemTotal: 400 kB\nMemAvailable: 100 kB\n" };
const CONSOLES = { "/sys/class/tty/console/active": "tty0 ttyS0\n", "/dev/tty1": "", "/dev/ttyS0": "" };

async function started(line: string, run: Run, files: Record<string, string>, during?: (self: FakeMachine) => void): Promise<{ host: FakeMachine; plan: Plan }> {
  const { fs } = memory({ ...bootFiles(line, facts), ...CONSOLES, ...files });
  const { plan } = await bootRun(machine(fs, goodHost().run), () => Promise.resolve(facts));
  if (during === undefined) await keepOutcomes(fs, "disks", []);
  const host = machine(fs, run, during);
  host.links = [{ ifname: "br0", address: "192.168.0.250/24" }];
  return { host, plan };
}

describe("the late stage", () => {
  it("says READY when the host is, after it was not in time", async () => {
    const { host, plan } = await started(LINE, goodHost().run, UP);
    expect((await lateStage(host, plan))?.text).toContain("RAMVISOR READY outcome=configured");
    for (const written of host.terminals.values()) expect(written).toContain("\nRAMVISOR READY ");
  });

  it("says nothing where it never is", async () => {
    const { host, plan } = await started(LINE, goodHost().run, { ...UP, "/sys/class/net/eth0/carrier": "0" });
    expect(await lateStage(host, plan)).toBeNull();
    expect(host.terminals.size).toBe(0);
  });
});

describe("the ready stage", () => {
  it("says READY on every console, in /etc/issue, in report.json and in the timeline", async () => {
    const { host, plan } = await started(LINE, goodHost().run, UP);
    const { text, report } = await readyStage(host, plan, null);
    expect(text.trimEnd().split("\n").at(-1)).toBe("RAMVISOR READY outcome=configured seconds=5.0 host=ramvisor address=192.168.0.250/24 disks=claim:1,own:0,refuse:0");
    expect([...host.terminals.keys()].sort()).toEqual(["/dev/tty1", "/dev/ttyS0"]);
    for (const written of host.terminals.values()) expect(written).toContain("\nRAMVISOR READY ");
    expect(await host.fs.readText("/etc/issue")).toContain("RAMVISOR READY ");
    expect(JSON.parse(await host.fs.readText("/run/ramvisor/report.json"))).toMatchObject({ schema: "ramvisor.report/1", ready: true, readySeconds: 5, memoryUsedBytes: 300 * 1024, stages: { kernel: 1.5, initramfs: 0.5, agent: 0.6 } });
    expect(await host.fs.readText("/run/ramvisor/timeline")).toContain("ready 5.00\n");
    expect(report.ready).toBe(true);
    expect(host.nudged).toEqual(["192.168.0.2"]);
  });

  it("waits for disks and libvirt, and asks libvirt nothing before the disks are there", async () => {
    const { run, calls } = goodHost();
    const asked = (): number => calls.filter(({ program }) => program === "virsh").length;
    const { host, plan } = await started(LINE, run, UP, (self) => {
      if (self.now < 8) expect(asked()).toBe(0);
      if (self.now > 8 && self.now < 8.3) void keepOutcomes(self.fs, "disks", []);
    });
    const { report } = await readyStage(host, plan, null);
    expect(report.ready).toBe(true);
    expect(report.readySeconds).toBeGreaterThan(8);
    expect(asked()).toBe(1);
    expect(calls.filter(({ program }) => program === "perl")).toHaveLength(1);
  });

  it("says NOT-READY 60 seconds after the hand-over, with the first reason", async () => {
    const { host, plan } = await started(LINE, programs({ perl: () => ({ ...failed(6), stdout: "no" }) }).run, UP);
    const { text } = await readyStage(host, plan, null);
    expect(text).toMatch(/\nRAMVISOR NOT-READY outcome=configured seconds=6[34]\.\d reason=kvm\.ioctl\n$/);
    expect(await host.fs.readText("/run/ramvisor/timeline")).not.toContain("ready");
  });

  it("looks once more where patience was over while libvirt was waited for: the network may have come up meanwhile", async () => {
    const { run } = goodHost();
    let asked = 0;
    const slow: Run = (program, args, options) => {
      if (program === "virsh" && (asked += 1) === 1) {
        host.now = 70;
        host.links = [{ ifname: "br0", address: "192.168.0.250/24" }];
      }
      return run(program, args, options);
    };
    const { host, plan } = await started(LINE, slow, UP);
    host.links = [];
    expect((await readyStage(host, plan, null)).report.ready).toBe(true);
  });

  it("says NOT-READY as soon as nothing is under way, where a step of the disks has failed", async () => {
    const answers = programs({ perl: () => ok("API version 12, a machine was made"), systemctl: () => ok(), virsh: () => ok("\n===\ndefault\n===\n") });
    const { host, plan } = await started(LINE, answers.run, UP);
    const says = async (failing: boolean): Promise<string> => {
      await keepOutcomes(host.fs, "disks", failing ? [{ action: "disk.claim", phase: "disks", result: "failed", seconds: 9, error: "/dev/vda does not answer" }] : []);
      host.now = 5;
      return (await readyStage(host, plan, null)).text;
    };
    expect(await says(true)).toMatch(/\nRAMVISOR NOT-READY outcome=configured seconds=[78]\.\d reason=pool\.inactive\n$/);
    // libvirt may only be slow with its pool.
    expect(await says(false)).toMatch(/\nRAMVISOR NOT-READY outcome=configured seconds=6[34]\.\d reason=pool\.inactive\n$/);
  });

  it("a silent gateway costs a second and no more", async () => {
    const { host, plan } = await started(LINE, goodHost().run, { ...UP, "/proc/net/arp": "" });
    const { report } = await readyStage(host, plan, null);
    expect(report.ready).toBe(true);
    expect(report.readySeconds).toBeLessThan(6.5);
    expect(report.checks.find(({ name }) => name === "gateway")).toMatchObject({ ok: false, advisory: true });
  });

  it("shows a rescue start's screen as soon as there is an address, at the latest after 8 seconds", async () => {
    const { run, calls } = goodHost();
    const leased = await started(FOREIGN, run, UP);
    expect((await readyStage(leased.host, leased.plan, null)).text).toMatch(/NOT-READY outcome=rescue seconds=5\.0 reason=nic\.no-match/);
    // libvirtd is not part of a rescue start: asking would start it.
    expect(calls.filter(({ program }) => program === "virsh")).toEqual([]);
    const lonely = await started(FOREIGN, run, UP);
    lonely.host.links = [];
    expect((await readyStage(lonely.host, lonely.plan, null)).text).toMatch(/NOT-READY outcome=rescue seconds=13\.\d/);
  });

  it("goes on where a console takes no text", async () => {
    const { host, plan } = await started(LINE, goodHost().run, UP);
    const { writeTerminal } = host;
    host.writeTerminal = (path, text) => (path === "/dev/ttyS0" ? Promise.reject(new Error("EIO")) : writeTerminal(path, text));
    expect((await readyStage(host, plan, null)).report.ready).toBe(true);
    expect([...host.terminals.keys()]).toEqual(["/dev/tty1"]);
  });
});

describe("status", () => {
  it("checks now, with the time of the start", async () => {
    const { host, plan } = await started(LINE, goodHost().run, UP);
    await readyStage(host, plan, null);
    host.now = 1000;
    expect(await checkNow(host, plan, 0)).toMatchObject({ ready: true, readySeconds: 5 });
    host.links = [];
    expect(await checkNow(host, plan, 3)).toMatchObject({ ready: false, reason: "net.no-address", readySeconds: null });
    expect(host.now).toBeGreaterThanOrEqual(1003);
  });
  it("calls each pool active by itself", async () => {
    const two = captured("two-equal-disks-bond");
    const line = "mac.b4:96:91:aa:00:00.eth0.192.168.0.250 submask.255.255.255.0 disks.separate";
    const { fs } = memory({ ...bootFiles(line, two), ...UP });
    const { plan } = await bootRun(machine(fs, goodHost().run), () => Promise.resolve(two));
    await keepOutcomes(fs, "disks", plan.steps.filter(({ phase }) => phase === "disks").map(({ action, phase }) => ({ action, phase, result: "changed", seconds: 0, error: null })));
    const { pools } = await checkNow(machine(fs, programs({ virsh: () => ok("pool2\n===\ndefault\n===\n") }).run), plan, 0);
    expect(pools.map(({ name, active }) => [name, active])).toEqual([["default", false], ["pool2", true]]);
  });
});
