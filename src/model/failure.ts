/** What a report keeps of something that went wrong: a code with its values, or another's words (a program's, the kernel's) as they came. */
export type Told = Failure | string;

type Nothing = Record<never, never>;

/** What went wrong while a disk was looked at. A captured machine keeps these in its facts: a code's values are never changed. */
export interface LookValues {
  /** It did not answer in the time that it is given. */
  timeout: Nothing;
  /** Reads that hang hold all threads that may be held. */
  "others-silent": Nothing;
  "not-looked-at": Nothing;
  "short-read": { bytes: number; wantedBytes: number; offset: number };
  "size-not-described": { sizeBytes: number; describedBytes: number };
  /** Device numbers, as in `254:0`. */
  "device-not-described": { device: string; described: string };
  "changed-meanwhile": Nothing;
  "kernel-holds": Nothing;
  "no-number": { text: string };
  "odd-answer": Nothing;
  "program-missing": { program: string };
  "program-killed": { program: string };
  /** `said`: its own words; empty where it said nothing. */
  "program-failed": { program: string; exit: number; said: string };
  "marker-magic": Nothing;
  "marker-length": { bytes: number; wantedBytes: number };
  "marker-endless": Nothing;
  "marker-checksum": Nothing;
  "marker-trailing": Nothing;
  "marker-no-json": Nothing;
  "marker-none": Nothing;
  "marker-field": { field: string };
  "marker-role": { field: string };
}

/** What a step, or `ramvisor disk free`, found in its way. Sizes and offsets in bytes; `path` is a whole disk, `partition` a partition's or an array's path. */
interface StepValues {
  busy: { process: string };
  "program-timeout": { program: string };
  "no-space": { path: string | null };
  "read-only": { path: string | null };
  "io-error": { path: string | null };

  // The disk that a step means.
  gone: { id: string };
  "no-block-device": { path: string };
  "disk-ends": { path: string; offset: number };
  "size-changed": { path: string; sizeBytes: number; expectedBytes: number };
  /** Another disk has its name now. `field`: what tells the two apart. */
  "other-disk": { path: string; field: "id" | "serial" | "wwn" | "sizeBytes" | "diskSeq"; now: string; expected: string };
  "in-use": { path: string };
  silent: { path: string };
  /** As above, at a start: what was left is done once it answers. */
  "silent-once": { path: string };
  /** The same of a mirror whose disks all finish nothing, where the kernel does not say which of them it waits for. */
  "silent-once-of": { paths: string[] };
  left: { pool: string };
  "pool-missing": { pool: string };

  // A claim.
  "not-blank": { path: string; offset: number };
  "claim-marker-new": { path: string };
  "claim-marker-lost": { path: string };
  "used-since": { path: string; offset: number; id: string };
  /** `found`: a type as blkid(8) names it, or what it says of several. */
  "used-since-by": { path: string; found: string; id: string };
  "table-differs": { path: string };
  "partition-not-shown": { path: string };

  // `ramvisor disk free`.
  "other-marker": { path: string };
  "not-read-back": { path: string; what: "head" | "tail" | "samples"; why: Told };
  "still-not-zero": { path: string; offset: number };
  "still-found": { path: string; source: string; type: string; offset: number | null };
  "not-probed": { what: string; why: Told };
  "marker-differs": { path: string };

  // A pool.
  "pool-unplanned": { pool: string };
  "pool-partition-lost": { path: string; pool: string; id: string };
  "pool-partition-differs": { path: string; pool: string };
  "pool-marker-lost": { path: string; pool: string };
  /** UUIDs of file systems; `found` null: none of ext4. `uuid` null: which one it is to be is not known here. */
  "pool-file-system-lost": { partition: string; pool: string; uuid: string | null; found: string | null };
  "pool-not-mounted": { pool: string };
  "not-mounted": { path: string };
  "mount-point-taken": { path: string };
  "check-unfinished": { partition: string; pool: string };
  "check-impossible": { partition: string; pool: string; exit: number };
  /** e2fsck asks for a decision. */
  "check-asks": { partition: string; pool: string; exit: number };
  "guests-unread": { pool: string; guests: string[]; why: string };

  // A mirror.
  "mirror-marker-lost": { path: string };
  "mirror-partition-lost": { path: string; id: string };
  "mirror-of-two": Nothing;
  "mirror-half-made": Nothing;
  "mirror-unplanned": { pool: string };
  "mirror-stopped": { pool: string };
  "claim-unfinished": { path: string; pool: string };
  "other-array": { partition: string; array: string };
  "held-by-array": { partition: string; md: string; array: string };
  "array-twice": { array: string; names: string[] };
  "array-not-shown": { md: string };
  "no-superblock": { partition: string; pool: string };
  /** What is wrong with either disk: the one that cannot be used, and the one that may not be used without it. */
  both: { one: Told; other: Told };
  "alone-array-runs": { path: string; md: string };
  "alone-unplanned": { path: string };
  "alone-superblock": { path: string };
  "alone-rebuilding": { path: string };
  "alone-lacks-blocks": { path: string };
  "alone-superblock-changed": { path: string };
  "alone-superblock-unclear": { path: string };
  /** `id`: of the other disk. */
  "alone-behind": { path: string; id: string };

  // One side of a pair. `connection` and `state` are DRBD's words.
  "pair-marker-lost": { path: string };
  "pair-partition-lost": { path: string; resource: string; id: string };
  "other-secret": { path: string };
  "no-secret": { resource: string };
  "no-whole-table": { path: string };
  "no-room-behind": { path: string };
  "not-always-alone": { path: string; resource: string };
  "metadata-differs": { path: string };
  "metadata-not-new": { resource: string };
  "holds-data": { path: string };
  "holds-data-of-none": { path: string; resource: string };
  "side-silent": { resource: string; connection: string | null };
  "side-unfinished": { resource: string };
  "side-down": { resource: string };
  "side-connected": { resource: string };
  "side-behind": { resource: string; state: string };
  "side-unconnected": { resource: string; connection: string | null };
  "leads-elsewhere": { resource: string };
}

export interface FailureValues extends LookValues, StepValues {}

export type FailureCode = keyof FailureValues;
export type FailureOf<C extends FailureCode> = { code: C } & FailureValues[C];

/**
 * Why a disk was not used or a step not done, as data: the sentence is made in the reader's language (src/messages/failures). One
 * member per code.
 */
export type Failure = { [C in FailureCode]: FailureOf<C> }[FailureCode];
/** One that is kept in facts. */
export type LookFailure = { [C in keyof LookValues]: FailureOf<C> }[keyof LookValues];
