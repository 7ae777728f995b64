import type { BondMode, Mac } from "../model/token.ts";
import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";
import { networkPath } from "./networkdPaths.ts";

/**
 * A bond device with the first member's address, so that it does not hang on which member comes first. The link
 * is watched each 100 ms, which bonding.rst recommends: without, a dead member stays in use.
 */
export function bondNetdev(name: string, mode: BondMode, mac: Mac): RenderedFile {
  const content = renderIni([
    ["NetDev", ["Name", name], ["Kind", "bond"], ["MACAddress", mac]],
    ["Bond", ["Mode", mode], ["MIIMonitorSec", "100ms"]],
  ]);
  return { path: networkPath(`${name}.netdev`), content, purpose: "bond" };
}

export function bondMemberNetwork(member: string, bond: string): RenderedFile {
  const content = renderIni([["Match", ["Name", member]], ["Network", ["Bond", bond], ["LinkLocalAddressing", "no"], ["IPv6AcceptRA", "no"]]]);
  return { path: networkPath(`${member}.network`), content, purpose: "bond-member" };
}
