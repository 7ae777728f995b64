import type { Mac } from "../model/token.ts";
import { parseAddress, parseIp, type Address } from "./address.ts";
import type { Legible } from "./finding.ts";
import { longestIfname, wrongIfname } from "./names.ts";
import type { Complaint } from "./severity.ts";

export interface MacValue {
  mac: Mac;
  ifname: string;
  address: Address;
}

const EXAMPLE = { mac: "0a:0b:0c:0d:0e:0f", ifname: "eth0", address: "192.168.0.250" };

/** Reads a hardware address of six bytes, with `:` or with `-` throughout; null where it is none. */
export function parseMac(text: string): Mac | null {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$|^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase().replaceAll("-", ":") : null;
}

/** A group address (lowest bit of the first byte, IEEE 802) or all zero: no card has one. */
const isNoCards = (mac: Mac): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 || mac === "00:00:00:00:00:00";

/** The three parts of what follows `mac.`, as far as they are there. */
function partsOf(value: string): { mac: string; ifname: string | null; address: string | null } {
  const [mac = "", ...rest] = value.split(".");
  const tail = rest.join(".");
  if (parseAddress(tail) !== null || parseIp(tail) !== null) return { mac, ifname: null, address: tail };
  const [ifname, ...address] = rest;
  return { mac, ifname: ifname ?? null, address: address.length === 0 ? null : address.join(".") };
}

/** What can still be read of a `mac.` token that may be broken. */
export function legibleMac(value: string): Legible {
  const { mac, ifname, address } = partsOf(value);
  return { mac: parseMac(mac), ifname, address };
}

/**
 * Reads `<MAC>.<IFNAME>.<ADDRESS>`. All that is wrong is said at once: a technician types the line a second time,
 * not a third. Whether the address is usable in its network is asked later, when the mask is known.
 */
export function parseMacValue(value: string, vlan: number | null): MacValue | Complaint[] {
  const parts = partsOf(value);
  const mac = parseMac(parts.mac);
  const complaints: Complaint[] = [];
  if (mac === null) complaints.push({ code: "token.mac", args: { mac: parts.mac } });
  else if (isNoCards(mac)) complaints.push({ code: "token.mac.group", args: { mac } });

  const { ifname, address: written } = parts;
  if (ifname === null || written === null || written === "") {
    const legible = { mac: mac === null ? EXAMPLE.mac : parts.mac, ifname: ifname ?? EXAMPLE.ifname, address: written === null || written === "" ? EXAMPLE.address : written };
    return [...complaints, { code: "token.mac.shape", args: { expected: `mac.${legible.mac}.${legible.ifname}.${legible.address}` } }];
  }
  const longest = longestIfname(vlan);
  const reason = wrongIfname(ifname, longest);
  if (reason !== null) complaints.push({ code: "token.ifname", args: { ifname, reason, longest: String(longest) } });
  const address = parseAddress(written);
  if (address === null) complaints.push({ code: "token.address", args: { address: written } });
  else if (address.family === 6 && address.prefix === null) complaints.push({ code: "token.address.prefix", args: { address: address.ip } });
  return mac === null || address === null || complaints.length > 0 ? complaints : { mac, ifname, address };
}
