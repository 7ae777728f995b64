import type { DiskFacts, DiskMarker, Facts, PairPlace } from "../../model/facts.ts";
import type { PlannedResource } from "../../model/plan.ts";
import type { Site, WantedNode } from "../../model/site.ts";
import type { ClaimedDisk, PairConf, PairDisk, Phase, Step } from "../../model/step.ts";
import { fitsSector, MARKER_FORMAT } from "../../marker/index.ts";
import { PARTITION_START } from "../../raid/superblock.ts";
import { DEFAULT_POOL, hostKeysAt, poolPath } from "../disks/pools.ts";
import { uuidOf } from "../uuid.ts";
import { minorOf } from "../cluster/names.ts";
import { hasHadAll } from "../cluster/sides.ts";
import { last } from "./last.ts";
import { poolInUse } from "./pool.ts";
import { familyOf, ipOf } from "../../cmdline/address.ts";
import { wayBetween } from "../cluster/way.ts";

/** DRBD's ports: this one and the next ones, one for each resource. */
export const FIRST_PORT = 7790;

/** What becomes of each resource in the pair's phase, in which peers have been heard. Each side has its own part. */
export function pairSteps(site: Site, resources: readonly PlannedResource[], { disks, overlay }: Pick<Facts, "disks" | "overlay">, ownIndex: number, siteId: string): Step[] {
  const steps = resources.flatMap((resource) => {
    const disk = disks.find(({ id }) => id === resource.disk);
    return disk === undefined || resource.peerIndex === null ? [] : resourceSteps(site, resource, disk, ownIndex, resource.peerIndex, siteId);
  });
  // A guest may have disks on several resources: none is started before all are mounted that this node leads.
  const all = last(steps, startsGuests);
  return overlay.hostKeys ? all : [...all, ...hostKeySteps(all)];
}

export const startsGuests = ({ action }: Step): boolean => action === "guests.start";

/** A node's host key lies on the first pool that it was the first to lead: side 0 never moves to another node, the lead may. */
function hostKeySteps(steps: readonly Step[]): Step[] {
  const own = steps.flatMap((step) => (step.action === "pair.mount" && step.disk.side === 0 ? [step] : []));
  const mount = own.find(({ pool }) => pool === DEFAULT_POOL) ?? own[0];
  return mount === undefined ? [] : [{ action: "ssh.hostkeys", phase: "pair", dir: hostKeysAt(mount.path) }, { action: "service.start", phase: "pair", unit: "ssh.service" }];
}

/**
 * Pools that never had another side, before any peer is heard: they are there as early as those of a single machine. One of a
 * single machine becomes the side of a pair first. By the disk's id; a disk that is not named stays what it is.
 */
export function aloneSteps(site: Site, resources: readonly PlannedResource[], disks: readonly DiskFacts[], ownIndex: number, siteId: string): Map<string, Step[]> {
  return new Map(resources.flatMap((resource): [string, Step[]][] => {
    const { name, uuid, side, pool, dataBytes, partitionBytes } = resource;
    const disk = disks.find(({ id }) => id === resource.disk);
    const conf = resource.peerIndex === null ? null : confOf(site, resource, ownIndex, resource.peerIndex);
    if (resource.state !== "alone" || disk === undefined || conf === null || disk.marker.state !== "good") return [];
    const { marker } = disk.marker;
    const { partitionUuid, role } = marker;
    const { id, sizeBytes, logicalBlockBytes, diskSeq } = disk;
    const own: PairDisk = { id, partitionUuid, resource: name, uuid, side };
    const place = withPeer({ ...marker, role: "pair", pair: { resource: name, uuid, side, dataBytes, partitionBytes, formed: false } }, site.nodes[resource.peerIndex ?? -1]).pair as PairPlace;
    return [[id, [
      ...(role === "pool" ? [{ action: "pair.adopt" as const, phase: "disks" as const, pool, disk: own, minor: conf.minor, sizeBytes, logicalBlockBytes, diskSeq, site: siteId, place }] : []),
      { action: "pair.attach", phase: "disks", conf, disk: own, pool },
      ...leadSteps(own, conf.minor, pool, siteId, { alone: true, phase: "disks" }),
    ]]];
  }));
}

function resourceSteps(site: Site, resource: PlannedResource, disk: DiskFacts, ownIndex: number, peerIndex: number, siteId: string): Step[] {
  const { name, state, uuid, side } = resource;
  const conf = confOf(site, resource, ownIndex, peerIndex);
  const marker = disk.marker.state === "good" ? disk.marker.marker : null;
  const filesystemUuid = marker?.filesystemUuid ?? uuidOf("filesystem", siteId, uuid);
  const partitionUuid = marker?.partitionUuid ?? uuidOf("partition", siteId, disk.id);
  const own: PairDisk = { id: disk.id, partitionUuid, resource: name, uuid, side };
  // What has had all data is brought up, so that it can be taken over, whether its marker says so or not.
  const waits = state === "wait" && (marker === null || !hasHadAll(marker, disk.drbd));
  // What is refused is the disk opposite: this one may be all that there is, and taken over.
  const keepsWaiting = resource.situation === "other-size" && marker?.state === "ready";
  if (conf === null || (state === "refuse" && !keepsWaiting) || waits) return [];
  // Nothing was ever acknowledged on a side that is not ready: its claim begins anew.
  const fresh = marker?.state !== "ready" && (state === "make" || state === "join") && resource.begun !== true;
  // Its disk alone: DRBD connects two sides as soon as both are up, and would compare them by its own lights before this table was asked.
  if (state === "wait" || keepsWaiting) return [{ action: "pair.attach", phase: "pair", conf, disk: own, pool: resource.pool }];
  const steps: Step[] = fresh ? [{ action: "disk.claim", phase: "pair", ...claimOf(resource, disk, siteId, partitionUuid, filesystemUuid, site.nodes[peerIndex]) }] : [];
  steps.push({ action: "pair.up", phase: "pair", conf, disk: own, fresh });
  if (resource.primaryIndex === null) return steps;
  return [...steps, ...partSteps(resource, own, conf, marker, filesystemUuid, ownIndex, siteId), ...peerSteps(resource, own, conf, marker, site.nodes[peerIndex])];
}

/** Who has the other side is noted where the marker does not say it yet, or names one that was replaced. */
function peerSteps({ name, peerDisk }: PlannedResource, own: PairDisk, { minor }: PairConf, marker: DiskMarker | null, peer: WantedNode | undefined): Step[] {
  if (marker?.state !== "ready" || marker.pair === undefined || peerDisk === null || peer === undefined) return [];
  const { pair } = withPeer(marker, peer);
  const known = marker.pair.peer !== undefined && addressesOf(peer).includes(marker.pair.peer);
  return known || pair?.peer === undefined || pair.peer === marker.pair.peer ? [] : [{ action: "pair.peer", phase: "pair", resource: name, minor, disk: own, peer: pair.peer }];
}

const addressesOf = ({ cards }: WantedNode): string[] => cards.flatMap(({ addresses }) => addresses.map(ipOf));

/** The marker with who has the other side: the address that its node is known by, first of all a short one. As before where it would outgrow a sector. */
function withPeer(marker: DiskMarker, peer: WantedNode | undefined): DiskMarker {
  if (marker.pair === undefined || peer === undefined) return marker;
  const all = addressesOf(peer);
  for (const address of [...all.filter((one) => familyOf(one) === 4), ...all]) {
    const named = { ...marker, pair: { ...marker.pair, peer: address } };
    if (fitsSector(named)) return named;
  }
  return marker;
}

/** What each side does once it is up. */
function partSteps(resource: PlannedResource, own: PairDisk, conf: PairConf, marker: DiskMarker | null, filesystemUuid: string, ownIndex: number, siteId: string): Step[] {
  const { name, pool, state, formed } = resource;
  if (resource.primaryIndex !== ownIndex) {
    // While it is made there may be half a file system on it: the leader's marker says when it is whole.
    // And while the other side may lead without being told, this one is not to think that it could.
    return marker?.state === "ready" || state === "make" || !formed ? [] : [{ action: "pair.settle", phase: "pair", resource: name, minor: conf.minor, disk: own }];
  }
  if (!formed) return [...leadSteps(own, conf.minor, pool, siteId, { alone: state === "alone" }), { action: "pair.form", phase: "pair", resource: name, minor: conf.minor, disk: own }];
  // Not before the other side has noted it: a side that has not could not take over what guests write from now on.
  if (state === "settle") return [];
  if (state === "make") {
    return [{ action: "pair.begin", phase: "pair", resource: name, minor: conf.minor, disk: own }, { action: "pair.make", phase: "pair", resource: name, minor: conf.minor, disk: own, pool, filesystemUuid, dataBytes: conf.dataBytes }];
  }
  return leadSteps(own, conf.minor, pool, siteId, { alone: false });
}

/** libvirt is up long since: it is told of the pool, and starts no guest by itself. `ran`: those too that ran on the peer; `others`: not those that were moving. */
function startedLate(pool: string, path: string, ran: boolean, others: boolean): Step[] {
  return [{ action: "service.start", phase: "pair", unit: "libvirtd.service" }, { action: "guests.start", phase: "pair", pool, path, ran, ...(others ? { others } : {}) }];
}

/** The pool of a resource that this node leads. */
function leadSteps(own: PairDisk, minor: number, pool: string, siteId: string, { alone, takenOver = false, others = false, phase = "pair" }: { alone: boolean; takenOver?: boolean; others?: boolean; phase?: Phase }): Step[] {
  const path = poolPath(pool);
  return [
    { action: "pair.mount", phase, resource: own.resource, minor, disk: own, pool, path, alone },
    ...poolInUse(pool, siteId, phase),
    ...(phase === "pair" ? startedLate(pool, path, takenOver, others) : []),
  ];
}

/** After `ramvisor takeover` was checked: this node leads what its peer led. Empty where this side never had all data. `nodes`: how many the line names. */
export function takeoverSteps({ name, uuid, side, pool }: PlannedResource, { id, marker, drbd }: DiskFacts, siteId: string, nodes: number): Step[] {
  if (marker.state !== "good" || !hasHadAll(marker.marker, drbd)) return [];
  return leadSteps({ id, partitionUuid: marker.marker.partitionUuid, resource: name, uuid, side }, minorOf(name), pool, siteId, { alone: true, takenOver: true, others: nodes > 2 });
}

/** Both ends of a resource; null where they have no address family in common. */
function confOf(site: Site, { name, dataBytes, side }: PlannedResource, ownIndex: number, peerIndex: number): PairConf | null {
  const [own, peer] = [site.nodes[ownIndex], site.nodes[peerIndex]];
  if (own === undefined || peer === undefined) return null;
  const way = wayBetween(own, peer);
  const minor = minorOf(name);
  if (way === null) return null;
  const ends: PairConf["ends"] = [{ host: own.host, address: way[0] }, { host: peer.host, address: way[1] }];
  return { name, minor, port: FIRST_PORT + minor, dataBytes, ends: side === 0 ? ends : [ends[1], ends[0]] };
}

function claimOf(resource: PlannedResource, disk: DiskFacts, site: string, partitionUuid: string, filesystemUuid: string, peer: WantedNode | undefined): ClaimedDisk {
  const { path, id, sizeBytes, logicalBlockBytes, diskSeq, marker } = disk;
  const { name, uuid, side, dataBytes, partitionBytes, pool } = resource;
  const place: PairPlace = { resource: name, uuid, side, dataBytes, partitionBytes };
  const written: DiskMarker = { format: MARKER_FORMAT, site, disk: id, sizeBytes, pool, state: "claiming", partitionUuid, filesystemUuid, role: "pair", pair: place };
  return {
    path, id, sizeBytes, logicalBlockBytes, diskSeq, site, pool, partitionUuid, filesystemUuid, diskUuid: uuidOf("disk", site, id),
    partition: { startByte: PARTITION_START, sizeBytes: partitionBytes }, resume: marker.state === "good",
    pair: withPeer(written, peer).pair ?? place,
  };
}
