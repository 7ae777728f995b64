import { parseCmdline } from "../../../src/cmdline/index.ts";
import type { Site } from "../../../src/model/site.ts";

export const A = "0a:0b:0c:0d:0e:0a";
export const B = "0a:0b:0c:0d:0e:0b";
export const C = "0a:0b:0c:0d:0e:0c";
export const D = "0a:0b:0c:0d:0e:0d";

/** Problems in short: `error token.gw gw.300.1.1.1`. */
export const problemsOf = (line: string): string[] => parseCmdline(line).problems.map(({ severity, code, token }) => [severity, code, token ?? ""].join(" ").trim());

/** Nodes in short: `0a 0b:eth0=192.168.0.250/24`, MACs by their last byte, one list of cards per node. */
export const nodesOf = (line: string): string[][] => short(parseCmdline(line).site);

export const short = (site: Site): string[][] =>
  site.nodes.map(({ cards }) => cards.map(({ macs, ifname, addresses }) => `${macs.map((mac) => mac.slice(-2)).join(" ")}:${ifname}=${addresses.join(",")}`));
