import { describe, expect, it } from "vitest";
import { readMemory, readRegisters, taskName, whoIs } from "../../bench/profile/registers.ts";

const registers = (level: number, gs: string): string => [
  "RAX=0000000000000000 RBX=ff1100005a02e0c0 RCX=0000000000000001 RDX=0000000000000000",
  `RIP=ffffffff81d221c0 RFL=00000002 [-------] CPL=${String(level)} II=0 A20=1 SMM=0 HLT=0`,
  "FS =0000 00007ffff7d8c740 00000000 00000000",
  `GS =0000 ${gs} 00000000 00000000`,
  "CR0=80050033 CR2=ff11000003c01000 CR3=000000000404a000 CR4=00751ef0",
].join("\r\n");

describe("a sample of a guest's processor", () => {
  it("tells the kernel from programs, and where the kernel keeps what belongs to the processor", () => {
    expect(readRegisters(registers(0, "ff1100005a000000"))).toEqual({ kernel: true, perCpu: 0xff1100005a000000n });
    expect(readRegisters(registers(3, "0000000000000000"))).toEqual({ kernel: false, perCpu: null });
    // A program may have any GS of its own, and the kernel has none at its start.
    expect(readRegisters(registers(3, "ff1100005a000000"))).toEqual({ kernel: false, perCpu: null });
    expect(readRegisters(registers(0, "0000000000000000"))).toEqual({ kernel: true, perCpu: null });
    expect(readRegisters("Error: no CPU available")).toBeNull();
  });

  it("gives memory as it lies there, and the name in it", () => {
    const answer = "ffffffff82c114e0: 0x2f72657070617773 0x0000000000000030\r\n";
    expect(readMemory(answer).toString("latin1")).toBe("swapper/0\0\0\0\0\0\0\0");
    expect(taskName(readMemory(answer))).toBe("swapper/0");
    expect(readMemory("Cannot access memory\r\n")).toEqual(Buffer.alloc(0));
  });

  it("counts together what is one thing", () => {
    expect(["16", "(networkd)", "(sd-mkdcreds)"].map(whoIs)).toEqual(Array<string>(3).fill("systemd-executor"));
    expect(["libuv-worker", "nodev-device-ev", "daemon-init"].map(whoIs)).toEqual(["node", "libvirtd", "libvirtd"]);
    expect(["(udev-worker)", "systemd", "node"].map(whoIs)).toEqual(["(udev-worker)", "systemd", "node"]);
    expect(["kworker/u4:1", "rcu_preempt"].map(whoIs)).toEqual(Array<string>(2).fill("the kernel's own"));
    expect(whoIs("")).toBe("not known");
  });
});
