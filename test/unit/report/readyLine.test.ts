import fc from "fast-check";
import { expect, it } from "vitest";
import { elapsedSeconds, isReady, readyLine } from "../../../src/report/readyLine.ts";
import { anyPlan, anyReport, disk, plan, report } from "./samples.ts";

const network = (addresses: string[]): { network: ReturnType<typeof plan>["network"] } => ({ network: { ...plan().network, addresses } });

it.each([
  ["ready", report(), plan(), "RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=192.168.0.250/24 disks=claim:1,own:0,refuse:0"],
  ["first address of several", report({ readySeconds: 12 }), plan(network(["10.0.0.1/8", "10.1.0.1/24"])), "RAMVISOR READY outcome=configured seconds=12.0 host=ramvisor address=10.0.0.1/8 disks=claim:1,own:0,refuse:0"],
  ["no address", report(), plan(network([])), "RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=none disks=claim:1,own:0,refuse:0"],
  ["no disk", report(), plan({ disks: [] }), "RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=192.168.0.250/24 disks=claim:0,own:0,refuse:0"],
  ["disks counted", report(), plan({ disks: [disk({ verdict: "own" }), disk({ verdict: "refuse" }), disk({ verdict: "refuse" }), disk({ verdict: "leave" })] }), "RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=192.168.0.250/24 disks=claim:0,own:1,refuse:2"],
  ["a failed check", report({ ready: false, readySeconds: null, reason: "libvirt.no-answer" }), plan(), "RAMVISOR NOT-READY outcome=configured seconds=6.7 reason=libvirt.no-answer"],
  ["rescue", report({ outcome: "rescue", ready: false, reason: "nic.no-match" }), plan(), "RAMVISOR NOT-READY outcome=rescue seconds=9.8 reason=nic.no-match"],
  ["rescue without a reason", report({ outcome: "rescue", ready: false }), plan(), "RAMVISOR NOT-READY outcome=rescue seconds=9.8 reason=nic.no-match"],
  ["degraded is not ready, whatever the checks say", report({ outcome: "degraded" }), plan(), "RAMVISOR NOT-READY outcome=degraded seconds=9.8 reason=token.error"],
  ["unconfigured", report({ outcome: "unconfigured", ready: false }), plan(), "RAMVISOR NOT-READY outcome=unconfigured seconds=9.8 reason=token.none"],
  ["not known why", report({ ready: false }), plan(), "RAMVISOR NOT-READY outcome=configured seconds=9.8 reason=unknown"],
])("%s", (_, how, what, line) => {
  expect(readyLine(how, what)).toBe(line);
});

it("takes the seconds it is given before its own", () => {
  expect(readyLine(report({ ready: false, readySeconds: null, reason: "x" }), plan(), 31)).toBe("RAMVISOR NOT-READY outcome=configured seconds=31.0 reason=x");
  expect(elapsedSeconds(report({ readySeconds: null }))).toBeCloseTo(6.71);
});

it("is one line of key=value without blanks, whatever the values", () => {
  fc.assert(fc.property(anyReport, anyPlan, (how, what) => {
    const line = readyLine(how, what);
    expect(line).toMatch(isReady(how)
      ? /^RAMVISOR READY outcome=configured seconds=\d+\.\d host=[!-~]+ address=[!-~]+ disks=claim:\d+,own:\d+,refuse:\d+$/
      : /^RAMVISOR NOT-READY outcome=[a-z]+ seconds=\d+\.\d reason=[!-~]+$/);
  }));
});
