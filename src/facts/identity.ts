import type { DiskFacts, Unread } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";
import { attributesOf, errnoOf, printable, whyOf } from "./attributes.ts";

const BY_ID = "/dev/disk/by-id";
/** Names that come from the disk itself, best first; `dm-`, `md-` and `lvm-` name what lies on it. */
const PREFERRED = ["wwn-", "nvme-eui.", "nvme-uuid.", "ata-", "scsi-", "virtio-", "nvme-", "mmc-", "usb-"];

export type Identity = Pick<DiskFacts, "id" | "serial" | "wwn" | "model">;

/** `254:0` to the fields of udev's record of that device (sd-device's format: `E:KEY=value`, `S:link`). */
export interface UdevRecord {
  links: string[];
  properties: Map<string, string>;
}

/** udev's record of a block device; null where udev has none (no udev, or not yet). */
export async function udevRecord(fs: ReadFs, device: string): Promise<UdevRecord | null> {
  let text: string;
  try {
    text = await fs.readText(`/run/udev/data/b${device}`);
  } catch {
    return null;
  }
  const lines = text.split("\n");
  return {
    links: lines.filter((line) => line.startsWith("S:")).map((line) => line.slice(2)),
    properties: new Map(lines.filter((line) => line.startsWith("E:") && line.includes("=")).map((line) => [line.slice(2, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])),
  };
}

/** Kernel name (`vda`) to the names under /dev/disk/by-id that point at it; empty where udev does not run. */
export async function linksById(fs: ReadFs, notes: Unread[]): Promise<Map<string, string[]>> {
  const links = new Map<string, string[]>();
  let names: string[];
  try {
    names = await fs.list(BY_ID);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") notes.push({ what: BY_ID, why: whyOf(error) });
    return links;
  }
  await Promise.all(names.map(async (name) => {
    const target = await fs.readLink(`${BY_ID}/${name}`).then((link) => link.split("/").at(-1), () => undefined);
    if (target !== undefined) links.set(target, [...(links.get(target) ?? []), name]);
  }));
  return links;
}

/**
 * Who a disk is. The id is the best of udev's by-id names; its record is asked beside the directory, because of
 * two paths to one disk the directory shows one and the record both, and the planner must see the twins. Without
 * udev the same names are made from sysfs. A disk that tells neither serial nor WWN is `unknown:<path>`.
 */
export async function identify(fs: ReadFs, name: string, udev: UdevRecord | null, linked: readonly string[], notes: Unread[]): Promise<Identity> {
  const dir = `/sys/block/${name}`;
  const sys = attributesOf(fs, notes);
  const [blockSerial, deviceSerial, page80, blockWwid, deviceWwid, model] = await Promise.all([
    sys.text(`${dir}/serial`), sys.text(`${dir}/device/serial`), sys.text(`${dir}/device/vpd_pg80`),
    sys.text(`${dir}/wwid`), sys.text(`${dir}/device/wwid`), sys.text(`${dir}/device/model`),
  ]);
  const property = (key: string): string | null => printable(udev?.properties.get(key) ?? "") || null;
  const wwid = blockWwid ?? deviceWwid;
  const serial = property("ID_SERIAL_SHORT") ?? blockSerial ?? deviceSerial ?? page80 ?? property("ID_SERIAL");
  const fromRecord = (udev?.links ?? []).filter((link) => link.startsWith("disk/by-id/")).map((link) => link.slice("disk/by-id/".length));
  const id = bestName([...new Set([...fromRecord, ...linked])]) ?? nameFromSysfs(name, wwid, serial, model) ?? `unknown:/dev/${name}`;
  return {
    id, serial,
    wwn: property("ID_WWN_WITH_EXTENSION") ?? property("ID_WWN") ?? (wwid !== null && /^(naa|eui|uuid)\./.test(wwid) ? wwid : null),
    model: model ?? property("ID_MODEL"),
  };
}

/** The same answer whatever the order of the links; null where none names the disk itself. */
export function bestName(names: readonly string[]): string | null {
  const rank = (name: string): number => PREFERRED.findIndex((prefix) => name.startsWith(prefix));
  const [best] = names
    .filter((name) => rank(name) >= 0 && !/-part\d+$/.test(name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return best ?? null;
}

/** The by-id name that udev's rules (60-persistent-storage.rules) would give, where sysfs says enough for it. */
function nameFromSysfs(name: string, wwid: string | null, serial: string | null, model: string | null): string | null {
  const safe = (text: string): string => text.replaceAll(/\s+/g, "_").replaceAll(/[^\w#+.:=@-]/g, "_");
  if (wwid?.startsWith("naa.")) return `wwn-0x${safe(wwid.slice(4))}`;
  if (name.startsWith("nvme") && wwid !== null && /^(eui|uuid)\./.test(wwid)) return `nvme-${safe(wwid)}`;
  if (name.startsWith("nvme") && model !== null && serial !== null) return `nvme-${safe(model)}_${safe(serial)}`;
  if (name.startsWith("vd") && serial !== null) return `virtio-${safe(serial)}`;
  return null;
}

/** Who the disk of a kernel name is at this moment, and how large: names like `sdb` are given again. Sizes in bytes. */
export async function identityNow(fs: ReadFs, name: string): Promise<Identity & { sizeBytes: number | null; diskSeq: number | null; errors: Unread[] }> {
  const errors: Unread[] = [];
  const sys = attributesOf(fs, errors);
  const dir = `/sys/block/${name}`;
  const [device, sectors, diskSeq, links] = await Promise.all([sys.need(`${dir}/dev`), sys.needNumber(`${dir}/size`), sys.number(`${dir}/diskseq`), linksById(fs, errors)]);
  const udev = device === null ? null : await udevRecord(fs, device);
  const identity = await identify(fs, name, udev, links.get(name) ?? [], errors);
  return { ...identity, sizeBytes: sectors === null ? null : sectors * 512, diskSeq, errors };
}
