import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OTHER } from "../../src/medium/groups.ts";
import type { Manifest } from "../../src/medium/manifest.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { CONSOLES, loadedBytes } from "../../src/qemu/prepare.ts";
import { screenText } from "./support/screen.ts";
import { BOOT_MS, Bench, Host, UNREAD } from "./support/host.ts";

const bench = new Bench();
let host: Host | undefined;

beforeAll(async () => {
  await bench.open();
});
afterEach(async () => {
  await host?.stop();
});
afterAll(() => bench.close());

/** The line as this network can serve it, without what QEMU needs changed. */
const LINE = DEFAULT_LINE.replace("dns.192.168.0.2", "dns.192.168.0.3");

/** What the medium weighs, and a little: growth is to be seen. README says where the bytes go, and why it is not 60,000,000. */
const MOST_BYTES = 86_500_000;

describe("the ISO", () => {
  it("has not grown", async () => {
    const { size } = await stat(bench.image.iso);
    process.stdout.write(`the ISO: ${String(size)} bytes (aim 60000000)\n`);
    expect(size).toBeLessThan(MOST_BYTES);
  });

  it("is all accounted for, as README says", async () => {
    const { bytes, groups } = JSON.parse(await readFile(bench.image.manifest, "utf8")) as Manifest;
    const layers = (bytes["initrd.img: base.squashfs"] ?? 0) + (bytes["initrd.img: rest.squashfs"] ?? 0);
    expect(groups.reduce((sum, { packed }) => sum + packed, 0)).toBe(layers);
    expect(groups.find(({ group }) => group === OTHER)?.bytes).toBeLessThan(1_000_000);
    const readme = await readFile(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
    const table = readme.slice(readme.indexOf("| of the root file system |")).split("\n\n", 1)[0] ?? "";
    const told = new Map(table.split("\n").slice(2).map((line) => line.split("|").map((cell) => cell.trim())).map(([, name = "", ...sizes]) => [name, sizes]));
    for (const { group, bytes: unpacked, packed } of groups) {
      for (const [index, size] of [unpacked, packed].entries()) expect(Math.abs(Number(told.get(group)?.[index]) - size / 1e6), `${group}: ${String(size)}`).toBeLessThan(Math.max(0.2, size / 1e7));
    }
    expect([...told.keys()].filter((name) => !groups.some(({ group }) => group === name))).toEqual(["**all of it**"]);
  });

  it("(e) starts from the base medium with tokens typed at the loader's prompt, and runs on after it is pulled out", async () => {
    host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], iso: bench.image.iso });
    await host.machine.waitFor(/boot: ?$/, BOOT_MS);
    // isolinux sends its help to the screen alone; the prompt is on the serial line as well.
    expect(await screenText(host.machine, bench.path("screen"))).toMatch(/To change the line for this start:\ntype {2}ram {2}and [^]*\nThe line now: quiet pci=nocrs\n/);
    host.machine.type(`ram ${LINE.split(" ").slice(2).join(" ")} ${CONSOLES}\r`);
    expect(await host.machine.mediumLoaded(await loadedBytes(bench.image), BOOT_MS)).toBe(true);
    await host.machine.pullMedium();
    expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured", fields: { address: "192.168.0.250/24" } });
    await host.logIn();
    expect(await host.console(`blockdev --getsize64 /dev/sr0 2>&1; ${UNREAD}`)).toMatchObject({ status: 0 });
  }, 2 * BOOT_MS);

  it("(f) starts under UEFI with Secure Boot, with the line and the keys that are on the medium, and runs on without it", async () => {
    host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], iso: await bench.personalIso(DEFAULT_LINE), firmware: "uefi-secure" });
    expect(await host.machine.mediumLoaded(await loadedBytes(bench.image), BOOT_MS)).toBe(true);
    await host.machine.pullMedium();
    expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured" });
    expect(await host.json("/run/ramvisor/facts.json")).toMatchObject({ firmware: "uefi" });
    expect(await host.run("od -An -tu1 -j4 -N1 /sys/firmware/efi/efivars/SecureBoot-*")).toMatch(/^\s*1$/);
    await host.run(UNREAD);
  }, 2 * BOOT_MS);
});
