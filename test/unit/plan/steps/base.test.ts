import { expect, test } from "vitest";
import { makePlan } from "../../../../src/plan/index.ts";
import { accessSteps, baseSteps } from "../../../../src/plan/steps/base.ts";
import { facts, fileText, MAC, nic, simpleSite } from "../fixtures.ts";

const overlay = facts([]).overlay;

test("without an overlay: a one-time password, nothing to install", () => {
  expect(accessSteps(overlay)).toEqual([{ action: "console.password", phase: "early" }]);
});

test("keys alone do not give a password for the console; a shadow file does", () => {
  expect(accessSteps({ ...overlay, authorizedKeys: true }).map(({ action }) => action)).toEqual(["overlay.install", "console.password"]);
  expect(accessSteps({ ...overlay, shadow: true })).toEqual([{ action: "overlay.install", phase: "early", authorizedKeys: false, shadow: true, hostKeys: false }]);
});

test("what needs no install step makes none", () => {
  expect(accessSteps({ ...overlay, shadow: false, tls: true, pairSecret: true, siteId: "hall" }).map(({ action }) => action)).toEqual(["console.password"]);
});

test("every file of the base, once", () => {
  const steps = baseSteps(makePlan(simpleSite(), [], facts([nic("enp0s3", MAC.a)])), 1_539_182_592);
  expect(steps.flatMap((step) => (step.action === "file.write" ? [step.path] : []))).toEqual([
    "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/systemd/timesyncd.conf.d/10-ramvisor.conf", "/etc/sysctl.d/10-ramvisor.conf", "/etc/default/keyboard", "/etc/locale.conf", "/etc/nftables.conf", "/etc/ssh/sshd_config.d/10-ramvisor.conf",
  ]);
  expect(steps.every(({ phase }) => phase === "early")).toBe(true);
});

test("DHCP answers come in only where DHCP is asked for", () => {
  expect(fileText(makePlan(simpleSite(), [], facts([nic("enp0s3", MAC.a)])), "/etc/nftables.conf")).not.toContain("udp");
  expect(fileText(makePlan(simpleSite(), [], facts([nic("enp0s3", MAC.c)])), "/etc/nftables.conf")).toContain("udp dport 68 accept");
});
