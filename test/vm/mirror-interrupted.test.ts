import { open } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeMarker, encodeMarker, MARKER_BYTES, MARKER_OFFSET } from "../../src/marker/index.ts";
import type { DiskMarker } from "../../src/model/facts.ts";
import { layOut } from "../../src/plan/disks/layout.ts";
import { uuidOf } from "../../src/plan/uuid.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { Bench, Host } from "./support/host.ts";

const SIZE = 384 * 1024 ** 2;
const POOL = "/var/lib/ramvisor/pools/default";
const bench = new Bench();
const file = (name: string): string => bench.path(`${name}.img`);
let host: Host;

const boot = async (): Promise<ReadyLine> => {
  await bench.stopAll();
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], disks: ["a", "b"].map((name) => ({ file: file(name), format: "raw", serial: `mirror-${name}` })) });
  return host.ready();
};

/** Reads or writes the marker on a disk file. */
async function marker(name: string, written?: DiskMarker): Promise<DiskMarker | null> {
  const handle = await open(file(name), "r+");
  const block = Buffer.alloc(MARKER_BYTES);
  if (written !== undefined) await handle.write(encodeMarker(written), 0, MARKER_BYTES, MARKER_OFFSET);
  await handle.read(block, 0, MARKER_BYTES, MARKER_OFFSET);
  await handle.close();
  const read = decodeMarker(block);
  return read.state === "good" ? read.marker : null;
}

beforeAll(async () => {
  await bench.open();
  for (const name of ["a", "b"]) await makeBlankDisk(file(name), SIZE);
});
afterAll(() => bench.close());

it("a pair whose claim was cut off after the first marker is made to the end", async () => {
  const array = uuidOf("array", "default", "virtio-mirror-a", "virtio-mirror-b");
  await marker("a", {
    format: 1, site: "default", disk: "virtio-mirror-a", sizeBytes: SIZE, role: "mirror", pool: "default", state: "claiming",
    partitionUuid: uuidOf("partition", "default", "virtio-mirror-a"), filesystemUuid: uuidOf("filesystem", "default", "virtio-mirror-a"),
    mirror: { array, slot: 0, partitionBytes: layOut(SIZE, 512).sizeBytes },
  });
  expect(await boot()).toMatchObject({ ready: true, fields: { disks: "claim:1,own:1,refuse:0" } });
  expect(await host.run(`findmnt -n -o SOURCE ${POOL}; cat /sys/block/md0/md/raid_disks /sys/block/md0/md/degraded /sys/block/md0/md/uuid`)).toBe(`/dev/md0\n2\n0\n${array}`);
  await host.run(`echo word > ${POOL}/word && sync`);
  await host.stop();
  expect([await marker("a"), await marker("b")]).toMatchObject([{ state: "ready", mirror: { slot: 0 } }, { state: "ready", mirror: { slot: 1 } }]);
});

it("one cut off between the two last markers ends with both, and keeps what the pool holds", async () => {
  await marker("b", { ...(await marker("b") as DiskMarker), state: "claiming" });
  expect(await boot()).toMatchObject({ ready: true, fields: { disks: "claim:0,own:2,refuse:0" } });
  expect(await host.run(`cat ${POOL}/word`)).toBe("word");
  for (let i = 0; i < 120 && (await host.run("cat /sys/block/md0/md/degraded")) !== "0"; i++) await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await host.run("cat /sys/block/md0/md/degraded")).toBe("0");
  await host.stop();
  expect(await marker("b")).toMatchObject({ state: "ready" });
});
