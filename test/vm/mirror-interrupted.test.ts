import { afterAll, beforeAll, expect, it } from "vitest";
import { layOut } from "../../src/plan/disks/layout.ts";
import { uuidOf } from "../../src/plan/uuid.ts";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import type { ReadyLine } from "../../src/qemu/ready-line.ts";
import { changeMarker, markerOn, putMarker } from "../disks/suites/imageMarker.ts";
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

beforeAll(async () => {
  await bench.open();
  for (const name of ["a", "b"]) await makeBlankDisk(file(name), SIZE);
});
afterAll(() => bench.close());

it("a pair whose claim was cut off after the first marker is made to the end", async () => {
  const array = uuidOf("array", "default", "virtio-mirror-a", "virtio-mirror-b");
  putMarker(file("a"), {
    format: 1, site: "default", disk: "virtio-mirror-a", sizeBytes: SIZE, role: "mirror", pool: "default", state: "claiming",
    partitionUuid: uuidOf("partition", "default", "virtio-mirror-a"), filesystemUuid: uuidOf("filesystem", "default", "virtio-mirror-a"),
    mirror: { array, slot: 0, partitionBytes: layOut(SIZE, 512).sizeBytes },
  });
  expect(await boot()).toMatchObject({ ready: true, fields: { disks: "claim:1,own:1,refuse:0" } });
  expect(await host.run(`findmnt -n -o SOURCE ${POOL}; cat /sys/block/md0/md/raid_disks /sys/block/md0/md/degraded /sys/block/md0/md/uuid`)).toBe(`/dev/md0\n2\n0\n${array}`);
  await host.run(`echo word > ${POOL}/word && sync`);
  await host.stop();
  expect([markerOn(file("a")), markerOn(file("b"))]).toMatchObject([{ state: "ready", mirror: { slot: 0 } }, { state: "ready", mirror: { slot: 1 } }]);
});

it("one cut off between the two last markers ends with both, and keeps what the pool holds", async () => {
  changeMarker(file("b"), (marker) => ({ ...marker, state: "claiming" }));
  expect(await boot()).toMatchObject({ ready: true, fields: { disks: "claim:0,own:2,refuse:0" } });
  expect(await host.run(`cat ${POOL}/word`)).toBe("word");
  for (let i = 0; i < 120 && (await host.run("cat /sys/block/md0/md/degraded")) !== "0"; i++) await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await host.run("cat /sys/block/md0/md/degraded")).toBe("0");
  await host.stop();
  expect(markerOn(file("b"))).toMatchObject({ state: "ready" });
});
