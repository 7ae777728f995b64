import type { Lang } from "../model/token.ts";
import { nodeGateways } from "../plan/network/gateways.ts";
import { MEDIUM_SCHEMA, type MediumDocument } from "../schema/medium.ts";
import type { MediumView } from "./mediumText.ts";
import { problemDocument } from "./planDocument.ts";

/** A medium as a document (`ramvisor.medium/1`); sentences in `lang`, all else the same in every language. */
export function mediumDocument({ file, version, sizeBytes, checked, composed, overlay, overlayBytes, secretMade }: MediumView, written: boolean, lang: Lang): MediumDocument {
  const { line, bytes, room, site, problems } = composed;
  return {
    schema: MEDIUM_SCHEMA,
    file, written, version, sizeBytes, checked, line,
    lineBytes: bytes,
    lineRoomBytes: room,
    problems: problems.map((problem) => problemDocument(problem, lang)),
    nodes: site.nodes.map((node) => ({
      index: node.index, host: node.host, gateways: nodeGateways(site, node).map(({ address }) => address),
      cards: node.cards.map(({ macs, ifname, addresses }) => ({ macs, name: ifname, addresses })),
    })),
    dns: site.dns.map(({ value }) => value),
    lang: site.lang.value,
    disks: site.disks.value,
    site: overlay.map(({ name, bytes: length, shows }) => ({ name, bytes: length, shows })),
    siteBytes: overlayBytes,
    secretMade,
  };
}
