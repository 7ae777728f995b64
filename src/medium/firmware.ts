import { stat } from "node:fs/promises";
import { join } from "node:path";
import { command } from "./shell.ts";
import { walk } from "./walk.ts";

/** Firmware of devices that a server does not have, although a driver that travels names it. */
const UNWANTED = /^(?:i915|amdgpu|radeon|nvidia|xe|ath|iwlwifi|brcm|mediatek|rtl_bt|rtlwifi|rtw8|intel\/(?:ibt|vpu|avs|ipu|ish|catpt|dsp|sof)|qcom|cirrus|ti-connectivity|mrvl|liquidio|netronome|mellanox|phanfw|qat_)/;

/**
 * Which firmware files travel: those that a driver in the tree names (modinfo(8), field `firmware`).
 * Pairs of paths, from the root of the extracted packages and from the root of the tree.
 */
export async function chooseFirmware(tree: string, extracted: string): Promise<[from: string, to: string][]> {
  const modules = (await walk(join(tree, "usr/lib/modules"))).filter((file) => file.path.endsWith(".ko")).map((file) => join(tree, "usr/lib/modules", file.path));
  const named = await command("xargs", ["-0", "modinfo", "-F", "firmware"], { input: modules.join("\0") });
  const wanted = [...new Set(named.split("\n").filter(Boolean))].filter((name) => !UNWANTED.test(name)).sort();
  const present = await Promise.all(
    wanted.map(async (name): Promise<[string, string] | null> => {
      const path = `usr/lib/firmware/${name}`;
      return (await stat(join(extracted, path)).catch(() => null)) === null ? null : [path, path];
    }),
  );
  return present.filter((pair) => pair !== null);
}
