import type { KindTable } from "../kind.ts";
import { boot } from "./boot.ts";
import { bytes } from "./bytes.ts";
import { cluster } from "./cluster.ts";
import { encryption } from "./encryption.ts";
import { ext } from "./ext.ts";
import { fat } from "./fat.ts";
import { flash } from "./flash.ts";
import { images } from "./images.ts";
import { linux } from "./linux.ts";
import { others } from "./others.ts";
import { parted } from "./parted.ts";
import { readOnly } from "./readonly.ts";
import { syntheticFs } from "./synthetic-fs.ts";
import { syntheticRaid } from "./synthetic-raid.ts";
import { syntheticVolumes } from "./synthetic-volumes.ts";
import { tables } from "./tables.ts";
import { utilLinux } from "./util-linux.ts";
import { volumes } from "./volumes.ts";

/** All that is made, in the order in which it is tried. New rows go to the end of a table: a row's place decides its leftovers. */
export const KINDS: readonly KindTable[] = [
  ext, fat, utilLinux, tables, bytes, linux, cluster, readOnly, flash, others, encryption, volumes, parted, boot, images,
  syntheticRaid, syntheticVolumes, syntheticFs,
];
