import * as v from "valibot";
import { planSchema } from "./plan.ts";

/** Version of the document that `ramvisor iso … --format json` prints, `--show` included. */
export const MEDIUM_SCHEMA = "ramvisor.medium/1";

const text = v.string();
const count = v.number();

export const mediumSchema = v.object({
  schema: v.literal(MEDIUM_SCHEMA),
  file: text,
  /** True where this run has written the file. */
  written: v.boolean(),
  /** Of the product that built the medium. */
  version: text,
  sizeBytes: count,
  /** Every byte was read, and is as the build left it. */
  checked: v.boolean(),
  /** The kernel's line behind `initrd=`, its length, and the most that it can have. */
  line: text,
  lineBytes: count,
  lineRoomBytes: count,
  problems: planSchema.entries.problems,
  nodes: v.array(v.object({
    index: count, host: text, gateways: v.array(text),
    cards: v.array(v.object({ macs: v.array(text), name: text, addresses: v.array(text) })),
  })),
  dns: v.array(text),
  lang: text,
  disks: text,
  /** What is in the site overlay, never a secret's content: `shows` has fingerprints, a hash's method, the site's name. */
  site: v.array(v.object({ name: text, bytes: count, shows: v.array(text) })),
  siteBytes: count,
  /** The nodes' secret was made by this run; media made before have another. */
  secretMade: v.boolean(),
});

export type MediumDocument = v.InferOutput<typeof mediumSchema>;
