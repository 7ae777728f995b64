import { stopOrderly } from "../orderly.ts";
import type { Suite } from "../suite.ts";
import { mustRefuse } from "./case.ts";
import { hugeVariants } from "./huge.ts";
import { KINDS } from "./kinds/index.ts";
import { variantsOf } from "./variants.ts";

const rows = KINDS.flatMap(({ kinds }) => kinds);
const variants = [...rows.flatMap(variantsOf), ...hugeVariants];
/** Rows that differ in options only are one kind; blank disks with one byte set are none. */
const kinds = new Set(rows.map(({ kind }) => kind).filter((kind) => kind !== "one byte"));
const synthetic = [...kinds].filter((kind) => kind.startsWith("synthetic: ")).length;

export const creatable: Suite = {
  name: "creatable",
  claim: `${String(variants.length)} disks with one of ${String(kinds.size)} kinds of content (${String(synthetic)} of them synthetic) are refused for it, and not written to`,
  packages: [...new Set(KINDS.flatMap(({ packages }) => packages))],
  cases() {
    stopOrderly();
    return Promise.resolve(variants.map((variant) => ({ name: variant.name, run: () => mustRefuse(variant) })));
  },
};
