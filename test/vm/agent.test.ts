import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isAllZero, makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { agentPatch } from "./support/agent-patch.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const bench = new Bench();

beforeAll(() => bench.open());
afterEach(() => bench.stopAll());
afterAll(() => bench.close());

describe("an agent that does not do its work", () => {
  it.each([
    { how: "crashes", program: 'throw new Error("broken on purpose");', said: /exit code 1/, log: "Error: broken on purpose" },
    { how: "hangs", program: 'console.log("here and silent"); setInterval(() => undefined, 1000);', said: /no answer within 60 s/, log: "here and silent" },
  ])("that $how leaves a machine that comes up, says so, and lets one in on the console", async ({ how, program, said, log }) => {
    const disk = await makeBlankDisk(bench.path(`${how}.img`), 1024 ** 3);
    const host = await Host.boot(bench, {
      line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [{ file: disk, format: "raw", serial: "ramvisor-test-0" }],
      withKey: false, patch: await agentPatch(bench.path(how), program),
    });
    await host.logIn();
    expect(host.machine.transcript.text).toMatch(said);
    expect(host.machine.transcript.text).toContain(`What it said last: ${log}`);
    expect(host.machine.transcript.text).toMatch(/^RAMVISOR NOT-READY outcome=rescue seconds=[\d.]+ reason=agent\.failed$/m);
    expect(host.machine.transcript.text.split("\n").filter((line) => line.includes("[FAILED]"))).toEqual([]);
    expect(await host.console("systemctl is-active systemd-networkd && ip -4 -o addr show scope global | grep -q 192.168.0.")).toMatchObject({ status: 0 });
    expect((await host.console("cat /run/ramvisor/agent.log")).text).toContain(log);
    expect(await isAllZero(disk)).toBe(true);
  }, 2 * BOOT_MS);
});
