import { expect, test } from "vitest";
import { networkServices, offeredServices } from "../../../../src/plan/steps/services.ts";

test("the firewall is up before the network", () => {
  expect(networkServices().map((step) => (step.action === "service.start" ? step.unit : ""))).toEqual(["nftables.service", "systemd-networkd.service", "systemd-timesyncd.service"]);
});

test("what is offered starts in the given phase", () => {
  expect(offeredServices(["libvirtd", "ssh"], "disks")).toEqual([
    { action: "service.start", phase: "disks", unit: "libvirtd.service" },
    { action: "service.start", phase: "disks", unit: "ssh.service" },
  ]);
});
