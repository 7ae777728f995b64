import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/medium/manifest.ts";
import { isAllZero, makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { domainXml, filteredDomainXml } from "./support/domain.ts";
import { defineFlashGuest, digestOf, isKept, NVRAM, putFirmware, removeTemplate, startCounting } from "./support/flash-guest.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";
import { LIBRARIES_STATUS, makeRepository, PACKAGE_WORD, serve } from "./support/package.ts";
import { TINY_WORD, tinyKernel } from "./support/tiny-kernel.ts";

const GIB = 1024 ** 3;
const POOL = "/var/lib/ramvisor/pools/default";
const VARIABLES = `${NVRAM}/firm_VARS.fd`;

const bench = new Bench();
let host: Host;
let ready: ReadyLine;
let server: Server | undefined;
let disk: string;
/** What (a) found on its disk, for (d) to find again. */
const before: Record<string, string> = {};

const boot = async (): Promise<void> => {
  await bench.stopAll();
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [{ file: disk, format: "raw", serial: "ramvisor-test-0" }] });
  ready = await host.ready();
};

/** Digest of a stretch of the disk file, from outside. */
async function digest(start: number, length: number): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(disk, { start, end: start + length - 1 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

beforeAll(async () => {
  await bench.open();
  disk = await makeBlankDisk(bench.path("disk.img"), 4 * GIB);
});
afterAll(async () => {
  server?.close();
  await bench.close();
});

describe("(a) the line of the README on one blank disk", () => {
  beforeAll(boot);

  it("becomes ready, with the disk claimed", () => {
    expect(ready).toMatchObject({ ready: true, outcome: "configured", fields: { host: "ramvisor", address: "192.168.0.250/24", disks: "claim:1,own:0,refuse:0" } });
    expect(ready.seconds).toBeGreaterThan(1);
  });

  it("speaks German on the console and says how to get in", () => {
    expect(host.machine.transcript.text).toMatch(/bereit nach \d+,\d s/);
    expect(host.machine.transcript.text).toContain("virsh -c qemu+ssh://root@192.168.0.250/system");
  });

  it("lets the key of the site overlay in, and no password", async () => {
    expect(await host.run("id -un; hostname")).toBe("root\nramvisor");
    expect(await host.run("sshd -T | grep -E '^(passwordauthentication|kbdinteractiveauthentication) '")).not.toContain("yes");
  });

  it("has the card under the wanted name, below a bridge that carries the address", async () => {
    const links = JSON.parse(await host.run("ip -j -d addr")) as { ifname: string; address: string; master?: string; addr_info: { local: string; prefixlen: number; scope: string }[] }[];
    const link = (name: string): (typeof links)[number] | undefined => links.find(({ ifname }) => ifname === name);
    expect(link("eth0")).toMatchObject({ address: DEFAULT_NIC, master: "br0" });
    expect(link("br0")?.address).toBe(DEFAULT_NIC);
    expect(link("br0")?.addr_info.filter(({ scope }) => scope === "global").map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`)).toEqual(["192.168.0.250/24"]);
    expect(await host.run("ip route show default")).toContain("via 192.168.0.2 dev br0");
    expect(await host.run("cat /sys/class/net/br0/bridge/stp_state")).toBe("0");
    expect(await host.run("cat /etc/resolv.conf")).toContain("nameserver 192.168.0.3");
  });

  it("passes its own checks, and says what it used", async () => {
    const status = await host.ssh("ramvisor status --format json");
    expect(status.code, status.stdout + status.stderr).toBe(0);
    const report = await host.json("/run/ramvisor/report.json");
    expect(report).toMatchObject({ schema: "ramvisor.report/1", outcome: "configured", ready: true });
    expect((report["checks"] as { name: string; ok: boolean }[]).filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([]);
    expect(report["memoryUsedBytes"]).toBeGreaterThan(50 * 1024 ** 2);
    expect(report["memoryUsedBytes"]).toBeLessThan(256 * 1024 ** 2);
    expect(Object.keys(report["stages"] as object)).toEqual(expect.arrayContaining(["kernel", "initramfs", "agent", "network", "libvirt"]));
    process.stdout.write(`(a) ready after ${String(ready.seconds)} s; used memory ${(Number(report["memoryUsedBytes"]) / 1024 ** 2).toFixed(0)} MiB\n${await host.run("free -m")}\n`);
  });

  it("waits for the serial console's device however late udev sees to it: a host that is not ready in time needs a login", async () => {
    expect(await host.run("systemctl show -p JobRunningTimeoutUSec --value dev-ttyS0.device")).toBe("infinity");
  });

  it("lets nothing in but SSH", async () => {
    const rules = await host.run("nft list ruleset");
    expect(rules).toMatch(/hook input[^;]*;\s*policy drop/);
    expect([...rules.matchAll(/dport (\S+)/g)].map(([, port]) => port)).toContain("22");
  });

  it("starts the agent from its snapshot, in place of its text", async () => {
    // The processor here is another than the one that the snapshot was made on, in what V8 asks of it, or the same: both must do.
    expect(await host.run("test -s /run/ramvisor/agent.blob && test ! -e /run/ramvisor/snapshot.stale && sh -x /usr/bin/ramvisor --version 2>&1 | grep -c 'node .*--snapshot-blob /run/ramvisor/agent.blob'")).toBe("1");
  });

  it("plans the same again, and changes nothing when run a second time", async () => {
    // Sectors written or discarded, ever (Documentation/block/stat.rst), after what is on its way to the disk anyhow.
    const written = "sync; awk '{ print $7 + $14 }' /sys/block/vda/stat";
    const [wroteBefore, again] = [await host.run(`sleep 10; ${written}`), await host.ssh("ramvisor --format json")];
    expect(again.code, again.stderr).toBe(0);
    expect(await host.run(written)).toBe(wroteBefore);
    const report = await host.json("/run/ramvisor/report.json");
    const steps = report["steps"] as { action: string; result: string }[];
    expect(steps.length).toBeGreaterThan(20);
    expect(steps.filter(({ result }) => result === "changed" || result === "failed")).toEqual([]);
    expect(await host.run("mount | grep -c ' on /var/lib/ramvisor/pools/default '")).toBe("1");
  });

  it("answers virsh over SSH from outside, with pool and network active", async () => {
    expect((await host.virsh("domcapabilities", "--virttype", "kvm")).stdout).toContain("<domain>kvm</domain>");
    expect((await host.virsh("pool-list", "--name")).stdout.trim().split("\n")).toEqual(["default"]);
    expect((await host.virsh("net-list", "--name")).stdout.trim()).toBe("default");
  });

  it("runs a guest of type kvm that prints a word on its console", async () => {
    await host.put(`${POOL}/tiny-kernel`, tinyKernel());
    await host.put(`${POOL}/guest.xml`, domainXml("proof", `${POOL}/tiny-kernel`, `${POOL}/console.log`));
    await host.run(`virsh define ${POOL}/guest.xml && rm ${POOL}/guest.xml`);
    const started = await host.virsh("start", "proof");
    expect(started.code, started.stderr).toBe(0);
    let state = "";
    for (let i = 0; i < 60 && !state.includes("shut off"); i++) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      state = (await host.virsh("domstate", "proof")).stdout;
    }
    expect(state).toContain("shut off");
    expect(await host.run(`tr -d '\\0' < ${POOL}/console.log`)).toContain(`${TINY_WORD}KVMKVMKVM`);
  });

  it("starts a guest behind a network filter of libvirt's", async () => {
    await host.put("/root/filtered.xml", filteredDomainXml("filtered", "br0", "192.168.0.99"));
    await host.run("virsh create --paused /root/filtered.xml");
    expect(await host.run("ebtables -t nat -L")).toMatch(/--arp-ip-src 192\.168\.0\.99 -j RETURN/);
    await host.run("virsh destroy filtered");
  });

  it("takes any USB keyboard for one that the generic driver can do", async () => {
    expect((await host.run("modprobe hid && cat /sys/module/hid/parameters/ignore_special_drivers")).trim()).toBe("1");
  });

  it("has an editor for `virsh edit`, also where nobody has named one", async () => {
    // Second line, its end, a new line, exit, yes, that name. What is typed before the editor reads it would be the terminal's.
    const keys = "\\016\\005\\r<description>typed</description>\\030y\\r";
    await host.run(`(until pidof editor >/dev/null; do sleep 1; done; sleep 3; printf '${keys}'; sleep 3) | env -u EDITOR -u VISUAL TERM=linux script -qec 'virsh edit proof' /dev/null`);
    expect(await host.run("virsh desc proof")).toBe("typed");
  });

  // Before the package: one of its libraries takes the place of one of QEMU's, and has next to nothing in it.
  it("keeps the firmware variables of a guest while it runs", async () => {
    await putFirmware(host, POOL);
    await defineFlashGuest(host, POOL, "firm");
    await startCounting(host, "firm", VARIABLES, 1);
    before["variables"] = await digestOf(host, VARIABLES);
    before["definition"] = await host.run("virsh dumpxml --inactive firm");
    await isKept(host, POOL, "firm", VARIABLES);
  }, 2 * BOOT_MS);

  it("takes a Debian package that this machine serves, and fetches what that wants and the medium has left out", async () => {
    const { packages } = JSON.parse(await readFile(bench.image.manifest, "utf8")) as Manifest;
    const repository = await serve(await makeRepository(bench.path("packages"), Object.fromEntries(packages.map(({ name, version }) => [name, version]))));
    ({ server } = repository);
    await host.put("/etc/apt/sources.list.d/probe.list", `deb [trusted=yes] http://192.168.0.2:${String(repository.port)}/ ./\n`);
    await host.run("apt-get -o Dir::Etc::sourcelist=sources.list.d/probe.list -o Dir::Etc::sourceparts=- update", 240_000);
    await host.run("DEBIAN_FRONTEND=noninteractive apt-get install -y ramvisor-probe", 240_000);
    expect(await host.run("ramvisor-probe && ls /var/lib/ramvisor-probe && dpkg -s ramvisor-probe | grep ^Status")).toBe(`${PACKAGE_WORD}\nconfigured\nStatus: install ok installed`);
    // Before the package was configured already, and for what runs on as well.
    expect(await host.run("cat /var/lib/ramvisor-probe/configured")).toBe(String(LIBRARIES_STATUS));
    expect((await host.ssh("ramvisor-probe-linked")).code).toBe(LIBRARIES_STATUS);
    // It has but a script of System V's.
    expect(await host.run("ls /run/ramvisor-probe-started && systemctl is-active ramvisor-probe")).toBe("/run/ramvisor-probe-started\nactive");
    // And a log, which nothing on the medium bounds.
    expect(await host.run("ls /usr/sbin/logrotate && systemctl is-active logrotate.timer")).toBe("/usr/sbin/logrotate\nactive");
  });

  it("stays reachable with a full RAM disk, and says what is wrong where it matters", async () => {
    await host.ssh("cat /dev/zero > /filler 2>/dev/null");
    expect(await host.run("df --output=avail / | tail -n 1")).toMatch(/^\s*0$/);
    const status = await host.ssh("ramvisor status");
    expect([0, 1], status.stdout + status.stderr).toContain(status.code);
    expect(status.stderr).not.toMatch(/^\s+at /m);
    const run = await host.ssh("ramvisor");
    expect([0, 1], run.stdout + run.stderr).toContain(run.code);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect((await host.virsh("list", "--all", "--name")).stdout).toContain("proof");
    await host.run("rm /filler");
    expect((await host.ssh("ramvisor status")).code).toBe(0);
  });

  it("leaves room at the disk's end, and marks the disk as its own", async () => {
    const [partition] = (JSON.parse(await host.run("lsblk -J -b -o NAME,SIZE,START,TYPE /dev/vda")) as { blockdevices: [{ children: { size: number; start: number }[] }] }).blockdevices[0].children;
    expect(4 * GIB - ((partition?.start ?? 0) * 512 + (partition?.size ?? 0))).toBeGreaterThanOrEqual(128 * 1024 ** 2);
    before["uuids"] = await host.run("blkid -p -o export /dev/vda; blkid -p -o export /dev/vda1; stat -c %Y-%i /var/lib/ramvisor/pools/default/lost+found");
    before["hostKey"] = await host.run("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub 2>/dev/null || ssh-keyscan -t ed25519 127.0.0.1 2>/dev/null");
    // The guest's definition outlives a power cut: a change of it is on the disk once the run that saves it has ended. No
    // `sync` for what comes last, and less time than the file system's own five seconds.
    await host.run("sync");
    await host.run(`virsh desc proof --config --title changed-last && until grep -q changed-last ${POOL}/.ramvisor/guests/proof/domain.xml; do sleep 0.1; done; while [ "$(systemctl is-active ramvisor-guests.service)" = activating ]; do sleep 0.1; done`, 60_000);
    await host.stop();
    // Up to the partition: what the file system says about its own mounts changes.
    before["start"] = await digest(0, 1024 ** 2);
    before["end"] = await digest(4 * GIB - 100 * 1024 ** 2, 100 * 1024 ** 2);
    expect(await isAllZero(disk)).toBe(false);
  });
});

describe("(d) a second start with the same disk, after the power was cut", () => {
  beforeAll(boot);

  it("becomes ready with the disk as its own", () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: "claim:0,own:1,refuse:0" } });
  });

  it("still has the guest, and it starts", async () => {
    expect((await host.virsh("list", "--all", "--name")).stdout.split("\n").filter(Boolean).sort()).toEqual(["firm", "proof"]);
    expect((await host.virsh("desc", "proof", "--title")).stdout.trim()).toBe("changed-last");
    await host.run(`rm -f ${POOL}/console.log`);
    expect((await host.virsh("start", "proof")).code).toBe(0);
    for (let i = 0; i < 60 && !(await host.virsh("domstate", "proof")).stdout.includes("shut off"); i++) await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await host.run(`tr -d '\\0' < ${POOL}/console.log`)).toContain("KVMKVMKVM");
  });

  it("still has the other guest's firmware variables, and it starts with them", async () => {
    expect(await host.run("virsh dumpxml firm")).toBe(before["definition"]);
    expect(await digestOf(host, VARIABLES)).toBe(before["variables"]);
    await removeTemplate(host, POOL);
    await startCounting(host, "firm", VARIABLES, 2);
  }, BOOT_MS);

  it("has not made table, marker, file system or host keys anew", async () => {
    expect(await host.run("blkid -p -o export /dev/vda; blkid -p -o export /dev/vda1; stat -c %Y-%i /var/lib/ramvisor/pools/default/lost+found")).toBe(before["uuids"]);
    expect(await host.run("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub 2>/dev/null || ssh-keyscan -t ed25519 127.0.0.1 2>/dev/null")).toBe(before["hostKey"]);
    await host.stop();
    expect([await digest(0, 1024 ** 2), await digest(4 * GIB - 100 * 1024 ** 2, 100 * 1024 ** 2)]).toEqual([before["start"], before["end"]]);
  });
});
