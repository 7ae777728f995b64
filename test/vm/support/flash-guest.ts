import { escapeXml } from "../../../src/render/xml.ts";
import { COUNT_AT, countingFirmware } from "./counting-firmware.ts";
import type { Host } from "./host.ts";

/** Where libvirt keeps firmware variables that it has made of a template. */
export const NVRAM = "/var/lib/libvirt/qemu/nvram";
const [CODE, TEMPLATE] = ["counting.fd", "counting-vars.fd"];
/** Where nobody counts. */
const FREE_AT = 0x2000;
const LIMIT_MS = 300_000;

/** Puts the firmware into the pool, as an administrator puts OVMF there: the medium has none. */
export async function putFirmware(host: Host, pool: string): Promise<void> {
  const { code, variables } = countingFirmware();
  await host.put(`${pool}/${CODE}`, code);
  await host.put(`${pool}/${TEMPLATE}`, variables);
}

/** From here on nothing is left that variables could be made of anew. */
export const removeTemplate = (host: Host, pool: string): Promise<string> => host.run(`rm '${pool}/${TEMPLATE}'`);

/** Defines a guest with that firmware. The file of its variables is libvirt's choice, or named as a source (libvirt 8.5). */
export async function defineFlashGuest(host: Host, pool: string, name: string, file: string | null = null): Promise<void> {
  await host.put(`/root/${name}.xml`, `<domain type='kvm'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <loader readonly='yes' type='pflash'>${pool}/${CODE}</loader>
    <nvram ${file === null ? "" : "type='file' "}template='${pool}/${TEMPLATE}'>${file === null ? "" : `<source file='${escapeXml(file)}'/>`}</nvram>
  </os>
  <features><acpi/></features>
  <devices><memballoon model='none'/></devices>
</domain>
`);
  await host.run(`virsh define /root/${name}.xml`);
}

/** Starts it, and waits until it has counted so far. */
export const startCounting = (host: Host, name: string, file: string, count: number): Promise<string> =>
  host.run(`virsh start ${name} && until [ "$(od -An -tu1 -j${String(COUNT_AT)} -N1 '${file}' | tr -d ' ')" = ${String(count)} ]; do sleep 0.5; done`, LIMIT_MS);

const untilKept = (pool: string, name: string, file: string): string =>
  `until cmp -s '${file}' "${pool}/.ramvisor/guests/${name}/nvram-$(basename '${file}')"; do sleep 0.2; done; while [ "$(systemctl is-active ramvisor-guests.service)" = activating ]; do sleep 0.2; done`;

/** Waits until what lies in the pool is what lies there now, and no run is under way. */
export const isKept = (host: Host, pool: string, name: string, file: string): Promise<string> => host.run(untilKept(pool, name, file), LIMIT_MS);

/** Writes a word and keeps the file open, as QEMU does, until it is in the pool. */
export const keepsOpenWrite = (host: Host, pool: string, name: string, file: string, word: string): Promise<string> =>
  host.run(`exec 3<>'${file}' && dd bs=${String(FREE_AT)} count=1 status=none <&3 >/dev/null && printf '${word}' >&3 && ${untilKept(pool, name, file)}`, LIMIT_MS);

export const writeWord = (host: Host, file: string, word: string): Promise<string> =>
  host.run(`printf '${word}' | dd of='${file}' bs=${String(FREE_AT)} seek=1 conv=notrunc status=none`);

export const digestOf = async (host: Host, file: string): Promise<string> => (await host.run(`sha256sum < '${file}'`)).slice(0, 64);
