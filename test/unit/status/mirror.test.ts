import { describe, expect, test } from "vitest";
import { checkMirrors, mirrorAt } from "../../../src/status/mirror.ts";
import type { PlannedDisk } from "../../../src/model/plan.ts";
import type { Step } from "../../../src/model/step.ts";
import type { ReadFs } from "../../../src/model/ports.ts";
import { memory } from "../apply/fakes.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const mounted = (device: string): string => `36 35 ${device} / ${POOL} rw,noatime shared:1 - ext4 /dev/md0 rw\n`;
const array = (degraded: string, action: string, completed: string): ReadFs => memory({
  "/proc/self/mountinfo": mounted("9:0"), "/sys/dev/block/9:0/md/degraded": `${degraded}\n`, "/sys/dev/block/9:0/md/sync_action": `${action}\n`, "/sys/dev/block/9:0/md/sync_completed": `${completed}\n`,
}).fs;

test.each<[string, string, string, unknown]>([
  ["0", "idle", "none", { state: "clean", percent: null }],
  ["0", "check", "100 / 200", { state: "clean", percent: null }],
  ["0", "resync", "632320 / 776192", { state: "resync", percent: 81 }],
  ["0", "resync", "delayed", { state: "resync", percent: null }],
  ["1", "recover", "0 / 776192", { state: "rebuild", percent: 0 }],
  ["1", "recover", "776191 / 776192", { state: "rebuild", percent: 99 }],
  ["1", "idle", "none", { state: "degraded", percent: null }],
  ["1", "frozen", "none", { state: "degraded", percent: null }],
])("degraded %s, %s, %s", async (degraded, action, completed, expected) => {
  expect(await mirrorAt(array(degraded, action, completed), POOL)).toEqual(expected);
});

test("a pool on a disk by itself, or not mounted, has no mirror", async () => {
  expect(await mirrorAt(memory({ "/proc/self/mountinfo": mounted("254:1") }).fs, POOL)).toBeNull();
  expect(await mirrorAt(memory({ "/proc/self/mountinfo": "" }).fs, POOL)).toBeNull();
});

describe("the check", () => {
  const step: Step = { action: "pool.mount", phase: "disks", pool: "default", partitionUuid: "", path: POOL, mirror: { array: "", members: [], behind: [] } };
  const refused = { id: "virtio-a", reason: "mirror-diverged" } as PlannedDisk;
  const check = (fs: ReadFs, disks: PlannedDisk[] = []): Promise<unknown> => checkMirrors(fs, { steps: [step], disks });

  test("holds where both disks are there, and where no mirror is planned", async () => {
    expect(await check(array("0", "idle", "none"))).toMatchObject({ name: "mirror", ok: true, detail: "default: both disks" });
    expect(await checkMirrors(memory().fs, { steps: [], disks: [] })).toMatchObject({ ok: true, detail: "none is planned" });
  });
  test("warns, and never more: guests run on one disk", async () => {
    expect(await check(array("1", "idle", "none"))).toMatchObject({ ok: false, advisory: true, code: "mirror.degraded", detail: "default: degraded, one disk alone" });
    expect(await check(array("1", "recover", "43 / 100"))).toMatchObject({ ok: false, advisory: true, code: "mirror.rebuild", detail: "default: one disk, the other is being rebuilt, 43 %" });
    expect(await check(array("0", "idle", "none"), [refused])).toMatchObject({ ok: false, advisory: true, code: "mirror.refused" });
    expect(await check(memory({ "/proc/self/mountinfo": "" }).fs)).toMatchObject({ ok: false, advisory: true, code: "mirror.stopped" });
  });
});
