import { expect, test } from "vitest";
import type { PairWord } from "../../../src/model/pair.ts";
import type { ResourceState } from "../../../src/model/plan.ts";
import { pairLine, pairState } from "../../../src/report/pairLine.ts";
import { parseProcDrbd } from "../../../src/status/procDrbd.ts";

const line = (minor: number, connection: string, roles: string, disks: string): string => ` ${minor}: cs:${connection} ro:${roles} ds:${disks} C r-----\n`;
const of = (text: string, ...states: ResourceState[]): string => pairState(states.map((state, index) => ({ name: `r${index}`, state })), parseProcDrbd(text), new Map());
const FORMED = line(0, "Connected", "Primary/Secondary", "UpToDate/UpToDate");

test("how the pair fares", () => {
  expect(of(FORMED, "resume")).toBe("formed");
  expect(of(FORMED + line(1, "Connected", "Secondary/Primary", "UpToDate/UpToDate"), "resume", "resume")).toBe("formed");
  expect(of(FORMED + line(1, "SyncTarget", "Secondary/Primary", "Inconsistent/UpToDate"), "resume", "join")).toBe("syncing");
  expect(of(line(0, "Connected", "Secondary/Secondary", "UpToDate/UpToDate"), "make")).toBe("making");
  expect(of("", "make")).toBe("making");
  expect(of(line(0, "WFConnection", "Primary/Unknown", "UpToDate/DUnknown"), "wait")).toBe("alone");
  expect(of(line(0, "WFConnection", "Secondary/Unknown", "UpToDate/DUnknown"), "wait")).toBe("waiting");
  expect(of("")).toBe("waiting");
  expect(of(FORMED, "resume", "wait")).toBe("waiting");
  expect(of(FORMED, "resume", "refuse")).toBe("refused");
});

test("what this node has not mounted is not formed, and what fails says so", () => {
  const saying = (word: PairWord, state: ResourceState = "resume"): string => pairState([{ name: "r0", state }], parseProcDrbd(FORMED), new Map([["r0", word]]));
  expect([saying("whole"), saying("making"), saying("failed"), saying("stuck"), saying("failed", "refuse"), saying("stuck", "wait")]).toEqual(["formed", "making", "failed", "failed", "refused", "failed"]);
});

test("the line for scripts", () => {
  expect(pairLine("formed", 83.25, ["r0", "r1"])).toBe("RAMVISOR PAIR state=formed seconds=83.3 resources=r0,r1");
  expect(pairLine("waiting", 12, [])).toBe("RAMVISOR PAIR state=waiting seconds=12.0 resources=none");
});
