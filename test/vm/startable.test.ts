import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { IPXE_SCRIPT, layOutNetboot } from "../../src/qemu/netboot.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { CONSOLES, loadedBytes } from "../../src/qemu/prepare.ts";
import { BOOT_MS, Bench, Host, UNREAD, type BootOptions } from "./support/host.ts";
import { withAlteredKernel, withoutBootPart, type BootPart } from "./support/damage.ts";
import { addAtGrub, typeAtIpxe } from "./support/loader.ts";
import { serve } from "./support/package.ts";

/** The line as this network can serve it, without what QEMU needs changed. */
const LINE = DEFAULT_LINE.replace("dns.192.168.0.2", "dns.192.168.0.3");
const TOKENS = LINE.split(" ").slice(2).join(" ");

const bench = new Bench();
let host: Host;
/** The medium with the line and the key of this test. */
let personal: string;

beforeAll(async () => {
  await bench.open();
  personal = await bench.personalIso(DEFAULT_LINE);
});
afterEach(() => bench.stopAll());
afterAll(() => bench.close());

/** All of them with `npm run test:start`; `npm test` has one of each way that medium.test.ts has not. */
const everyStart = process.env["RAMVISOR_STARTS"] === "all";
const start = (name: string, run: () => Promise<void>, always = false): void => {
  if (always || everyStart) it(name, run, 2 * BOOT_MS);
};

const boot = async (options: Pick<BootOptions, "iso" | "drive" | "net" | "firmware">): Promise<void> => {
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], ...options });
};

const isReady = async (): Promise<void> => {
  expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured", fields: { address: "192.168.0.250/24" } });
};

/** Pulls the medium as soon as the loader has read its three files; the host must not miss it. */
const readyWithoutMedium = async (): Promise<void> => {
  expect(await host.machine.mediumLoaded(await loadedBytes(bench.image), BOOT_MS)).toBe(true);
  await host.machine.pullMedium();
  await isReady();
};

const firmwareSeen = async (): Promise<unknown> => (await host.json("/run/ramvisor/facts.json"))["firmware"];

describe("a CD under UEFI", () => {
  start("starts with tokens typed at GRUB's editor, and runs on after it is pulled out", async () => {
    await boot({ iso: bench.image.iso, firmware: "uefi" });
    await addAtGrub(host.machine, ` ${TOKENS} ${CONSOLES}`);
    await readyWithoutMedium();
    await host.logIn();
    expect(await host.console("cat /proc/cmdline; [ -d /sys/firmware/efi ]")).toMatchObject({ status: 0, text: expect.stringContaining(TOKENS) as string });
    expect(await host.console(UNREAD)).toMatchObject({ status: 0 });
  }, true);
});

describe("a stick", () => {
  start("starts under BIOS on USB 3, and the host runs on without it", async () => {
    await boot({ iso: personal, drive: "usb3" });
    await readyWithoutMedium();
    expect(await firmwareSeen()).toBe("bios");
    expect(await host.run(`ls /sys/block; ${UNREAD}`)).not.toMatch(/^sd/m);
  }, true);

  start("starts under BIOS on USB 2, and the host runs on without it", async () => {
    await boot({ iso: personal, drive: "usb2" });
    await readyWithoutMedium();
    expect(await host.run(`ls /sys/block; ${UNREAD}`)).not.toMatch(/^sd/m);
  });

  start("starts under UEFI, and the host runs on without it", async () => {
    await boot({ iso: personal, drive: "usb3", firmware: "uefi" });
    await readyWithoutMedium();
    expect(await firmwareSeen()).toBe("uefi");
    expect(await host.run(`ls /sys/block; ${UNREAD}`)).not.toMatch(/^sd/m);
  });

  start("starts under UEFI with Secure Boot, is refused as a disk, and can be pulled when the host is ready", async () => {
    await boot({ iso: personal, drive: "usb3", firmware: "uefi-secure" });
    expect(await host.ready()).toMatchObject({ ready: true, fields: { disks: "claim:0,own:0,refuse:1" } });
    expect(await host.json("/run/ramvisor/plan.json")).toMatchObject({ disks: [{ path: "/dev/sda", verdict: "refuse", reason: "boot-medium" }] });
    expect(await host.json("/run/ramvisor/facts.json")).toMatchObject({ bootMedium: "/dev/sda", disks: [{ transport: "usb", readOnly: false, mounts: [] }] });
    expect(await host.run("od -An -tu1 -j4 -N1 /sys/firmware/efi/efivars/SecureBoot-*")).toMatch(/^\s*1$/);
    await host.machine.pullMedium();
    await host.run("for i in $(seq 50); do [ -e /sys/block/sda ] || exit 0; sleep 0.2; done; exit 1");
    await host.run(`${UNREAD} && ramvisor status`);
  }, true);
});

/** What the tests above claim would be worth nothing if they could not fail: each first part that firmware reads, damaged. */
describe("a medium that is damaged on purpose", () => {
  /** Firmware gives up within seconds; a medium that is whole has been read to its end by then. */
  const GIVEN_UP_MS = 90_000;
  const isNotStarted = async (part: BootPart, options: Pick<BootOptions, "drive" | "firmware">): Promise<void> => {
    await boot({ iso: await withoutBootPart(personal, bench.path(`${part}.iso`), part), ...options });
    expect(await host.machine.mediumLoaded(await loadedBytes(bench.image), GIVEN_UP_MS)).toBe(false);
  };
  start("in its master boot record is seen not to start from a stick under BIOS", () => isNotStarted("mbr", { drive: "usb3" }), true);
  start("in isolinux is seen not to start from a CD under BIOS", () => isNotStarted("isolinux", {}));
  start("in its EFI image is seen not to start from a CD under UEFI", () => isNotStarted("efi", { firmware: "uefi" }));
  start("in one letter of its kernel is loaded under UEFI, but not with Secure Boot, which says why", async () => {
    const altered = await withAlteredKernel(personal, bench.path("kernel.iso"), bench.image.vmlinuz);
    await boot({ iso: altered, firmware: "uefi-secure" });
    await host.machine.waitFor(/bad shim signature/, BOOT_MS);
    expect(await host.machine.mediumLoaded(await loadedBytes(bench.image), 10_000)).toBe(false);
    await host.machine.stop();
    await boot({ iso: altered, firmware: "uefi" });
    expect(await host.machine.mediumLoaded(await loadedBytes(bench.image), BOOT_MS)).toBe(true);
  }, true);
  start("in its EFI image still starts under BIOS", async () => {
    await boot({ iso: await withoutBootPart(personal, bench.path("efi.iso"), "efi") });
    await readyWithoutMedium();
  });
});

describe("network boot by iPXE", () => {
  start("starts under BIOS by TFTP, and the host runs on without the server's files", async () => {
    const net = await layOutNetboot(bench.path("tftp"), bench.image, await bench.overlay(), `${LINE} ${CONSOLES}`);
    await boot({ net });
    await typeAtIpxe(host.machine, bench.path("screen"), " host.typed");
    await isReady();
    expect(await host.run("cat /proc/cmdline; hostname")).toMatch(/ host\.typed[^]*\ntyped\n?$/);
    await rm(net.folder, { recursive: true });
    expect(await firmwareSeen()).toBe("bios");
    await host.run(`${UNREAD} && ramvisor status`);
  }, true);

  start("starts under UEFI by HTTP, and the host runs on without the server", async () => {
    const { folder } = await layOutNetboot(bench.path("web"), bench.image, await bench.overlay(), `${LINE} ${CONSOLES}`);
    const { server, port } = await serve(folder);
    const siteSent = new Promise<void>((resolve) => server.on("request", ({ url }, response) => {
      if (url === "/site.img") response.on("finish", () => { setTimeout(resolve, 1000); });
    }));
    const net = { folder: bench.path("tftp-http"), bootfile: IPXE_SCRIPT };
    await mkdir(net.folder);
    await writeFile(join(net.folder, IPXE_SCRIPT), `#!ipxe\nchain http://192.168.0.2:${String(port)}/${IPXE_SCRIPT}\n`);
    await boot({ net, firmware: "uefi" });
    await siteSent;
    server.closeAllConnections();
    server.close();
    await isReady();
    expect(await firmwareSeen()).toBe("uefi");
    await host.run(`${UNREAD} && ramvisor status`);
  });
});
