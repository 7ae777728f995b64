import { expect, test } from "vitest";
import { makePlan } from "../../../../src/plan/index.ts";
import type { Facts } from "../../../../src/model/facts.ts";
import type { Step } from "../../../../src/model/step.ts";
import { disk, facts, MAC, nic, simpleSite, site } from "../fixtures.ts";

const steps = (machine: Facts): Step[] => makePlan(simpleSite(), [], machine).steps;
const named = nic("enp0s3", MAC.a);

test("all that is early comes before all that is in the disks' phase", () => {
  const phases = steps(facts([named], [disk("vda")])).map(({ phase }) => phase);
  expect(phases).toEqual([...phases].sort((a, b) => (a === b ? 0 : a === "early" ? -1 : 1)));
  expect(phases).toContain("disks");
});

test("host keys are on the pool before sshd starts; pools are there before libvirtd", () => {
  const made = steps(facts([named], [disk("vda")]));
  const place = (text: string): number => made.findIndex((step) => JSON.stringify(step).includes(text));
  expect(place('"action":"ssh.hostkeys"')).toBeLessThan(place("ssh.service"));
  expect(place('"action":"guests.restore"')).toBeLessThan(place("libvirtd.service"));
  expect(made.find(({ action }) => action === "ssh.hostkeys")).toMatchObject({ phase: "disks", dir: "/var/lib/ramvisor/pools/default/.ramvisor/ssh" });
});

test("without a pool the keys are for this start, and nothing waits for disks", () => {
  const made = steps(facts([named]));
  expect(made.find(({ action }) => action === "ssh.hostkeys")).toEqual({ action: "ssh.hostkeys", phase: "early", dir: null });
  expect(made.every(({ phase }) => phase === "early")).toBe(true);
});

test("host keys of the overlay stand alone", () => {
  expect(steps(facts([named], [disk("vda")], { hostKeys: true })).some(({ action }) => action === "ssh.hostkeys")).toBe(false);
});

test("rescue and unconfigured starts have no step for a disk or a guest", () => {
  for (const wanted of [simpleSite(), site([])]) {
    const made = makePlan(wanted, [], facts([nic("enp0s3", MAC.c)], [disk("vda")])).steps;
    expect(made.every(({ phase }) => phase === "early")).toBe(true);
    expect(JSON.stringify(made)).not.toContain("libvirt");
  }
});
