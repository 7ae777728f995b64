import type { Facts, Unread } from "../model/facts.ts";
import type { ReadFs } from "../model/ports.ts";
import { attributesOf, whyOf } from "./attributes.ts";
import { within } from "./limit.ts";

export type Inventory = Pick<Facts, "memoryBytes" | "cpu" | "machine" | "firmware" | "kernel">;

/** Maker, model, CPU and memory from /proc and /sys/class/dmi/id: no process is started. */
export async function readInventory(fs: ReadFs, notes: Unread[]): Promise<Inventory> {
  const sys = attributesOf(fs, notes);
  const [cpuinfo, meminfo, maker, model, kernel, efi] = await Promise.all([
    sys.file("/proc/cpuinfo"), sys.file("/proc/meminfo"),
    sys.text("/sys/class/dmi/id/sys_vendor"), sys.text("/sys/class/dmi/id/product_name"),
    sys.need("/proc/sys/kernel/osrelease"), fs.exists("/sys/firmware/efi"),
  ]);
  return { memoryBytes: memoryOf(meminfo), cpu: cpuOf(cpuinfo), machine: { maker, model }, firmware: efi ? "uefi" : "bios", kernel };
}

/** MemTotal is what the kernel can use, in KiB (proc(5)). */
function memoryOf(meminfo: string): number | null {
  const kib = /^MemTotal:\s+(\d+) kB/m.exec(meminfo)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}

/** x86's /proc/cpuinfo: one paragraph per thread; a core is a pair of `physical id` and `core id`. */
function cpuOf(cpuinfo: string): Facts["cpu"] {
  const threads = cpuinfo.split(/\n\s*\n/).map((paragraph) => new Map(
    paragraph.split("\n").map((line) => [line.split(":")[0]?.trim() ?? "", line.slice(line.indexOf(":") + 1).trim()]),
  )).filter((fields) => fields.has("processor"));
  const first = threads[0];
  const cores = new Set(threads.filter((fields) => fields.has("core id")).map((fields) => `${fields.get("physical id") ?? 0}/${fields.get("core id") ?? ""}`));
  const flags = first?.get("flags")?.split(" ") ?? [];
  return {
    model: first?.get("model name") ?? null,
    cores: cores.size || null,
    threads: threads.length || null,
    virtualization: flags.includes("vmx") ? "vmx" : flags.includes("svm") ? "svm" : null,
  };
}

/** The part of systeminformation that is used; a test hands over its own. */
export interface SystemInformation {
  system(): Promise<{ manufacturer: string; model: string }>;
  cpu(): Promise<{ manufacturer: string; brand: string; cores: number; physicalCores: number }>;
  mem(): Promise<{ total: number }>;
}

const SI_LIMIT_MS = 10_000;

/**
 * Fills what /proc and DMI left open from systeminformation, which also knows lscpu, dmidecode and small boards. What
 * was read is kept, so that `ramvisor facts` says the same as the boot did. Never part of a boot, and loaded only where something is open:
 * measured with 5.33 on two CPUs, loading takes 60 to 80 ms, system() 75 ms and 10 processes, cpu() 40 ms and
 * 7 processes, mem() 12 ms and none; readInventory() takes 3 ms.
 */
export async function completeInventory(inventory: Inventory, load: () => Promise<SystemInformation>, notes: Unread[]): Promise<Inventory> {
  const { cpu, machine, memoryBytes } = inventory;
  const openMachine = machine.maker === null || machine.model === null;
  const openCpu = cpu.model === null || cpu.cores === null || cpu.threads === null;
  if (!openMachine && !openCpu && memoryBytes !== null) return inventory;
  const ask = async (): Promise<Inventory> => {
    const si = await load();
    const [system, processor, memory] = await Promise.all([openMachine ? si.system() : null, openCpu ? si.cpu() : null, memoryBytes === null ? si.mem() : null]);
    return {
      ...inventory,
      memoryBytes: memoryBytes ?? (memory?.total || null),
      machine: { maker: machine.maker ?? said(system?.manufacturer), model: machine.model ?? said(system?.model) },
      cpu: {
        ...cpu,
        model: cpu.model ?? said(`${processor?.manufacturer ?? ""} ${processor?.brand ?? ""}`),
        cores: cpu.cores ?? (processor?.physicalCores || null),
        threads: cpu.threads ?? (processor?.cores || null),
      },
    };
  };
  try {
    return await within(SI_LIMIT_MS, ask());
  } catch (error) {
    notes.push({ what: "systeminformation", why: whyOf(error) });
    return inventory;
  }
}

/** It says `-` or nothing where it does not know. */
function said(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" || trimmed === "-" ? null : trimmed;
}
