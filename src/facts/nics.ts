import type { NicFacts, Unread } from "../model/facts.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import { attributesOf, byName, errnoOf, whyOf } from "./attributes.ts";

const NET = "/sys/class/net";
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
/** /sys/class/net/X/addr_assign_type (Documentation/ABI/testing/sysfs-class-net): 0 is the address burnt in. */
const NET_ADDR_PERM = 0;
const IFF_UP = 0x1;

/** One NIC, and whether only the kernel's netlink answer can tell its permanent address. */
interface Read {
  nic: NicFacts;
  askNetlink: boolean;
}

/**
 * Reads every network interface: those that are down, without address or virtual too.
 *
 * The permanent address is `address` where addr_assign_type says 0; the kernel sets it to 3 with every change. For a
 * member of a bond it is bonding_slave/perm_hwaddr. For the rest, `ip -j -d link show` is asked once (ip-link(8):
 * it prints `permaddr` only where it differs from the address in use), and not at all where no card needs it: a
 * process costs 10 to 50 ms in an emulator. Null where none of the three tells.
 */
export async function readNics(fs: ReadFs, run: Run, notes: Unread[]): Promise<NicFacts[]> {
  const names = await attributesOf(fs, notes).names(NET);
  const read = (await Promise.all(names.sort(byName).map((name) => readNic(fs, name, notes)))).filter((nic) => nic !== null);
  if (read.some(({ askNetlink }) => askNetlink)) {
    const permanent = await permanentAddresses(run, notes);
    for (const { nic, askNetlink } of read) {
      if (askNetlink) nic.permanentMac = permanent.get(nic.kernelName) ?? null;
    }
  }
  return read.map(({ nic }) => nic);
}

async function readNic(fs: ReadFs, kernelName: string, notes: Unread[]): Promise<Read | null> {
  const dir = `${NET}/${kernelName}`;
  // `bonding_masters` is a file among the links; a card may also leave between the listing and now.
  if (!(await fs.exists(`${dir}/ifindex`))) return null;
  const sys = attributesOf(fs, notes);
  const [address, assign, perm, flags, carrier, speed, driver, bus, busAddress, physical, master] = await Promise.all([
    sys.need(`${dir}/address`),
    sys.number(`${dir}/addr_assign_type`),
    sys.text(`${dir}/bonding_slave/perm_hwaddr`),
    sys.need(`${dir}/flags`),
    whenUp(fs, `${dir}/carrier`, notes),
    whenUp(fs, `${dir}/speed`, notes),
    sys.linkName(`${dir}/device/driver`),
    sys.linkName(`${dir}/device/subsystem`),
    fs.realPath(`${dir}/device`).then(placeOnBus, () => null),
    fs.exists(`${dir}/device`),
    sys.linkName(`${dir}/master`),
  ]);
  const mac = macOf(address);
  const bonded = macOf(perm);
  const permanentMac = physical ? (bonded ?? (assign === NET_ADDR_PERM ? mac : null)) : null;
  const speedMbps = Number(speed ?? -1);
  const nic: NicFacts = {
    kernelName, mac, permanentMac, driver, bus, busAddress,
    carrier: carrier === null ? null : carrier === "1",
    up: flags !== null && /^0x[0-9a-f]+$/i.test(flags) ? (Number(flags) & IFF_UP) !== 0 : null,
    // Drivers say -1 where there is no link, and some virtual ones always.
    speedMbps: Number.isSafeInteger(speedMbps) && speedMbps > 0 ? speedMbps : null,
    physical, master,
  };
  return { nic, askNetlink: physical && permanentMac === null };
}

/** `carrier` and `speed` answer EINVAL while the card is down: that is no news. */
async function whenUp(fs: ReadFs, path: string, notes: Unread[]): Promise<string | null> {
  try {
    return (await fs.readText(path)).trim();
  } catch (error) {
    if (!["EINVAL", "ENOENT", "ENODEV", "EOPNOTSUPP"].includes(errnoOf(error) ?? "")) notes.push({ what: path, why: whyOf(error) });
    return null;
  }
}

/** Null for what is no Ethernet address: InfiniBand has 20 bytes, a WWAN modem none. */
function macOf(text: string | null): string | null {
  const mac = text?.toLowerCase() ?? "";
  return MAC.test(mac) ? mac : null;
}

/** The PCI function that the device hangs on (also below virtio), else its own name on its bus. */
function placeOnBus(devicePath: string): string {
  const parts = devicePath.split("/");
  const own = parts.at(-1) ?? "";
  const onUsb = parts.some((part) => /^usb\d+$/.test(part));
  return onUsb ? own : (parts.findLast((part) => /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(part)) ?? own);
}

/** Kernel name to permanent address, from one call of ip(8); empty, with a note, where that does not answer. */
async function permanentAddresses(run: Run, notes: Unread[]): Promise<Map<string, string>> {
  const what = "ip -j -d link show";
  const found = new Map<string, string>();
  const result = await run("ip", ["-j", "-d", "link", "show"], { timeoutMs: 3000 });
  if (result.code !== 0) {
    notes.push({ what, why: result.failure ?? `exit ${result.code}: ${result.stderr.trim().slice(0, 200)}` });
    return found;
  }
  try {
    for (const link of JSON.parse(result.stdout) as unknown[]) {
      if (typeof link !== "object" || link === null || !("ifname" in link) || !("permaddr" in link)) continue;
      const mac = macOf(String(link.permaddr));
      if (mac !== null) found.set(String(link.ifname), mac);
    }
  } catch (error) {
    notes.push({ what, why: `not the JSON expected: ${whyOf(error)}` });
  }
  return found;
}
