import { beforeAll, describe, it } from "vitest";
import { requireLoopDevices } from "./look.ts";
import { blankCases } from "./suites/blank.ts";
import { mustRefuse } from "./suites/creatable/case.ts";
import { ext } from "./suites/creatable/kinds/ext.ts";
import { fat } from "./suites/creatable/kinds/fat.ts";
import { tables } from "./suites/creatable/kinds/tables.ts";
import { utilLinux } from "./suites/creatable/kinds/util-linux.ts";
import { variantsOf } from "./suites/creatable/variants.ts";

/** The short version of the suites `creatable` and `blank`, of tools that every Debian machine for these tests has. */
beforeAll(requireLoopDevices);

/** One variant each, another kind of variant every time. */
const variants = [ext, fat, utilLinux, tables].flatMap(({ kinds }) => kinds.slice(0, 5)).map((kind, index) => {
  const all = variantsOf(kind, index);
  return all[index % all.length];
}).filter((variant) => variant !== undefined);

describe("a disk that is not blank is refused for what is on it", () => {
  it.each(variants)("$name", async (variant) => {
    await mustRefuse(variant);
  });
});

describe("a blank disk is claimed", () => {
  // One of each history, on five sizes.
  it.each(blankCases.filter((_, index) => index % 11 === 0))("$name", async ({ run }) => {
    await run();
  });
});
