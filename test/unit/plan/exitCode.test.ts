import { expect, test } from "vitest";
import type { DiskFacts, NicFacts } from "../../../src/model/facts.ts";
import type { Problem } from "../../../src/model/problem.ts";
import { exitCodeOf } from "../../../src/plan/exitCode.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { card, disk, facts, MAC, nic, node, ownDisk, simpleSite, site } from "./fixtures.ts";

const good = nic("enp0s3", MAC.a);
const error: Problem = { severity: "error", code: "token.gw", token: "gw.300.1.1.1", span: null, args: { gateway: "300.1.1.1" } };
const code = (nics: NicFacts[], disks: DiskFacts[], problems: Problem[] = [], wanted = simpleSite()): number => exitCodeOf(makePlan(wanted, problems, facts(nics, disks)));

test("0: named, and a disk to claim or our own", () => {
  expect(code([good], [disk("vda")])).toBe(0);
  expect(code([good], [ownDisk("vda")])).toBe(0);
  expect(code([good], [disk("vda")], [{ ...error, severity: "warning" }])).toBe(0);
});

test("3: an error in a token, also where the machine does not fit", () => {
  expect(code([good], [disk("vda")], [error])).toBe(3);
  expect(code([nic("enp0s3", MAC.c)], [], [error])).toBe(3);
});

test("4: rescue, unconfigured, a NIC in error, no usable disk", () => {
  expect(code([nic("enp0s3", MAC.c)], [disk("vda")])).toBe(4);
  expect(code([good], [disk("vda")], [], site([]))).toBe(4);
  const two = site([node([card([MAC.c], "eth0", "192.168.0.250/24"), card([MAC.a], "eth1", "10.0.0.1/24")])]);
  expect(code([good], [ownDisk("vda")], [], two)).toBe(4);
  expect(code([good], [])).toBe(4);
  expect(code([good], [disk("vda", { mounts: ["/mnt"] })])).toBe(4);
});

test("0: no disk, and disks.none asks for none", () => {
  expect(code([good], [], [], simpleSite({ disks: { value: "none", token: "disks.none" } }))).toBe(0);
});
