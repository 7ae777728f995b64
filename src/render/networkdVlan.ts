import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";
import { networkPath } from "./networkdPaths.ts";

/** A VLAN device (IEEE 802.1Q) by its name and id, 1 to 4094. */
export function vlanNetdev(name: string, id: number): RenderedFile {
  const content = renderIni([
    ["NetDev", ["Name", name], ["Kind", "vlan"]],
    ["VLAN", ["Id", String(id)]],
  ]);
  return { path: networkPath(`${name}.netdev`), content, purpose: "vlan" };
}
