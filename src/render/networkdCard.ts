import type { Cidr, Ip } from "../model/token.ts";
import type { RenderedFile } from "./file.ts";
import { renderIni } from "./ini.ts";
import { addressLines, BRIDGE } from "./networkdBridge.ts";
import { networkPath } from "./networkdPaths.ts";

/** What has no addresses of its own: it only carries another device. */
const SILENT = [["LinkLocalAddressing", "no"], ["IPv6AcceptRA", "no"]] as const;

/** A port of the bridge: the first card, its bond, or its VLAN. */
export function portNetwork(device: string): RenderedFile {
  const content = renderIni([["Match", ["Name", device]], ["Network", ["Bridge", BRIDGE], ...SILENT]]);
  return { path: networkPath(`${device}.network`), content, purpose: "bridge-port" };
}

/** The first card, or its bond, below the VLAN that is the bridge's port. */
export function vlanParentNetwork(device: string, vlan: string): RenderedFile {
  const content = renderIni([["Match", ["Name", device]], ["Network", ["VLAN", vlan], ...SILENT]]);
  return { path: networkPath(`${device}.network`), content, purpose: "bridge-port" };
}

/** A further card with its own addresses; a start does not wait for it. */
export function cardNetwork(device: string, addresses: readonly Cidr[], gateways: readonly Ip[]): RenderedFile {
  const content = renderIni([
    ["Match", ["Name", device]],
    ["Link", ["RequiredForOnline", "no"]],
    ["Network", ...addressLines(addresses, gateways, [])],
  ]);
  return { path: networkPath(`${device}.network`), content, purpose: "card-network" };
}
