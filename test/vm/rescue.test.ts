import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAllZero, makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { Bench, Host } from "./support/host.ts";

/** One digit differs from what the line names. */
const OTHER = "0a:0b:0c:0d:0e:1f";

const bench = new Bench();
let host: Host;
let disk: string;
let first: ReadyLine;

beforeAll(async () => {
  await bench.open();
  disk = await makeBlankDisk(bench.path("disk.img"), 2 * 1024 ** 3);
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [OTHER], disks: [{ file: disk, format: "raw", serial: "ramvisor-test-0" }], withKey: false });
  first = await host.line();
});
afterAll(() => bench.close());

describe("(c) no card of the machine is named", () => {
  it("says so in the line for scripts", () => {
    expect(first).toMatchObject({ ready: false, outcome: "rescue", fields: { reason: "nic.no-match" } });
  });

  it("names the card, and prints what to type", () => {
    const { text } = host.machine.transcript;
    expect(text).toContain(OTHER);
    expect(text).toContain(`ramvisor apply mac.${OTHER}.eth0.192.168.0.250`);
  });

  it("has claimed nothing: the disk is all zero, seen from outside", async () => {
    expect(await isAllZero(disk)).toBe(true);
  });

  it("becomes ready when just that is typed on the console", async () => {
    await host.logIn();
    expect(await isAllZero(disk)).toBe(true);
    // The command may be wrapped over lines, each but the last with a backslash at its end.
    const shown = /ramvisor apply (?:[^\n]*\\\n)*[^\n]*/.exec(host.machine.transcript.text)?.[0].replaceAll(/\\\n\s*/g, "") ?? "";
    // Nobody has needed it for two minutes, as where the line is typed by somebody who had to be called.
    expect((await host.console("systemctl stop libvirtd.service; ! systemctl is-active libvirtd.service")).status).toBe(0);
    const at = host.machine.transcript.position;
    const { status } = await host.console(shown.trim());
    expect(status).toBe(0);
    expect(await host.ready(at)).toMatchObject({ ready: true, outcome: "configured", fields: { address: "192.168.0.250/24", disks: "claim:1,own:0,refuse:0" } });
    expect(await isAllZero(disk)).toBe(false);
  });
});
