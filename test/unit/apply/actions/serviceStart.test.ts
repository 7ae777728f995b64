import { describe, expect, it } from "vitest";
import { serviceStart } from "../../../../src/apply/actions/serviceStart.ts";
import { duringStart, onRunningHost } from "../../../../src/apply/executors.ts";
import type { ApplyContext } from "../../../../src/apply/context.ts";
import { context, failed, memory, ok, programs } from "../fakes.ts";

const tell = async (unit: string, changed: string[], active: boolean): Promise<{ result: string; told: string[] }> => {
  const { run, calls } = programs({
    systemctl: ({ args }) => (args[0] === "is-active" && !active ? failed(3) : ok()),
    networkctl: () => ok(), virsh: () => ok(),
  });
  const result = await serviceStart(context({ fs: memory().fs, run, changed: new Set(changed) as ApplyContext["changed"] }), { action: "service.start", phase: "early", unit });
  return { result, told: calls.filter(({ program, args }) => program !== "virsh" && args[0] !== "is-active").map(({ program, args }) => [program, ...args].join(" ")) };
};

describe("service.start on a running host", () => {
  it.each([
    ["libvirtd.service", [], true, "unchanged", []],
    ["libvirtd.service", ["card-network"], true, "unchanged", []],
    ["libvirtd.service", ["guests.restore"], true, "changed", ["systemctl kill --kill-whom=main --signal=HUP libvirtd.service"]],
    ["libvirtd", [], false, "changed", ["systemctl start libvirtd.service"]],
    // It has ended because nobody needed it: started again, it starts no pools.
    ["libvirtd", ["pool"], false, "changed", ["systemctl start libvirtd.service", "systemctl kill --kill-whom=main --signal=HUP libvirtd.service"]],
    ["ssh", ["ssh"], false, "changed", ["systemctl start ssh.service"]],
    ["systemd-networkd.service", ["bridge-network"], true, "changed", ["networkctl reload"]],
    ["ssh.service", ["ssh.hostkeys"], true, "changed", ["systemctl reload-or-restart ssh.service"]],
    ["nftables.service", ["firewall"], true, "changed", ["systemctl reload-or-restart nftables.service"]],
  ])("%s after a change of %j, running: %s", async (unit, changed, active, result, told) => {
    expect(await tell(unit, changed, active)).toEqual({ result, told });
  });
  it("tells libvirtd what a run that was cut off has left, once", async () => {
    const { fs } = memory({ "/run/libvirt/qemu/autostarted": "" });
    const { run, calls } = programs({ systemctl: () => ok(), virsh: () => ok() });
    await onRunningHost(context({ fs, run }))["file.write"]({ action: "file.write", phase: "disks", path: "/etc/x", mode: 0o644, content: "", purpose: "pool" });
    // Another run, which changes nothing itself.
    const start = (phase: "disks" | "pair", unit: string) => serviceStart(context({ fs, run }), { action: "service.start", phase, unit });
    expect(await start("disks", "ssh")).toBe("unchanged");
    expect([await start("pair", "libvirtd"), await start("disks", "libvirtd")]).toEqual(["changed", "unchanged"]);
    expect(calls.filter(({ args }) => args[0] === "kill").map(({ args }) => args.at(-1))).toEqual(["libvirtd.service"]);
  });
  it("has nothing to tell libvirtd that was written before its first start", async () => {
    const { fs } = memory();
    const { run } = programs({ systemctl: () => ok() });
    await onRunningHost(context({ fs, run }))["file.write"]({ action: "file.write", phase: "disks", path: "/etc/x", mode: 0o644, content: "", purpose: "pool" });
    expect(await serviceStart(context({ fs, run }), { action: "service.start", phase: "disks", unit: "libvirtd" })).toBe("unchanged");
  });
  it("has one that was just starting read again what was written meanwhile", async () => {
    const { run, calls } = programs({ systemctl: ({ args }) => (args[0] === "is-active" ? { ...failed(3), stdout: "activating\n" } : ok()), virsh: () => ok() });
    const told = async (changed: ApplyContext["changed"]): Promise<string[]> => {
      calls.length = 0;
      await serviceStart(context({ fs: memory().fs, run, changed }), { action: "service.start", phase: "pair", unit: "libvirtd" });
      return calls.map(({ args }) => args.filter((word) => !/^(-|qemu:)/.test(word)).join(" "));
    };
    expect(await told(new Set(["pool"]))).toEqual(["is-active libvirtd.service", "start libvirtd.service", "uri", "kill libvirtd.service"]);
    // In the pair's rounds nobody is asked where nothing was written.
    expect(await told(new Set())).toEqual([]);
  });
  it("says what systemctl said where a service does not start", async () => {
    const { run } = programs({ systemctl: ({ args }) => failed(args[0] === "is-active" ? 3 : 1, "Job failed.\nSee journalctl") });
    await expect(serviceStart(context({ fs: memory().fs, run }), { action: "service.start", phase: "early", unit: "ssh" })).rejects.toThrow("systemctl ended with code 1: Job failed.; See journalctl");
  });
});

it("no service is told anything during a start, and what changed is remembered", async () => {
  const { run, calls } = programs();
  const given = context({ fs: memory().fs, run });
  const executors = duringStart(given);
  await executors["service.start"]({ action: "service.start", phase: "early", unit: "ssh" });
  await executors["file.write"]({ action: "file.write", phase: "early", path: "/etc/x", mode: 0o644, content: "", purpose: "firewall" });
  expect(calls).toEqual([]);
  expect([...given.changed]).toEqual(["firewall"]);
});
