import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/medium/manifest.ts";
import { chooseAccelerator } from "../../src/qemu/accelerator.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { filesOf, debianRepository } from "./support/debian.ts";
import { ACTIVE_VOLUMES, announce, FOREIGN, letGo, makeForeign, MAPS, RELEASED_BY, touched } from "./support/foreign-disks.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";
import { serve } from "./support/package.ts";
import { withTwoPaths } from "./support/two-paths.ts";

const MIB = 1024 ** 2;
const NAMES = Object.keys(FOREIGN);
/** The one that is reached by two paths. It is blank and large enough: only that it shows up twice keeps it from being claimed. */
const SHARED = "shared";
const VOLUMES = ["part/plain", "whole/plain", "whole/pool", "whole/thin"];
/** Each disk once, and the shared one by both of its paths. */
const LOOKED_AT = `${String(NAMES.length + 2)} disks`;

const bench = new Bench();
let host: Host;
let ready: ReadyLine;
let repository: string;
let server: Server | undefined;
const file = (name: string): string => bench.path(`${name}.img`);
let before: Record<string, string>;

async function digests(): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const name of [...NAMES, SHARED]) {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(file(name))) hash.update(chunk as Buffer);
    sums[name] = hash.digest("hex");
  }
  return sums;
}

const boot = async (line: string, names: readonly string[]): Promise<void> => {
  await bench.stopAll();
  host = await Host.boot(bench, {
    line, macs: [DEFAULT_NIC], disks: names.map((name) => ({ file: file(name), format: "raw", serial: name })),
    accelerator: withTwoPaths(await chooseAccelerator(), file(SHARED), SHARED),
  });
  ready = await host.ready();
};

/** What a dry run says: for a person, and why each disk is refused. */
async function dryRun(): Promise<{ text: string; reasons: Record<string, string> }> {
  const text = await host.run("ramvisor --dry-run --lang en");
  const { disks } = JSON.parse(await host.run("ramvisor --dry-run --format json")) as { disks: { id: string; reason: string }[] };
  return { text, reasons: Object.fromEntries(disks.map(({ id, reason }) => [id, reason])) };
}

beforeAll(async () => {
  await bench.open();
  for (const [name, { mib }] of Object.entries(FOREIGN)) await makeBlankDisk(file(name), mib * MIB);
  await makeBlankDisk(file(SHARED), 384 * MIB);
  await makeBlankDisk(file("own"), 512 * MIB);
  repository = await debianRepository(["lvm2", "multipath-tools"], ["dmsetup"], JSON.parse(await readFile(bench.image.manifest, "utf8")) as Manifest);
});
afterAll(async () => {
  server?.close();
  await bench.close();
});

describe("arrays and volume groups of somebody else's, on a host with Debian's own rules", () => {
  beforeAll(async () => {
    await boot(`${DEFAULT_LINE} disks.none`, NAMES);
    // Unpacked and no more: this host is only to make the disks.
    const lvm = await filesOf(repository, ["lvm2", "liblvm2cmd2.03", "dmeventd", "libdevmapper-event1.02.1", "dmsetup"]);
    expect(await host.ssh("tar --extract --ignore-zeros --keep-directory-symlink -C / && ldconfig", { input: lvm })).toMatchObject({ code: 0 });
    await makeForeign(host);
  });

  it("are all started as soon as they are seen", async () => {
    await host.run("rm /etc/udev/rules.d/64-md-raid-assembly.rules /etc/udev/rules.d/69-lvm.rules /etc/mdadm/mdadm.conf && udevadm control --reload");
    await announce(host);
    await expect.poll(async () => (await host.run(ACTIVE_VOLUMES)).split("\n"), { timeout: 60_000, interval: 1000 }).toEqual(VOLUMES);
    expect(await host.run("cat /proc/mdstat")).toMatch(/\[2\/2\] \[UU\]\s+resync=PENDING/);
    await host.run("swapon /dev/disk/by-id/virtio-swap && mount LABEL=data /mnt");
    const found = (await touched(host)).join("\n");
    for (const part of [/^\/sys\/block\/md12[67]$/gm, /^\/sys\/block\/dm-\d+$/gm, /^\/dev\/vd\w+ +partition/gm, /^\/dev\/vd\w$/gm, /\/holders\//g, / is written to: /g]) expect(found).toMatch(part);
    expect(found.match(/^\/sys\/block\/md/gm)).toHaveLength(2);
    await host.run("umount /mnt && swapoff -a");
    await letGo(host);
  });

  it("are let go of with a mirror that whoever starts it would have to write to", async () => {
    expect(await host.run("mdadm --examine /dev/disk/by-id/virtio-raid-[12] | grep -c '^ *State : active'")).toBe("2");
    await host.stop();
    before = await digests();
  });
});

describe("the same disks, and one that is reached by two paths, on a host of the medium's", () => {
  beforeAll(() => boot(DEFAULT_LINE, ["own", ...NAMES]));

  it("are refused, each for its reason, beside a blank one that is claimed", async () => {
    expect(ready).toMatchObject({ ready: true, fields: { disks: `claim:1,own:0,refuse:${String(NAMES.length + 2)}` } });
    const { disks } = await host.json("/run/ramvisor/plan.json") as { disks: { id: string; verdict: string; reason: string }[] };
    expect(disks.map(({ id, verdict, reason }) => [id, verdict, reason].join(" ")).sort()).toEqual([
      "virtio-own claim blank", ...Array<string>(2).fill("wwn-0x5000c500a0b0c0d0 refuse twin-identity"),
      ...Object.entries(FOREIGN).map(([name, { reason }]) => `virtio-${name} refuse ${reason}`),
    ].sort());
  });

  it("are neither started nor mounted nor written to by the time it is ready", async () => {
    expect(await touched(host)).toEqual([LOOKED_AT]);
  });

  it("are left alone when each of them is announced anew", async () => {
    await announce(host);
    expect(await touched(host)).toEqual([LOOKED_AT]);
  });

  it("are let go of by the command that the refusal names, where the device mapper holds them", async () => {
    await host.run(MAPS);
    const held = await dryRun();
    expect(Object.fromEntries(Object.entries(RELEASED_BY).map(([name]) => [name, held.reasons[`virtio-${name}`]]))).toEqual({ data: "mounted", swap: "held", "raid-half": "held", "lvm-part": "held" });
    for (const [name, pattern] of Object.entries(RELEASED_BY)) {
      // From the arrow's colon to the next line that is no further in; what does not fit into one line says so.
      const [, said = ""] = new RegExp(`virtio-${name}\\n(?:(?! virtio-)[^])*?-> [^:]*:\\n((?: {12}.*\\n)+)`).exec(held.text) ?? [];
      const command = said.replace("(one line)", "").trim().replaceAll(/\s+/g, " ");
      expect(command).toMatch(pattern);
      await host.run(command);
    }
    expect((await dryRun()).reasons).toMatchObject(Object.fromEntries(Object.entries(FOREIGN).map(([name, { reason }]) => [`virtio-${name}`, reason])));
    expect(await touched(host)).toEqual([LOOKED_AT]);
  }, 2 * BOOT_MS);

  it("are left alone by LVM's tools and multipath's, once an administrator has installed them", async () => {
    const repo = await serve(repository);
    ({ server } = repo);
    await host.put("/etc/apt/sources.list.d/probe.list", `deb [trusted=yes] http://192.168.0.2:${String(repo.port)}/ ./\n`);
    await host.run("apt-get -o Dir::Etc::sourcelist=sources.list.d/probe.list -o Dir::Etc::sourceparts=- update", 240_000);
    const said = await host.run("DEBIAN_FRONTEND=noninteractive apt-get install -y lvm2 multipath-tools 2>&1", 240_000);
    expect(said).not.toContain("could not be fetched");
    expect(await touched(host)).toEqual([LOOKED_AT]);
    await announce(host);
    // LVM sees both groups, and would start them for whoever asks. Maps of paths need a driver that the medium has not got (prune.ts).
    expect(await host.run("vgs --noheadings -o vg_name | sort | xargs")).toBe("part whole");
    expect(await host.run(ACTIVE_VOLUMES)).toBe("");
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(await touched(host)).toEqual([LOOKED_AT]);
  });

  it("are byte for byte what they were, when it is switched off", async () => {
    await host.ssh("systemctl poweroff");
    await host.machine.ended;
    expect(await digests()).toEqual(before);
  });
});
