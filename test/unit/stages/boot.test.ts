import { describe, expect, it } from "vitest";
import { bootRun, servicesLast } from "../../../src/stages/boot.ts";
import { outcomesSoFar, planOfThisStart } from "../../../src/stages/state.ts";
import { machine, memory } from "../apply/fakes.ts";
import { bootFiles, captured, FOREIGN, goodHost, LINE } from "./host.ts";

const facts = captured("qemu-one-blank-disk");

describe("the boot run before systemd", () => {
  it("applies early steps alone, tells no service anything, and leaves facts and plan", async () => {
    const { fs } = memory(bootFiles(LINE, facts));
    const { run, calls } = goodHost();
    const ran = await bootRun(machine(fs, run), () => Promise.resolve(facts));
    expect(ran.running).toBe(false);
    expect(ran.outcomes.map(({ result, error }) => [result, error]).filter(([result]) => result === "failed")).toEqual([]);
    expect(ran.outcomes.every(({ phase }) => phase === "early")).toBe(true);
    expect(calls.map(({ program }) => program)).not.toContain("systemctl");
    expect(JSON.parse(await fs.readText("/run/ramvisor/plan.json"))).toMatchObject({ schema: "ramvisor.plan/1", outcome: "configured" });
    expect(await fs.readText("/etc/hostname")).toBe("ramvisor\n");
    // The stages that follow come to the very same plan, and know that disk steps are still to run.
    const again = await planOfThisStart(fs);
    expect(again).toEqual(ran.plan);
    expect((await outcomesSoFar(fs, ran.plan)).pending).toBe(true);
  });

  it("touches no disk in a rescue start", async () => {
    const { fs } = memory(bootFiles(FOREIGN, facts));
    const { plan } = await bootRun(machine(fs, goodHost().run), () => Promise.resolve(facts));
    expect(plan.outcome).toBe("rescue");
    expect((await outcomesSoFar(fs, plan)).pending).toBe(false);
  });

  it("goes by the line given to apply, where there is one", async () => {
    const { fs } = memory({ ...bootFiles(FOREIGN, facts), "/run/ramvisor/cmdline": `${LINE}\n` });
    expect((await bootRun(machine(fs, goodHost().run), () => Promise.resolve(facts))).plan.outcome).toBe("configured");
  });
});

describe("the run on a running host", () => {
  it("changes no file the second time", async () => {
    const none = { ...facts, disks: [] };
    const { fs, all, volume } = memory({ ...bootFiles(LINE, facts), "/run/systemd/system/": "", "/etc/ssh/ssh_host_ed25519_key": "k", "/run/ramvisor/hostkeys-made": "" });
    const { run } = goodHost();
    await bootRun(machine(fs, run), () => Promise.resolve(none));
    // The kernel's part in it.
    volume.renameSync("/sys/class/net/enp0s3", "/sys/class/net/eth0");
    volume.writeFileSync("/proc/sys/kernel/hostname", "ramvisor\n");
    const etc = (): Record<string, string | null> => Object.fromEntries(Object.entries(all()).filter(([path]) => path.startsWith("/etc/")));
    const before = etc();
    const renamed = { ...none, nics: none.nics.map((nic) => (nic.kernelName === "enp0s3" ? { ...nic, kernelName: "eth0" } : nic)) };
    const { outcomes } = await bootRun(machine(fs, run), () => Promise.resolve(renamed));
    expect(outcomes.filter(({ result }) => result !== "unchanged")).toEqual([]);
    expect(etc()).toEqual(before);
  });

  it("tells services last, and starts guests behind them", () => {
    const start = { action: "service.start", phase: "early", unit: "ssh" } as const;
    const write = { action: "host.name", phase: "early", name: "a" } as const;
    const guests = { action: "guests.start", phase: "disks", pool: "default", path: "/p", ran: false } as const;
    expect(servicesLast([guests, start, write])).toEqual([write, start, guests]);
  });
});
