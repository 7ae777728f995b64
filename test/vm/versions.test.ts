import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { imageDomainXml } from "./support/domain.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const POOL = "/var/lib/ramvisor/pools/default";
/** The folder `out/` of another checkout, whose medium is older or newer than this one's. */
const OTHER = process.env["RAMVISOR_OTHER"] ?? "";

const bench = new Bench();
let disk: string;
let host: Host;

async function define(name: string): Promise<void> {
  await host.put(`/root/${name}.xml`, imageDomainXml(name, POOL));
  await host.run(`qemu-img create -q -f qcow2 ${POOL}/${name}.qcow2 64M && virsh define /root/${name}.xml && virsh snapshot-create-as ${name} first`);
}


/** Starts with the other checkout's medium or this one's; gives what became of the disk. */
async function startWith(medium: "other" | "present"): Promise<string | undefined> {
  const { image } = bench;
  if (medium === "other") bench.image = { ...image, vmlinuz: join(OTHER, "vmlinuz"), initrd: join(OTHER, "initrd.img"), site: join(OTHER, "site.img") };
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: [{ file: disk, format: "raw", serial: "versions" }] });
  bench.image = image;
  const said = await host.ready();
  expect(said).toMatchObject({ ready: true });
  return said.fields["disks"];
}

async function powerOff(): Promise<void> {
  await host.ssh("for name in $(virsh list --name); do virsh destroy $name; done; systemctl poweroff");
  await host.machine.ended;
}

beforeAll(async () => {
  if (!existsSync(join(OTHER, "initrd.img"))) throw new Error("Build the medium in another checkout, and name its folder: RAMVISOR_OTHER=../other/out npx vitest run --project versions");
  await bench.open();
  if ((await readFile(bench.image.initrd)).equals(await readFile(join(OTHER, "initrd.img")))) throw new Error("The other medium is this one: check another commit out there, and build it.");
  disk = await makeBlankDisk(bench.path("disk.img"), 1024 ** 3);
});
afterAll(() => bench.close());

it("a disk that the other medium claimed is this one's own, with its guest", async () => {
  expect(await startWith("other")).toBe("claim:1,own:0,refuse:0");
  await define("first");
  await host.run("virsh autostart first");
  await powerOff();

  expect(await startWith("present")).toBe("claim:0,own:1,refuse:0");
  expect(await host.sortedLines("virsh list --all --name")).toEqual(["first"]);
  expect(await host.sortedLines("virsh snapshot-list first --name")).toEqual(["first"]);
  await host.run("for i in $(seq 60); do virsh domstate first | grep -q running && exit 0; sleep 1; done; exit 1");
}, 3 * BOOT_MS);

it("and what this one keeps there the other one has too", async () => {
  await define("second");
  await powerOff();

  expect(await startWith("other")).toBe("claim:0,own:1,refuse:0");
  expect(await host.sortedLines("virsh list --all --name")).toEqual(["first", "second"]);
  expect(await host.sortedLines("virsh snapshot-list second --name")).toEqual(["first"]);
  expect(await host.run("virsh dominfo second")).toMatch(/^Autostart: +disable$/m);
  await host.run("for i in $(seq 60); do virsh domstate first | grep -q running && exit 0; sleep 1; done; exit 1");
  await powerOff();
}, 3 * BOOT_MS);
