import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Host } from "./host.ts";

/** Sectors that the writer fills, one after the other; its disk has room for them. */
const LAST = 16_000;
const WRITER_DISK_MIB = 8;
/** It takes seconds where the guest is translated twice. */
const FIRST_WORDS_MS = 120_000;

/**
 * The first sector of a disk that is a program of 242 bytes, in 16-bit code for the first IDE disk (ATA-6: 20h READ SECTORS,
 * 30h WRITE SECTORS, E7h FLUSH CACHE). It finds the first sector that is not as it would have written it, and tells its
 * number (`F000003b9`). From there on it fills each sector with its number, flushes, and only then tells it (`A000003b9`) on the
 * first serial port. `E…`: the disk has failed.
 */
const WRITER = [
  "fa 31c0 8ed8 8ec0 8ed0 bc007c fc", //                 segments 0, stack below the program
  "66bb01000000", //                                     ebx = 1
  "b020 e87a00 e86f00", //                        find:  read sector ebx, wait for its data
  "bf0080 b90001 baf001 f36d", //                        rep insw to 8000h
  "bf0080 b98000 6689d8 66f3af", //                      is it ebx, 128 times?
  "7504 6643 ebdb", //                                   if so: ebx + 1, find
  "b046 e88400", //                                      tell F ebx
  "6681fb803e0000 7734", //                       next:  16000 sectors: stop
  "bf0080 b98000 6689d8 66f3ab", //                      128 times ebx
  "b030 e83b00 e83000", //                               write sector ebx
  "be0080 b90001 baf001 f36f e81500", //                 rep outsw, wait
  "baf701 b0e7 ee e80c00", //                            flush, wait
  "b041 e84b00 6643 ebc3", //                            tell A ebx; ebx + 1, next
  "f4 ebfd", //                                   stop:  hlt
  "baf701 ec a880 75fb a821 7531 c3", //          ready: until not BSY; ERR or DF: bad
  "e8f0ff a808 74f9 c3", //                       data:  ready, until DRQ
  "50 e8e7ff baf601 b0e0 ee baf201 b001 ee", //   command: one sector, LBA
  "6689d8 6683c00f b90300 42 ee 66c1e808 e2f8", //       of number ebx + 15
  "baf701 58 ee c3", //                                  al is the command
  "b045 e80200 ebb9", //                          bad:   tell E ebx, stop
  "e81f00 6689d8 b90800", //                      tell:  al, then ebx as eight digits
  "66c1c004 6650 240f 3c0a 7202 0427 0430 e80600 6658 e2e9 b00a",
  "50 bafd03 ec a820 74fb 58 baf803 ee c3", //    put:   al on the serial port
];

/** The disk's first sector. */
export function writerSector(): Buffer {
  const sector = Buffer.alloc(512);
  sector.set(Buffer.from(WRITER.join("").replaceAll(" ", ""), "hex"));
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** A domain of type `kvm` that boots from that disk and speaks to a TCP port of the gateway. */
export function writerXml(name: string, image: string, port: number, mac: string): string {
  return `<domain type='kvm'>
  <name>${name}</name>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image}'/><target dev='hda' bus='ide'/></disk>
    <interface type='network'><source network='default'/><mac address='${mac}'/><model type='virtio'/></interface>
    <serial type='tcp'><source mode='connect' host='192.168.0.2' service='${String(port)}'/><protocol type='raw'/></serial>
    <memballoon model='none'/>
  </devices>
</domain>
`;
}

/** Hears a writer, wherever it runs: what it told outlives the machine that it ran on. */
export class Ears {
  /** What each connection said, in the order in which they came. */
  readonly said: string[] = [];
  #server: Server;
  #sockets = new Set<Socket>();
  port = 0;

  private constructor() {
    this.#server = createServer((socket) => {
      const at = this.said.push("") - 1;
      this.#sockets.add(socket);
      socket.setEncoding("latin1").on("data", (text) => { this.said[at] = `${this.said[at] ?? ""}${String(text)}`; });
      socket.on("error", () => undefined);
    });
  }

  static async open(): Promise<Ears> {
    const ears = new Ears();
    await new Promise<void>((resolve) => ears.#server.listen(0, "127.0.0.1", resolve));
    const address = ears.#server.address();
    ears.port = typeof address === "object" && address !== null ? address.port : 0;
    return ears;
  }

  /** The last number that was acknowledged by then, whoever told it; 0 where none was. */
  get acknowledged(): number {
    return Math.max(0, ...this.said.flatMap((text) => [...text.matchAll(/A([0-9a-f]{8})\n/g)].slice(-1).map(([, digits]) => Number.parseInt(digits ?? "", 16))));
  }

  /** Numbers from which a writer went on after it had found all before them; failures of its disk. */
  get begun(): number[] {
    return this.said.flatMap((text) => [...text.matchAll(/F([0-9a-f]{8})\n/g)].map(([, digits]) => Number.parseInt(digits ?? "", 16)));
  }

  get failed(): boolean {
    return this.said.some((text) => /E[0-9a-f]{8}\n/.test(text));
  }

  /** Waits until so many more are acknowledged. */
  async goesOn(more: number, limitMs: number): Promise<void> {
    const wanted = Math.min(LAST, this.acknowledged + more);
    for (const end = Date.now() + limitMs; this.acknowledged < wanted;) {
      if (Date.now() > end) throw new Error(`the writer does not go on: ${String(this.acknowledged)} of ${String(wanted)}\n${this.said.map((text) => text.slice(-200)).join("\n---\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** The first number that is not in an image of the disk as the writer writes it. */
export function firstMissing(image: Buffer): number {
  for (let number = 1; ; number += 1) {
    const at = (number + 15) * 512;
    if (at + 512 > image.length) return number;
    for (let offset = 0; offset < 512; offset += 4) if (image.readUInt32LE(at + offset) !== number) return number;
  }
}

/** Puts the writer's disk onto a host, defines the guest there, starts it and waits for its first words. */
export async function startWriter(host: Host, ears: Ears, name: string, image: string, mac: string): Promise<void> {
  await host.put(image, writerSector());
  await host.put(`/root/${name}.xml`, writerXml(name, image, ears.port, mac));
  await host.run(`truncate -s ${String(WRITER_DISK_MIB)}M '${image}' && virsh define /root/${name}.xml && virsh start ${name}`, 240_000);
  // Now and then, right after the first start of libvirt's QEMU, the BIOS finds no boot sector there: not understood yet.
  await ears.goesOn(20, FIRST_WORDS_MS).catch(async (error: unknown) => {
    const look = `virsh domstate --reason ${name}; virsh qemu-monitor-command ${name} --hmp 'info registers' | head -n 4; head -c 512 '${image}' | sha256sum; dd if='${image}' bs=512 count=1 iflag=direct 2>/dev/null | sha256sum; dmesg | tail -n 3`;
    const before = await host.run(look);
    await host.run(`virsh reset ${name}`);
    const helps = await ears.goesOn(3, FIRST_WORDS_MS).then(() => "a reset helps", () => "a reset does not help");
    throw new Error(`${String(error)}\n${before}wanted: ${createHash("sha256").update(writerSector()).digest("hex")}; ${helps}`);
  });
}
