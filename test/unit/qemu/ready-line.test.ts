import { describe, expect, it } from "vitest";
import { lastReadyLine } from "../../../src/qemu/ready-line.ts";

const READY = "RAMVISOR READY outcome=configured seconds=9.8 host=ramvisor address=192.168.0.250/24 disks=claim:1,own:0,refuse:0";
const NOT_READY = "RAMVISOR NOT-READY outcome=rescue seconds=31.0 reason=nic.no-match";

describe("lastReadyLine", () => {
  it("reads the contract's two lines", () => {
    expect(lastReadyLine(`x\n${READY}\ny`)).toEqual({
      ready: true, outcome: "configured", seconds: 9.8, line: READY,
      fields: { outcome: "configured", seconds: "9.8", host: "ramvisor", address: "192.168.0.250/24", disks: "claim:1,own:0,refuse:0" },
    });
    expect(lastReadyLine(`${NOT_READY}\n`)).toMatchObject({ ready: false, outcome: "rescue", seconds: 31, fields: { reason: "nic.no-match" } });
  });

  it("takes the last one, and only whole lines", () => {
    expect(lastReadyLine(`${NOT_READY}\n${READY}\n`)?.ready).toBe(true);
    expect(lastReadyLine(`${NOT_READY}\n${READY}`)?.ready).toBe(false);
    expect(lastReadyLine("RAMVISOR READY outcome=conf")).toBeNull();
  });

  it("finds it behind what a login prompt left on the line", () => {
    expect(lastReadyLine(`ramvisor login: ${READY}\n`)?.line).toBe(READY);
  });
});
