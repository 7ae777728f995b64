import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execa } from "execa";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { imageDomainXml } from "./support/domain.ts";
import { defineFlashGuest, digestOf, isKept, keepsOpenWrite, NVRAM, putFirmware, removeTemplate, startCounting, writeWord } from "./support/flash-guest.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const GIB = 1024 ** 3;
const POOL = "/var/lib/ramvisor/pools/default";
/** Guests get 120 s to shut down (libvirt-guests), and the rest of the host some more. */
const POWER_OFF_MS = 240_000;
/** The same disk in another machine: another card, another address, a line that names it, and another controller. */
const OTHER_NIC = "0a:0b:0c:0d:0e:77";
const OTHER_LINE = DEFAULT_LINE.replace(DEFAULT_NIC, OTHER_NIC).replace("192.168.0.250", "192.168.0.240");

/** Guests with firmware variables: of one libvirt chooses the file, of the other the definition names it. */
const VARIABLES = { chosen: `${NVRAM}/chosen_VARS.fd`, named: `${NVRAM}/this & that.fd` } as const;
const WITH_VARIABLES = ["chosen", "named"] as const;

const bench = new Bench();
let disk: string;
let host: Host;
/** What the first machine had of them at its end. */
const before: Record<string, string> = {};

const start = async (line: string, mac: string, controller: { bus?: "sata" } = {}): Promise<void> => {
  host = await Host.boot(bench, { line, macs: [mac], disks: [{ file: disk, format: "raw", serial: "guests-disk", ...controller }] });
  await host.ready();
};

beforeAll(async () => {
  await bench.open();
  disk = await makeBlankDisk(bench.path("disk.img"), 2 * GIB);
  await start(DEFAULT_LINE, DEFAULT_NIC);
}, 2 * BOOT_MS);
afterAll(() => bench.close());

describe("guests, their snapshots, firmware variables and autostart flags", () => {
  it("have their firmware variables kept as the guest writes them", async () => {
    await putFirmware(host, POOL);
    await defineFlashGuest(host, POOL, "chosen");
    await defineFlashGuest(host, POOL, "named", VARIABLES.named);
    await startCounting(host, "named", VARIABLES.named, 1);
    await startCounting(host, "chosen", VARIABLES.chosen, 1);
    for (const name of WITH_VARIABLES) await isKept(host, POOL, name, VARIABLES[name]);
    // Nobody looks now and then: the write itself tells of it.
    await host.run("systemctl stop ramvisor-changed.timer");
    await keepsOpenWrite(host, POOL, "chosen", VARIABLES.chosen, "while it runs");
    // A change in the moment in which a run ends is kept as any other: second changes, at ever later moments of the run that the first one starts.
    const flag = `${POOL}/.ramvisor/guests/named/autostart`;
    const within = (test: string): string => `for i in $(seq 40); do ${test} ${flag} && break; sleep 0.5; done; ${test} ${flag}`;
    for (const pause of [0.5, 1, 1.5, 2, 2.5, 3, 3.5]) {
      await host.run(`virsh autostart named; sleep ${String(pause)}; virsh autostart --disable named; ${within("test ! -e")}`, 60_000);
      await host.run(`sleep 3; virsh autostart named; ${within("test -e")}; virsh autostart --disable named; ${within("test ! -e")}`, 90_000);
    }
    await host.run("systemctl start ramvisor-changed.timer && virsh destroy chosen && virsh destroy named");
    for (const name of WITH_VARIABLES) before[name] = await host.run(`virsh dumpxml ${name}`);
  }, 5 * BOOT_MS);

  it("are kept at power-off, which ends in time and leaves the file system clean", async () => {
    for (const name of ["always", "never"]) {
      await host.put(`/root/${name}.xml`, imageDomainXml(name, POOL));
      await host.run(`qemu-img create -q -f qcow2 ${POOL}/${name}.qcow2 64M && virsh define /root/${name}.xml`);
    }
    await host.run("virsh autostart always");
    await host.run("virsh snapshot-create-as never first && sleep 15 && virsh snapshot-create-as never second");
    // The second one changes no folder that is watched: it is looked for now and then, or a pulled plug would cost it.
    await host.run(`for i in $(seq 90); do find ${POOL}/.ramvisor/guests/never -name '*second*' | grep -q . && exit 0; sleep 1; done; exit 1`, 120_000);
    expect(await host.run("journalctl -q -b -u ramvisor-changed.service")).toBe("");
    // And the third one is kept by the last run at power-off.
    await host.run("virsh snapshot-create-as never third && virsh start always");
    for (const name of WITH_VARIABLES) {
      await writeWord(host, VARIABLES[name], "at the end");
      before[VARIABLES[name]] = await digestOf(host, VARIABLES[name]);
    }
    const began = Date.now();
    expect(await host.machine.powerDown(POWER_OFF_MS)).toBe(true);
    // A guest that does not answer costs what guests have, and no more.
    expect(Date.now() - began).toBeGreaterThan(100_000);
    // A copy of its beginning does: dumpe2fs says what it reads there, and fails at what the copy lacks.
    const { stdout } = await execa("sh", ["-c", `dd if='${disk}' bs=1M skip=1 count=256 status=none of='${bench.path("part.img")}' && LC_ALL=C dumpe2fs -h '${bench.path("part.img")}' 2>/dev/null; true`]);
    expect(stdout).toMatch(/^Filesystem state: +clean$/m);
    expect(stdout).not.toContain("needs_recovery");
  }, 2 * POWER_OFF_MS);

  it("are there in another machine that is given the disk, and the one with the flag runs", async () => {
    await start(OTHER_LINE, OTHER_NIC, { bus: "sata" });
    expect(await host.run("ls /dev/disk/by-id")).toMatch(/^ata-.*guests-disk$/m);
    expect((await host.run("virsh list --all --name")).split("\n").filter(Boolean).sort()).toEqual(["always", "chosen", "named", "never"]);
    expect((await host.run("virsh snapshot-list never --name")).split("\n").filter(Boolean)).toEqual(["first", "second", "third"]);
    expect(await host.run("virsh dominfo never")).toMatch(/^Autostart: +disable$/m);
    expect(await host.run("virsh dominfo always")).toMatch(/^Autostart: +enable$/m);
    expect((await host.run("for i in $(seq 60); do virsh domstate always | grep -q running && break; sleep 1; done; virsh list --name")).split("\n").filter(Boolean)).toEqual(["always"]);
  }, 2 * BOOT_MS);

  it("start by themselves too where their pool is mounted on a host that runs", async () => {
    // As where its disk has not answered in the start, or the line was typed later: libvirt starts guests in its own start alone.
    await host.run([
      "systemctl stop ramvisor-guests.path ramvisor-changed.timer", "virsh destroy always", "virsh pool-destroy default", `umount ${POOL}`,
      "rm /run/ramvisor/guests-restored/default /run/ramvisor/guests-started/default", "virsh undefine always --keep-nvram",
    ].join(" && "));
    expect(await host.run("ramvisor; virsh list --name")).toMatch(/^always$/m);
    expect(await host.run("virsh domstate never")).toContain("shut off");
    expect(await host.run(`virsh pool-list --name; findmnt -n -o TARGET ${POOL}`)).toMatch(/^default\s[^]*pools\/default$/m);
    // One that is stopped by hand stays so.
    await host.run("virsh destroy always && ramvisor");
    expect(await host.run("virsh domstate always")).toContain("shut off");
    await host.run("systemctl start ramvisor-guests.path ramvisor-changed.timer");
  }, 2 * BOOT_MS);

  it("start there with the firmware variables that they had", async () => {
    for (const name of WITH_VARIABLES) {
      expect(await host.run(`virsh dumpxml ${name}`)).toBe(before[name]);
      expect(await digestOf(host, VARIABLES[name])).toBe(before[VARIABLES[name]]);
    }
    await removeTemplate(host, POOL);
    for (const name of WITH_VARIABLES) await startCounting(host, name, VARIABLES[name], 2);
  }, 2 * BOOT_MS);
});
