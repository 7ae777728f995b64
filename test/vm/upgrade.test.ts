import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Manifest } from "../../src/medium/manifest.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { domainXml } from "./support/domain.ts";
import { Bench, Host } from "./support/host.ts";
import { CONFIGURATION, newerRepository, RAISED } from "./support/newer.ts";
import { serve } from "./support/package.ts";
import { TINY_WORD, tinyKernel } from "./support/tiny-kernel.ts";

const POOL = "/var/lib/ramvisor/pools/default";
/** Sources of Debian's whose packages the medium prunes or rewrites most, and on which everything of a host runs. */
const SOURCES = ["base-files", "drbd-utils", "glibc", "icu", "libvirt", "mdadm", "nftables", "nodejs", "openssh", "openssl", "perl", "qemu", "systemd"];
/** Ten minutes where it is translated, and more where others are at work as well. */
const UPGRADE_MS = 3_000_000;
/** A machine with firmware and no disk: it stays as it is, and is the same process as long as it is. */
const STAYS = "<domain type='kvm'><name>stays</name><memory unit='MiB'>32</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><memballoon model='none'/></devices></domain>";
/** The firewall, which nftables.service could fill anew; counters are not part of it. */
const RULES = "nft --stateless list ruleset";

const bench = new Bench();
let host: Host;
let server: Server | undefined;
let newer: string[];
const before: Record<string, string> = {};

const process = "cat /run/libvirt/qemu/stays.pid";
const settings = `sha256sum ${CONFIGURATION.map((path) => `/${path}`).join(" ")} 2>&1; true`;

beforeAll(async () => {
  await bench.open();
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [{ file: await makeBlankDisk(bench.path("disk.img"), 1024 ** 3), format: "raw", serial: "upgrade" }] });
  expect(await host.ready()).toMatchObject({ ready: true });
  newer = await host.sortedLines(`dpkg-query -W -f '\${source:Package}\\t\${Package}\\n' | awk '/^(${SOURCES.join("|")})\\t/ { print $2 }'`);
  // What is upgraded wants its libraries whole: they are fetched as they are.
  const whole = await host.sortedLines("cut -f 2 /usr/lib/ramvisor/left-out | sort -u");
  const repository = await serve(await newerRepository(newer, whole, JSON.parse(await readFile(bench.image.manifest, "utf8")) as Manifest));
  ({ server } = repository);
  await host.put("/etc/apt/sources.list.d/probe.list", `deb [trusted=yes] http://192.168.0.2:${String(repository.port)}/ ./\n`);
  await host.run("apt-get -o Dir::Etc::sourcelist=sources.list.d/probe.list -o Dir::Etc::sourceparts=- update", 240_000);
  await host.put("/root/stays.xml", STAYS);
  await host.run("virsh define /root/stays.xml && virsh start stays");
  before["process"] = await host.run(process);
  before["settings"] = await host.run(settings);
  before["rules"] = await host.run(RULES);
});
afterAll(async () => {
  server?.close();
  await bench.close();
});

it("is taken by apt-get, which asks nothing, while logins go on", async () => {
  expect(newer.length).toBeGreaterThan(40);
  let done = false;
  const upgrade = host.ssh("DEBIAN_FRONTEND=noninteractive apt-get -y upgrade 2>&1", { limitMs: UPGRADE_MS }).finally(() => { done = true; });
  const refused: string[] = [];
  // sshd itself is away for a moment, when it is started anew: a second try finds it.
  while (!done) {
    const login = await host.ssh("true", {}, 1);
    if (login.code !== 0) refused.push(`${new Date().toISOString()} ${login.stderr}`);
    // A login costs what a package does, where it is translated.
    await new Promise((resolve) => setTimeout(resolve, 30_000));
  }
  const { code, stdout } = await upgrade;
  expect(code, stdout.slice(-4000)).toBe(0);
  expect(stdout).not.toContain("could not be fetched");
  expect(refused).toEqual([]);
}, UPGRADE_MS + 60_000);

it("is what dpkg says it is", async () => {
  // The kernel is on hold. `dpkg --audit` would say besides that the medium has no lists of md5 sums.
  expect(await host.run("dpkg-query -W -f '${db:Status-Abbrev} ${Package}\\n' | grep -v '^[ih]i  ' || true")).toBe("");
  expect(await host.sortedLines(`dpkg-query -W -f '\${db:Status-Status} \${Package} \${Version}\\n' | awk '$1 == "installed" && index($3, "${RAISED}") { print $2 }'`)).toEqual(newer);
  expect(await host.run("apt-get -s upgrade | grep -c ^Inst || true")).toBe("0");
});

it("leaves the settings that are the host's own", async () => {
  expect(await host.run(settings)).toBe(before["settings"]);
  expect(await host.run(RULES)).toBe(before["rules"]);
  expect(await host.run(`findmnt -n -o TARGET ${POOL}`)).toBe(POOL);
});

it("leaves an agent that has nothing to do but for host keys", async () => {
  const status = await host.ssh("ramvisor status");
  expect(status.code, status.stdout + status.stderr).toBe(0);
  const changes = async (): Promise<string[]> => {
    const again = await host.ssh("ramvisor --format json");
    expect(again.code, again.stdout + again.stderr).toBe(0);
    const { steps } = await host.json("/run/ramvisor/report.json") as { steps: { action: string; result: string }[] };
    expect(steps.length).toBeGreaterThan(20);
    return steps.filter(({ result }) => result === "changed" || result === "failed").map(({ action }) => action);
  };
  // The script of Debian's openssh-server makes host keys of its other kinds, which are not kept on the pool: they go again,
  // and sshd reads its own anew.
  expect(await changes()).toEqual(["ssh.hostkeys", "service.start"]);
  expect(await changes()).toEqual([]);
});

it("leaves the guest that ran, and starts another", async () => {
  expect(await host.run("virsh domstate stays")).toContain("running");
  expect(await host.run(process)).toBe(before["process"]);
  await host.put(`${POOL}/tiny-kernel`, tinyKernel());
  await host.put("/root/proof.xml", domainXml("proof", `${POOL}/tiny-kernel`, `${POOL}/console.log`));
  await host.run("virsh define /root/proof.xml && virsh start proof");
  await expect.poll(() => host.run("virsh domstate proof"), { timeout: 90_000, interval: 1000 }).toContain("shut off");
  expect(await host.run(`tr -d '\\0' < ${POOL}/console.log`)).toContain(`${TINY_WORD}KVMKVMKVM`);
});

it("takes every service along, each with its libraries", async () => {
  // All that runs is of the new version, or was there before and needs it no more: it is started anew here.
  await host.run("systemctl restart libvirtd.service ssh.service nftables.service systemd-udevd.service");
  expect(await host.run("virsh pool-list --name")).toContain("default");
  expect(await host.run("systemctl --failed --no-legend")).toBe("");
  expect(await host.run("journalctl -b --no-pager | grep -E 'symbol lookup error|cannot open shared object|undefined symbol' || true")).toBe("");
});
