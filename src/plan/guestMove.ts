import { escapeXml, unescapeXml } from "../render/xml.ts";
import { firmwareOf, osOf } from "./guestFirmware.ts";

/** A disk image that goes along: its path here, and there. */
export interface MovedDisk {
  from: string;
  to: string;
  format: string;
}

/**
 * Why a guest cannot go along as it is; `what` names the disk's source. `later`: a disk that it gets at its next start alone.
 * `eject`: device and flags for `virsh change-media`, of a medium.
 */
export interface Immovable {
  kind: "medium" | "elsewhere" | "later";
  what: string;
  eject?: string;
}

interface PoolPlace {
  name: string;
  path: string;
}

const attribute = (of: string, name: string): string | undefined => new RegExp(`\\b${name}=(['"])(.*?)\\1`).exec(of)?.[2];

/** Disks and drives with something in them: what, and by which device name the guest has it. */
function sourcesOf(xml: string): { disk: string; file: string | undefined; what: string; device: string; isDrive: boolean }[] {
  return [...xml.matchAll(/<disk\b[\s\S]*?<\/disk>/g)].flatMap(([disk]) => {
    const source = /<source\b([^>]*)>/.exec(disk)?.[1];
    if (source === undefined) return [];
    const file = attribute(source, "file");
    const what = unescapeXml(file ?? attribute(source, "dev") ?? attribute(source, "volume") ?? attribute(source, "name") ?? "?");
    const device = attribute(/<target\b([^>]*)>/.exec(disk)?.[1] ?? "", "dev") ?? "";
    return [{ disk, file, what, device, isDrive: /^<disk\b[^>]*\bdevice=['"](?:cdrom|floppy)['"]/.test(disk) }];
  });
}

/**
 * What of a guest's disks goes to a pool of the other node, by one definition (libvirt.org, "Domain XML format"): images in
 * pools that this node leads. An empty drive goes along as it is; a medium in a drive, and a disk that lies elsewhere, hold it here. Pure.
 */
export function movedDisks(xml: string, own: readonly PoolPlace[], target: PoolPlace): { disks: MovedDisk[] } | { immovable: Immovable } {
  const disks: MovedDisk[] = [];
  for (const { disk, file, what, isDrive } of sourcesOf(xml)) {
    if (isDrive) return { immovable: { kind: "medium", what } };
    const to = inTarget(what, own, target);
    if (file === undefined || to === null || /<(?:readonly|shareable)\b/.test(disk)) return { immovable: { kind: "elsewhere", what } };
    disks.push({ from: what, to, format: attribute(/<driver\b([^>]*)>/.exec(disk)?.[1] ?? "", "type") ?? "raw" });
  }
  return { disks };
}

/**
 * The same by both definitions: what runs goes, and what the permanent one has besides would be missing there at the guest's next start. Pure.
 */
export function whatMoves(live: string, kept: string, own: readonly PoolPlace[], target: PoolPlace): { disks: MovedDisk[] } | { immovable: Immovable } {
  const [now, later] = [movedDisks(live, own, target), movedDisks(kept, own, target)];
  const held = [now, later].find((one) => "immovable" in one);
  if (held !== undefined && held.immovable.kind === "medium") return { immovable: { ...held.immovable, eject: ejectOf(held.immovable.what, live, kept) } };
  if (held !== undefined || "immovable" in now || "immovable" in later) return held ?? now;
  const more = later.disks.find(({ from }) => !now.disks.some((disk) => disk.from === from));
  return more === undefined ? now : { immovable: { kind: "later", what: more.from } };
}

/** Device and flags for `virsh change-media` that take a medium out where it is: of a drive that is empty virsh takes none, and fails. */
function ejectOf(medium: string, live: string, kept: string): string {
  const drives = [live, kept].map((xml) => sourcesOf(xml).filter(({ isDrive }) => isDrive));
  const device = drives.flat().find(({ what }) => what === medium)?.device ?? "";
  const flags = ["--live", "--config"].filter((_, at) => drives[at]?.some((drive) => drive.device === device) === true);
  return [device, "--eject", ...flags].join(" ");
}

/** The same place in the other node's pool; null for what lies in no pool that this node leads. */
function inTarget(file: string, own: readonly PoolPlace[], target: PoolPlace): string | null {
  const home = own.find(({ path }) => file.startsWith(`${path}/`));
  return home === undefined ? null : `${target.path}${file.slice(home.path.length)}`;
}

/** A file of a guest's firmware that lies in a pool. `own`: of this guest alone, its variables; others are shared. */
export interface MovedFirmware {
  from: string;
  to: string;
  own: boolean;
}

/** What of a guest's firmware has to be in the other node's pool too: loader, template and variables in pools that this node leads. Pure. */
export function movedFirmware(xml: string, own: readonly PoolPlace[], target: PoolPlace): MovedFirmware[] {
  const { loader, template, variables } = firmwareOf(xml);
  return [loader, template, variables].flatMap((from): MovedFirmware[] => {
    const to = from === null ? null : inTarget(from, own, target);
    return from === null || to === null ? [] : [{ from, to, own: from === variables }];
  });
}

/** A definition as it is to be on the other node: the paths of disks and firmware are those of its pool. A backing image is copied into its overlay, and named no more. Pure. */
export function movedXml(xml: string, disks: readonly MovedDisk[], firmware: readonly MovedFirmware[] = []): string {
  const os = osOf(xml);
  const movedOs = firmware.reduce((text, { from, to }) => text.replace(new RegExp(`(['">]\\s*)${escapeXml(from).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(\\s*['"<])`, "g"), (_, before: string, after: string) => `${before}${escapeXml(to)}${after}`), os);
  return (os === "" ? xml : xml.replace(os, () => movedOs)).replace(/<disk\b[\s\S]*?<\/disk>/g, (disk) => {
    const moved = disks.find(({ from }) => disk.includes(`file='${escapeXml(from)}'`) || disk.includes(`file="${escapeXml(from)}"`));
    if (moved === undefined) return disk;
    return disk.replace(/(<source\b[^>]*\bfile=)(['"]).*?\2/, (_, before: string) => `${before}'${escapeXml(moved.to)}'`).replace(/\s*<backingStore\b(?:[^>]*\/>|[\s\S]*<\/backingStore>)/, "");
  });
}

/** A word that sh(1) takes as it stands. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Of `virsh domjobinfo --rawstats`: bytes done and to do; null where there is no job, or it has not begun to count. */
export function jobProgress(text: string): { doneBytes: number; totalBytes: number } | null {
  const of = (name: string): number => Number(new RegExp(`\\b${name}\\s*[:=]\\s*(\\d+)`).exec(text)?.[1] ?? 0);
  const totalBytes = of("data_total");
  return totalBytes === 0 ? null : { doneBytes: Math.min(of("data_processed"), totalBytes), totalBytes };
}
