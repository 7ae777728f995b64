import { basename } from "node:path";
import { askLibvirt, LOCAL_VIRSH } from "../status/libvirt.ts";
import { mustRun } from "./command.ts";
import type { ApplyContext } from "./context.ts";
import { libvirtTold } from "./libvirtUntold.ts";

/** Where links name what is to start by itself (libvirt's storage and network drivers). */
const STARTING = { pools: "/etc/libvirt/storage/autostart", networks: "/etc/libvirt/qemu/networks/autostart" } as const;
/** libvirtd serves nobody before its drivers are there: seconds, and a minute on a machine that is busy. */
const SERVES_MS = 90_000;
/** What starts by itself is up so long after libvirtd took the signal, or cannot start. */
const EFFECT_MS = 5000;
const POLL_MS = 250;
const TRIES = 2;

/**
 * Has a running libvirtd read its definitions again (SIGHUP) and start pools and networks that are to start by themselves: in its own start it
 * does that only where it is the first one since the machine's. It ignores the signal, with a line in its log alone, while its drivers start
 * and while it serves another one (libvirt's remote_daemon.c): so it is asked first, which waits for the drivers, and what was to start is
 * looked for. The signal is sent as ExecReload of its unit sends it, but by no job: one for a reload waits until all units that libvirtd is
 * ordered after have started (systemd.unit(5), After=), and some of those begin to start only when the host is ready. A pool that cannot
 * start is no failure here: the checks name it. @throws CommandFailed where libvirtd does not answer.
 */
export async function tellLibvirt({ fs, run, sleep }: Pick<ApplyContext, "fs" | "run" | "sleep">): Promise<void> {
  const wanted = { pools: await namesOf(STARTING.pools), networks: await namesOf(STARTING.networks) };
  for (let tries = 0; tries < TRIES; tries++) {
    await mustRun(run, "virsh", [...LOCAL_VIRSH, "uri"], { timeoutMs: SERVES_MS });
    await mustRun(run, "systemctl", ["kill", "--kill-whom=main", "--signal=HUP", "libvirtd.service"]);
    if (await allStart()) break;
  }
  await libvirtTold(fs);

  async function namesOf(links: string): Promise<string[]> {
    return (await fs.list(links).catch(() => [])).filter((name) => name.endsWith(".xml")).map((name) => basename(name, ".xml"));
  }

  async function allStart(): Promise<boolean> {
    for (let waited = 0; waited < EFFECT_MS; waited += POLL_MS) {
      if (await areActive()) return true;
      await sleep(POLL_MS);
    }
    return false;
  }

  async function areActive(): Promise<boolean> {
    if (wanted.pools.length === 0 && wanted.networks.length === 0) return true;
    const { pools, networks } = await askLibvirt(run, SERVES_MS, false);
    return wanted.pools.every((name) => pools.includes(name)) && wanted.networks.every((name) => networks.includes(name));
  }
}
