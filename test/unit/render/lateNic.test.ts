import { expect, test } from "vitest";
import { lateNicRule } from "../../../src/render/lateNic.ts";

test("one rule a card, in the order of the line; bridges and VLANs are passed over", () => {
  expect(lateNicRule([{ macs: ["0a:0b:0c:0d:0e:0f"], names: ["eth0"] }, { macs: ["02:00:00:00:00:01", "02:00:00:00:00:02"], names: ["eth1m0", "eth1m1"] }])).toEqual({
    path: "/etc/udev/rules.d/90-ramvisor-nic.rules", purpose: "late-nic",
    content: `# Written by Ramvisor at every start. Changes here are lost.
ACTION!="add|move", GOTO="ramvisor_nic_end"
SUBSYSTEM!="net", GOTO="ramvisor_nic_end"
DEVPATH=="/devices/virtual/*", GOTO="ramvisor_nic_end"
ATTR{address}=="0a:0b:0c:0d:0e:0f", NAME!="eth0", TAG+="systemd", ENV{SYSTEMD_WANTS}+="ramvisor-late-nic.service"
ATTR{address}=="02:00:00:00:00:01|02:00:00:00:00:02", NAME!="eth1m0|eth1m1", TAG+="systemd", ENV{SYSTEMD_WANTS}+="ramvisor-late-nic.service"
LABEL="ramvisor_nic_end"
`,
  });
});
