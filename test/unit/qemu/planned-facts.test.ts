import { describe, expect, it } from "vitest";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../../src/qemu/options.ts";
import { plannedFacts } from "../../../src/qemu/planned-facts.ts";

describe("plannedFacts", () => {
  it("lead to the plan that the machine itself will make: bridge, address, one claimed disk", () => {
    const facts = plannedFacts({ version: "0", memoryMiB: 1536, cpus: 2, firmware: "bios", macs: [DEFAULT_NIC, "0a:0b:0c:0d:0e:10"], blankDisks: [{ serial: "ramvisor-disk-0", sizeBytes: 8 * 2 ** 30 }], firstSlot: 2 });
    const { site, problems } = parseCmdline(DEFAULT_LINE);
    const plan = makePlan(site, problems, facts);
    expect(plan.outcome).toBe("configured");
    expect(plan.disks.map(({ path, id, verdict }) => [path, id, verdict])).toEqual([["/dev/vda", "virtio-ramvisor-disk-0", "claim"]]);
    expect(plan.network.nics.map(({ kernelName, verdict, name }) => [kernelName, verdict, name])).toEqual([["enp0s2", "use", "eth0"], ["enp0s3", "ignore", null]]);
  });
});
