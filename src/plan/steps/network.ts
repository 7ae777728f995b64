import type { Facts } from "../../model/facts.ts";
import type { PlannedNic } from "../../model/plan.ts";
import type { Site, WantedNode } from "../../model/site.ts";
import type { Step } from "../../model/step.ts";
import type { RenderedFile } from "../../render/file.ts";
import { lateNicRule } from "../../render/lateNic.ts";
import { bondMemberNetwork, bondNetdev } from "../../render/networkdBond.ts";
import { BRIDGE, bridgeNetdev, bridgeNetwork } from "../../render/networkdBridge.ts";
import { cardNetwork, portNetwork, vlanParentNetwork } from "../../render/networkdCard.ts";
import { dhcpNetwork } from "../../render/networkdDhcp.ts";
import { NETWORK_DIR, NETWORK_PREFIX } from "../../render/networkdPaths.ts";
import { vlanNetdev } from "../../render/networkdVlan.ts";
import { writeStep } from "../../render/file.ts";
import type { NodeGateway } from "../network/gateways.ts";
import { type CardDevices, nameDevices, vlanDevice } from "../network/names.ts";
import { planRenames } from "../network/renames.ts";
import { guestNetworkAutostart, guestNetworkXml } from "../../render/libvirt.ts";
import { uuidOf } from "../uuid.ts";

/**
 * Names, networkd's files, and the rule for NICs that come late. All cards of the node are written, present or
 * not: the files match by name, so a card that comes late only has to be renamed.
 */
export function networkSteps(site: Site, facts: Facts, nics: readonly PlannedNic[], node: WantedNode | null, gateways: readonly NodeGateway[]): Step[] {
  const files = node === null ? dhcpFiles(nics) : nodeFiles(site, node, gateways);
  const renames = planRenames(nics, facts.nics);
  const steps: Step[] = [];
  if (renames.length > 0) steps.push({ action: "nics.rename", phase: "early", renames });
  steps.push({ action: "files.clean", phase: "early", dir: NETWORK_DIR, prefix: NETWORK_PREFIX, keep: files.map(({ path }) => path.slice(NETWORK_DIR.length + 1)) });
  steps.push(...files.map((file) => writeStep(file)));
  const wanted = (node === null ? site.nodes : [node]).flatMap(nameDevices);
  if (wanted.length > 0) steps.push(writeStep(lateNicRule(wanted.map(({ nics: hardware }) => ({ macs: hardware.map(({ mac }) => mac), names: hardware.map(({ name }) => name) })))));
  return steps;
}

/** libvirt's network of the guests, on the host's bridge. One UUID everywhere: a guest moves between hosts with it. */
export function guestNetworkSteps(): Step[] {
  return [
    writeStep(guestNetworkXml(uuidOf("guest-network", "default"), BRIDGE)),
    { action: "link.make", phase: "early", ...guestNetworkAutostart() },
  ];
}

function dhcpFiles(nics: readonly PlannedNic[]): RenderedFile[] {
  return [dhcpNetwork(nics.flatMap(({ reason, kernelName }) => (reason === "duplicate-address" ? [kernelName] : [])))];
}

function nodeFiles(site: Site, node: WantedNode, gateways: readonly NodeGateway[]): RenderedFile[] {
  return nameDevices(node).flatMap((devices, place) => {
    const reached = gateways.filter(({ card }) => card === place).map(({ address }) => address);
    const bond = bondFiles(site, devices);
    if (place > 0) return [...bond, cardNetwork(devices.device, devices.card.addresses, reached)];
    return [...bond, ...bridgeFiles(site, devices, reached)];
  });
}

function bridgeFiles(site: Site, { card, device, nics }: CardDevices, gateways: string[]): RenderedFile[] {
  const [first] = nics;
  const vlan = site.vlan === null ? null : { name: vlanDevice(device, site.vlan.value), id: site.vlan.value };
  const port = vlan === null ? [portNetwork(device)] : [vlanParentNetwork(device, vlan.name), vlanNetdev(vlan.name, vlan.id), portNetwork(vlan.name)];
  const bridge = first === undefined ? [] : [bridgeNetdev(first.mac)];
  return [...bridge, ...port, bridgeNetwork(card.addresses, gateways, site.dns.map(({ value }) => value))];
}

function bondFiles(site: Site, { device, nics, bond }: CardDevices): RenderedFile[] {
  const [first] = nics;
  if (!bond || first === undefined) return [];
  return [bondNetdev(device, site.bond?.value ?? "active-backup", first.mac), ...nics.map(({ name }) => bondMemberNetwork(name, device))];
}
