import type { Failure, FailureCode, FailureOf } from "../../../../src/model/failure.ts";

const DISK = { path: "/dev/vdz" };
const ON_POOL = { ...DISK, pool: "pool7" };
const PART = { partition: "/dev/vdz1" };
const ARRAY = "0f3a2b1c-0000-4000-8000-000000000001";
const SIDE = { resource: "r7" };
const NESTED: Failure = { code: "timeout" };

/** One of each code, typed over them: a new one does not compile before it is here. */
const BY_CODE: { [C in FailureCode]: Omit<FailureOf<C>, "code"> } = {
  timeout: {}, "others-silent": {}, "not-looked-at": {}, "short-read": { bytes: 11, wantedBytes: 4096, offset: 524_288 },
  "size-not-described": { sizeBytes: 1001, describedBytes: 2002 }, "device-not-described": { device: "254:16", described: "254:32" }, "changed-meanwhile": {}, "kernel-holds": {},
  "no-number": { text: "maybe" }, "odd-answer": {}, "program-missing": { program: "blkid" }, "program-timeout": { program: "blkid" }, "program-killed": { program: "blkid" },
  "program-failed": { program: "sfdisk", exit: 4, said: "no such device" }, "marker-magic": {}, "marker-length": { bytes: 5, wantedBytes: 4096 }, "marker-endless": {},
  "marker-checksum": {}, "marker-trailing": {}, "marker-no-json": {}, "marker-none": {}, "marker-field": { field: "sizeBytes" }, "marker-role": { field: "pair" },
  busy: { process: "4711" }, "no-space": { path: "/run/x" }, "read-only": { path: "/run/x" }, "io-error": { path: "/run/x" },
  gone: { id: "virtio-RAMVISOR9" }, "no-block-device": DISK, "disk-ends": { ...DISK, offset: 77 }, "size-changed": { ...DISK, sizeBytes: 1001, expectedBytes: 2002 },
  "other-disk": { ...DISK, field: "diskSeq", now: "31", expected: "30" }, "in-use": DISK, silent: DISK, "silent-once": DISK, "silent-once-of": { paths: ["/dev/vdb", "/dev/vdc"] }, left: { pool: "pool7" }, "pool-missing": { pool: "pool7" },
  "not-blank": { ...DISK, offset: 77 }, "claim-marker-new": DISK, "claim-marker-lost": DISK, "used-since": { ...DISK, offset: 77, id: "virtio-RAMVISOR9" }, "used-since-by": { ...DISK, found: "btrfs", id: "virtio-RAMVISOR9" }, "table-differs": DISK, "partition-not-shown": DISK,
  "other-marker": DISK, "not-read-back": { ...DISK, what: "tail", why: NESTED }, "still-not-zero": { ...DISK, offset: 77 }, "still-found": { ...DISK, source: "wipefs", type: "ext4", offset: 1080 },
  "not-probed": { what: "blkid -p /dev/vdz", why: NESTED }, "marker-differs": DISK,
  "pool-unplanned": { pool: "pool7" }, "pool-partition-lost": { ...ON_POOL, id: "virtio-RAMVISOR6" }, "pool-partition-differs": ON_POOL, "pool-marker-lost": ON_POOL, "pool-file-system-lost": { partition: "/dev/vda1", pool: "pool7", uuid: "44444444-2222-4333-8444-555555555555", found: "55555555-2222-4333-8444-555555555555" }, "pool-not-mounted": { pool: "pool7" }, "not-mounted": { path: "/srv/x" },
  "mount-point-taken": { path: "/srv/x" }, "check-unfinished": { ...PART, pool: "pool7" }, "check-impossible": { ...PART, pool: "pool7", exit: 8 }, "check-asks": { ...PART, pool: "pool7", exit: 4 },
  "guests-unread": { pool: "pool7", guests: ["web", "mail"], why: "EACCES" },
  "mirror-marker-lost": DISK, "mirror-partition-lost": { ...DISK, id: "virtio-RAMVISOR7" }, "mirror-of-two": {}, "mirror-half-made": {}, "mirror-unplanned": { pool: "pool7" }, "mirror-stopped": { pool: "pool7" },
  "claim-unfinished": ON_POOL, "other-array": { ...PART, array: ARRAY }, "held-by-array": { ...PART, md: "md7", array: ARRAY }, "array-twice": { array: ARRAY, names: ["md7", "md8"] }, "array-not-shown": { md: "md7" },
  "no-superblock": { ...PART, pool: "pool7" }, both: { one: { code: "gone", id: "virtio-RAMVISOR8" }, other: { code: "alone-rebuilding", ...DISK } },
  "alone-array-runs": { ...DISK, md: "md7" }, "alone-unplanned": DISK, "alone-superblock": DISK, "alone-rebuilding": DISK, "alone-lacks-blocks": DISK, "alone-superblock-changed": DISK,
  "alone-superblock-unclear": DISK, "alone-behind": { ...DISK, id: "virtio-RAMVISOR9" },
  "pair-marker-lost": DISK, "pair-partition-lost": { ...DISK, ...SIDE, id: "virtio-RAMVISOR8" }, "other-secret": DISK, "no-secret": SIDE, "no-whole-table": DISK, "no-room-behind": DISK, "not-always-alone": { ...DISK, ...SIDE },
  "metadata-differs": DISK, "metadata-not-new": SIDE, "holds-data": DISK, "holds-data-of-none": { ...DISK, ...SIDE }, "side-silent": { ...SIDE, connection: "WFConnection" }, "side-unfinished": SIDE,
  "side-down": SIDE, "side-connected": SIDE, "side-behind": { ...SIDE, state: "Outdated" }, "side-unconnected": { ...SIDE, connection: null }, "leads-elsewhere": SIDE,
};

export const FAILURES = Object.entries(BY_CODE).map(([code, values]) => ({ code, ...values }) as Failure);
