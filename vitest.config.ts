import { defineConfig } from "vitest/config";

const common = { environment: "node", pool: "forks" } as const;
/** Two whole machines at once. */
const pair = { ...common, fileParallelism: false, testTimeout: 900_000, hookTimeout: 1_500_000, bail: 0 } as const;

/** Real block devices too, but a minute of them: not for every change. */
const SLOW_DISKS = ["test/disks/free.test.ts", "test/disks/interrupted.test.ts"];

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: "fast", testTimeout: 20_000, include: ["test/*.test.ts", "test/unit/**/*.test.ts", "test/fuzz/**/*.test.ts"] } },
      // Real block devices: loop devices are few, and a slow machine needs its time.
      { test: { ...common, name: "disks", include: ["test/disks/**/*.test.ts"], exclude: SLOW_DISKS, fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { ...common, name: "slow-disks", include: SLOW_DISKS, fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } },
      // One browser, and a page in it at a time.
      { test: { ...common, name: "page", include: ["test/page/**/*.test.ts"], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } },
      // Whole machines in QEMU, one at a time: a boot takes half a minute where it is translated.
      { test: { ...common, name: "vm", include: ["test/vm/*.test.ts"], exclude: ["test/vm/{upgrade,versions}.test.ts"], fileParallelism: false, testTimeout: 240_000, hookTimeout: 900_000, bail: 0 } },
      // This medium and an older or newer one, by turns on one disk.
      { test: { ...common, name: "versions", include: ["test/vm/versions.test.ts"], fileParallelism: false, testTimeout: 240_000, hookTimeout: 900_000 } },
      // Minutes of dpkg, where it is translated.
      { test: { ...common, name: "upgrade", include: ["test/vm/upgrade.test.ts"], fileParallelism: false, testTimeout: 240_000, hookTimeout: 900_000 } },
      // The medium's libvirt, twice, in namespaces on this machine.
      { test: { ...common, name: "guests", include: ["test/guests/*.test.ts"], fileParallelism: false, testTimeout: 400_000, hookTimeout: 300_000 } },
      { test: { ...pair, name: "pair", include: ["test/vm/pair/together.test.ts"] } },
      // With guests in them, which are translated twice.
      { test: { ...pair, name: "pair-guests", include: ["test/vm/pair/{takeover,move,becoming}.test.ts"] } },
      // Every way in which a machine starts, in both firmware worlds.
      { test: { ...common, name: "start", include: ["test/vm/startable.test.ts", "test/vm/medium.test.ts"], env: { RAMVISOR_STARTS: "all" }, fileParallelism: false, testTimeout: 240_000, hookTimeout: 900_000 } },
    ],
  },
});
