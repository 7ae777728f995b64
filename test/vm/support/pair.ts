import { parseCmdline } from "../../../src/cmdline/index.ts";
import { makeBlankDisk } from "../../../src/qemu/disk-file.ts";
import { lineNetwork } from "../../../src/qemu/line-network.ts";
import { freePort } from "../../../src/qemu/sockets.ts";
import { Switch } from "../../pair/lab/switch.ts";
import { Gateway } from "./gateway.ts";
import { BOOT_MS, Bench, Host } from "./host.ts";

const GIB = 1024 ** 3;
/** How many times a single machine's ready time a pair may take, started beside an unpaired one. */
export const PAIR_TIMES = 1.5;
export const MACS = ["0a:0b:0c:0d:0e:0f", "0a:0b:0c:0d:0e:10"] as const;
export const ADDRESSES = ["192.168.0.250", "192.168.0.251"] as const;
const LAN = "submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.3 lang.de";
export const PAIR_LINE = `quiet pci=nocrs ${MACS.map((mac, index) => `mac.${mac}.eth0.${ADDRESSES[index] ?? ""}`).join(" ")} ${LAN}`;
export const POOLS = "/var/lib/ramvisor/pools";
const SECRET = "a secret of the whole media, long enough";

/** The first machine's line as long as it is a single one. */
export const SINGLE_LINE = `quiet pci=nocrs mac.${MACS[0]}.eth0.${ADDRESSES[0]} ${LAN}`;

/** Two machines that know nothing of each other, started together: the ready time of each, in seconds by its own clock. */
export async function unpaired(): Promise<number[]> {
  const bench = new Bench();
  try {
    await bench.open();
    const hosts = await Promise.all(MACS.map(async (mac, index) => Host.boot(bench, {
      line: `quiet pci=nocrs mac.${mac}.eth0.${ADDRESSES[index] ?? ""} ${LAN}`, macs: [mac], cpus: 1, memoryMiB: 1024,
      disks: [{ file: await makeBlankDisk(bench.path(`single-${String(index)}.img`), GIB), format: "raw", serial: `single${String(index)}` }],
    })));
    return (await Promise.all(hosts.map((host) => host.ready()))).map(({ seconds }) => seconds);
  } finally {
    await bench.close();
  }
}

/** Two machines that become a pair from blank disks: when both are ready, and the pool is mounted and both sides are in step. */
export async function paired(): Promise<{ ready: number[]; formed: number }> {
  const pair = new Pair(new Bench());
  try {
    return await pair.boot();
  } finally {
    await pair.close();
  }
}

/** Two whole machines, started from the same line, on one switch with a gateway. */
export class Pair {
  readonly network = new Switch();
  readonly hosts: [Host | null, Host | null] = [null, null];
  #gateway: Gateway | null = null;
  #ports: number[] = [];
  #disks = new Map<number, string[]>();

  constructor(readonly bench: Bench, readonly disks = 1, readonly line = PAIR_LINE) {}

  async open(): Promise<void> {
    this.#ports = [await freePort(), await freePort()];
    const { network } = lineNetwork(parseCmdline(this.line).site, this.line);
    this.#gateway = new Gateway(network, await this.network.plug("gateway", 0), ADDRESSES.map((guest, index) => ({ hostPort: this.#ports[index] ?? 0, guest, guestPort: 22 })));
    for (const index of [0, 1]) this.#disks.set(index, await Promise.all(Array.from({ length: this.disks }, (_, at) => makeBlankDisk(this.file(index as 0 | 1, at), GIB))));
  }

  host(index: 0 | 1): Host {
    const host = this.hosts[index];
    if (host === null) throw new Error(`node ${String(index)} is off`);
    return host;
  }

  /** A disk's file. What a machine that is off has left on it is in there. */
  file(index: 0 | 1, disk = 0): string {
    return this.bench.path(`disk-${String(index)}-${String(disk)}.img`);
  }

  /** Switches a node on. `cpus`: 1 unless asked otherwise, as the issue's figure wants it. */
  async start(index: 0 | 1, line = this.line): Promise<Host> {
    const disks = (this.#disks.get(index) ?? []).map((file, at) => ({ file, format: "raw" as const, serial: `node${String(index)}-disk${String(at)}` }));
    const host = await Host.boot(this.bench, {
      line, macs: [MACS[index]], disks, cpus: 1, memoryMiB: 1024, site: { "pair.secret": Buffer.from(`${SECRET}\n`) },
      plug: { port: await this.network.plug(String(index), 0), ssh: this.#ports[index] ?? 0 },
    });
    this.hosts[index] = host;
    return host;
  }

  /** From nothing to a pair: both started together, ready, formed. Gives the seconds of each, by its own clock. */
  async boot(): Promise<{ ready: number[]; formed: number }> {
    await this.bench.open();
    await this.open();
    await Promise.all([this.start(0), this.start(1)]);
    const said = await Promise.all([this.host(0).ready(), this.host(1).ready()]);
    for (const { ready, line } of said) if (!ready) throw new Error(line);
    return { ready: said.map(({ seconds }) => seconds), formed: await this.formed() };
  }

  /** Waits until a shell command succeeds on a node. */
  async until(index: 0 | 1, command: string, limitMs = 120_000): Promise<void> {
    for (const end = Date.now() + limitMs; ; ) {
      const { code, stdout, stderr } = await this.host(index).ssh(command);
      if (code === 0) return;
      if (Date.now() > end) throw new Error(`node ${String(index)}: did not come true: ${command}\n${stdout}${stderr}\n${(await this.host(index).ssh("cat /proc/drbd; journalctl -t ramvisor --no-pager | tail -n 20")).stdout}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Switches it off in order, and waits until it is off. */
  async powerOff(index: 0 | 1): Promise<void> {
    const { machine } = this.host(index);
    await this.host(index).ssh("systemctl poweroff");
    await machine.ended;
    this.hosts[index] = null;
  }

  /** `ramvisor status` there: its exit code, the word for the first resource, and the one in report.json. */
  async word(index: 0 | 1): Promise<[number, string, string]> {
    const { code, stdout } = await this.host(index).ssh("ramvisor status --format json");
    const report = await this.host(index).run("cat /run/ramvisor/report.json");
    const [now, kept] = [stdout, report].map((text) => (JSON.parse(text) as { cluster: { resources: { state: string }[] } | null }).cluster?.resources[0]?.state ?? "none");
    return [code, now ?? "none", kept ?? "none"];
  }

  /** Pulls the plug. */
  async kill(index: 0 | 1): Promise<void> {
    await this.host(index).stop();
    this.hosts[index] = null;
  }

  /** Waits until both say on the console that the pair is formed; gives the later one's seconds. */
  async formed(limitMs = BOOT_MS): Promise<number> {
    const said = await Promise.all(([0, 1] as const).map((index) => this.host(index).machine.waitFor(/RAMVISOR PAIR state=formed seconds=([\d.]+)/, limitMs)));
    return Math.max(...said.map(([, seconds]) => Number(seconds)));
  }

  async close(): Promise<void> {
    await this.bench.close();
    this.#gateway?.stop();
    this.network.close();
  }
}
