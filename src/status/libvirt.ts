import type { Check } from "../model/report.ts";
import type { Plan } from "../model/plan.ts";
import type { FilePurpose } from "../model/step.ts";
import type { Run } from "../model/ports.ts";
import { fails, holds } from "./check.ts";

/** virsh(1) on this host's own libvirtd, without headings. */
export const LOCAL_VIRSH: readonly string[] = ["-q", "-c", "qemu:///system"];

/** What libvirt said, in one connection: a process costs 10 to 50 ms on a slow machine. */
export interface LibvirtAnswer {
  /** Null where it answered; else why not. */
  failure: string | null;
  /** It can start domains of type `kvm`; null where it was not asked for that. */
  kvm: boolean | null;
  /** Names of the active ones. */
  pools: string[];
  networks: string[];
}

const LISTS = "pool-list --name; echo ===; net-list --name; echo ===";
const CAPABILITIES = "domcapabilities --virttype kvm";

/**
 * Asks libvirtd, waiting for it to start (its socket takes the connection before it does).
 * @param capabilities whether it is to say what QEMU can do too. For that it starts QEMU two times when it is asked first, a tenth of a
 * start; so a start leaves it out, and ramvisor-later.service has it done once the host is ready.
 */
export async function askLibvirt(run: Run, timeoutMs: number, capabilities: boolean): Promise<LibvirtAnswer> {
  const commands = capabilities ? `${LISTS}; ${CAPABILITIES}` : LISTS;
  const { stdout, stderr, failure } = await run("virsh", [...LOCAL_VIRSH, commands], { timeoutMs });
  const [pools, networks, said] = stdout.split("===");
  if (failure !== null || pools === undefined || networks === undefined || said === undefined || /failed to connect/i.test(stderr)) {
    return { failure: failure === null ? firstLine(stderr) || "no answer" : `virsh ${failure}`, kvm: null, pools: [], networks: [] };
  }
  return { failure: null, kvm: capabilities ? /<domain>kvm<\/domain>/.test(said) : null, pools: names(pools), networks: names(networks) };
}

/** Libvirt, every pool of the plan, every guest network of the plan. */
export function libvirtChecks(answer: LibvirtAnswer, plan: Pick<Plan, "steps">): Check[] {
  const { failure } = answer;
  const libvirt = failure !== null ? fails("libvirt", "libvirt.no-answer", `libvirtd does not answer: ${failure}`)
    : answer.kvm === false ? fails("libvirt", "libvirt.no-kvm", "libvirtd answers, but not with domains of type kvm")
    : holds("libvirt", answer.kvm === null ? "answers" : "answers, with domains of type kvm");
  return [
    libvirt,
    active("pool", "pool.inactive", wantedNames(plan, "pool"), failure === null ? answer.pools : []),
    active("guest-network", "guest-network.inactive", wantedNames(plan, "guest-network"), failure === null ? answer.networks : []),
  ];
}

function active(name: "pool" | "guest-network", code: string, wanted: string[], seen: string[]): Check {
  const missing = wanted.filter((one) => !seen.includes(one));
  if (missing.length > 0) return fails(name, code, `not active: ${missing.join(", ")}`);
  return holds(name, wanted.length === 0 ? "none is planned" : `active: ${wanted.join(", ")}`);
}

/** libvirt names the file after the object: `/etc/libvirt/storage/default.xml`. */
function wantedNames(plan: Pick<Plan, "steps">, purpose: FilePurpose): string[] {
  return plan.steps.flatMap((step) => (step.action === "file.write" && step.purpose === purpose ? [step.path.replace(/^.*\//, "").replace(/\.xml$/, "")] : []));
}

function names(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
