import { describe, expect, it } from "vitest";
import type { Facts } from "../../../src/model/facts.ts";
import { bootRun } from "../../../src/stages/boot.ts";
import { disksStage } from "../../../src/stages/disks.ts";
import { disksUnseen, outcomesSoFar, planOfThisStart } from "../../../src/stages/state.ts";
import { isWell, stay } from "../../../src/stages/stay.ts";
import { machine, memory, ok, programs, type FakeMachine } from "../apply/fakes.ts";
import { bootFiles, captured, goodHost, LINE } from "./host.ts";

const whole = captured("qemu-one-blank-disk");
const early: Facts = { ...whole, disks: [] };
const READY = { "/dev/kvm": "", "/run/libvirt/libvirt-sock": "", "/sys/class/net/eth0/carrier": "1\n", "/sys/class/net/br0/flags": "0x1003\n", "/sys/class/net/br0/brif/eth0": "" };

/** A machine after its early look, with the agent that stays; systemd runs from second 6 on. */
async function handedOver(during: (self: FakeMachine) => void = () => undefined): Promise<{ host: FakeMachine; all(): Record<string, string | null>; looks: string[] }> {
  const { fs, all, volume } = memory({ ...bootFiles(LINE, whole), ...READY, "/run/ramvisor/agent.stays": "", "/run/ramvisor/stage.disks.wait": "", "/run/ramvisor/stage.ready.wait": "", "/sys/class/tty/console/active": "tty0\n", "/dev/tty1": "" });
  const host = machine(fs, goodHost().run, (self) => {
    if (self.now >= 6 && !volume.existsSync("/run/systemd/system")) volume.mkdirSync("/run/systemd/system", { recursive: true });
    during(self);
  });
  host.links = [{ ifname: "br0", address: "192.168.0.250/24" }];
  const looks: string[] = [];
  const ran = await bootRun(host, (what) => { looks.push(what); return Promise.resolve(early); });
  expect(ran.outcomes.map(({ action }) => action)).not.toContain("ssh.hostkeys");
  return { host, all, looks };
}

async function pending({ fs }: FakeMachine): Promise<boolean | undefined> {
  const plan = await planOfThisStart(fs);
  return plan === null ? undefined : (await outcomesSoFar(fs, plan)).pending;
}

it.each([
  [true, "configured", null, true], [false, "configured", null, false], [true, "configured", "", true],
  // A mirror's second disk hangs: the host is ready, and somebody has to have it join once it answers.
  [true, "configured", "vdb\n", true, ["--no-block start ramvisor-late-ready.service"]], [false, "configured", "vdb\n", false], [false, "rescue", "vdb\n", true],
] as const)("ready %s, %s, disks that hang %j: well %s", async (ready, outcome, hanging, well, ...asked) => {
  const { fs } = memory(hanging === null ? {} : { "/run/ramvisor/disks.hanging": hanging });
  const { run, calls } = programs({ systemctl: () => ok() });
  expect(await isWell({ fs, run }, ready, outcome)).toBe(well);
  expect(calls.map(({ args }) => args.join(" "))).toEqual(asked.flat());
});

describe("the agent that goes on after the hand-over", () => {
  it("looks at no disk before it, and leaves a plan that is not the last", async () => {
    const { host, looks } = await handedOver();
    expect(looks).toEqual(["early"]);
    expect(await disksUnseen(host.fs)).toBe(true);
    expect((await planOfThisStart(host.fs))?.disks).toEqual([]);
    expect(await pending(host)).toBe(true);
  });

  it("waits for systemd, looks at the disks, plans again, and leaves an exit code for each unit", async () => {
    const { host, all } = await handedOver();
    let at = 0;
    const priorities: number[] = [];
    await stay(host, (facts) => { at = host.now; return Promise.resolve({ ...facts, disks: whole.disks }); }, (nice) => { priorities.push(nice); });
    expect(priorities).toEqual([-10, 10]);
    expect(at).toBeGreaterThanOrEqual(6);
    expect(await disksUnseen(host.fs)).toBe(false);
    expect(JSON.parse(all()["/run/ramvisor/plan.json"] ?? "")).toMatchObject({ disks: [{ verdict: "claim", reason: "blank" }] });
    const outcomes = JSON.parse(all()["/run/ramvisor/steps.disks.json"] ?? "") as { action: string }[];
    expect(outcomes.map(({ action }) => action)).toEqual(expect.arrayContaining(["disk.claim", "pool.mount", "ssh.hostkeys"]));
    // There are no disks to write to in this test: the claim fails, and both units are told.
    expect([all()["/run/ramvisor/stage.disks"], all()["/run/ramvisor/stage.ready"]]).toEqual(["1\n", "1\n"]);
    expect(all()["/run/ramvisor/stage.disks.wait"]).toBe("\n");
    expect([...host.terminals.values()].join("")).toMatch(/RAMVISOR NOT-READY outcome=configured .* reason=step\.disk\.claim/);
  });

  it("says NOT-READY in time where a look at the disks does not end", async () => {
    const { host, all } = await handedOver();
    void stay(host, () => new Promise<Facts>(() => undefined), () => undefined);
    while (all()["/run/ramvisor/stage.ready"] === undefined) await new Promise((resolve) => { setTimeout(resolve, 5); });
    expect([...host.terminals.values()].join("")).toMatch(/disks\.pending[\s\S]*NOT-READY outcome=configured seconds=63\.\d /);
    expect(all()["/run/ramvisor/stage.disks"]).toBeUndefined();
  });

  it("leaves to the unit what it did not come to", async () => {
    const { host } = await handedOver();
    await disksStage(host, (facts) => Promise.resolve({ ...facts, disks: whole.disks }));
    expect((await planOfThisStart(host.fs))?.disks).toHaveLength(1);
    expect(await pending(host)).toBe(false);
  });
});
