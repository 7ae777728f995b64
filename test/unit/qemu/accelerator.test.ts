import { describe, expect, it } from "vitest";
import { chooseFrom } from "../../../src/qemu/accelerator.ts";
import { exitStatusOf, trialBootSector, TRIAL_NESTED, TRIAL_PLAIN } from "../../../src/qemu/boot-sector.ts";

describe("trialBootSector", () => {
  const sector = trialBootSector();

  it("is one bootable sector", () => {
    expect(sector.length).toBe(512);
    expect([...sector.subarray(510)]).toEqual([0x55, 0xaa]);
  });

  it("jumps to the two answers that it can give", () => {
    const target = (jump: number): number => jump + 2 + sector.readInt8(jump + 1);
    const answer = sector.indexOf(Buffer.from([0xb0, TRIAL_NESTED]));
    expect([target(13), target(28)]).toEqual([answer, answer]);
    expect([sector[13], sector[28]]).toEqual([0x72, 0x72]);
    expect(sector.indexOf(Buffer.from([0xb0, TRIAL_PLAIN]))).toBe(30);
  });

  it("answers by statuses that QEMU itself never ends with", () => {
    expect(exitStatusOf(TRIAL_PLAIN)).toBe(33);
    expect(exitStatusOf(TRIAL_NESTED)).toBe(35);
  });
});

describe("chooseFrom", () => {
  it("takes KVM only where a guest ran and could be a KVM host", () => {
    expect(chooseFrom({ end: "nested" }, "QEMU emulator version 7.2.22 (Debian 1:7.2)")).toMatchObject({ name: "kvm", cpus: 2, args: ["-accel", "kvm", "-cpu", "host"] });
  });

  it.each([
    [{ end: "plain" } as const, "nested virtualization is off"],
    [{ end: "timeout", seconds: 3 } as const, "no answer within 3 seconds"],
    [{ end: "none", detail: "Could not access KVM kernel module" } as const, "Could not access KVM kernel module"],
  ])("takes TCG after %o, and says why", (trial, why) => {
    const { name, args, why: said } = chooseFrom(trial, "QEMU emulator version 10.0.3");
    expect({ name, args }).toEqual({ name: "tcg", args: ["-accel", "tcg,thread=multi", "-cpu", "max,erms=off,fsrm=off"] });
    expect(said).toContain(why);
  });

  it.each([["QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)", 1], ["QEMU emulator version 8.0.5", 1], ["QEMU emulator version 8.1.0", 2], ["QEMU emulator version 10.0.3", 2]])("gives a translated machine of %s %i processor(s)", (version, cpus) => {
    const chosen = chooseFrom({ end: "timeout", seconds: 3 }, version);
    expect(chosen.cpus).toBe(cpus);
    expect(chosen.why.includes("One processor")).toBe(cpus === 1);
  });
});
