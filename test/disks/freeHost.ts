import * as promises from "node:fs/promises";
import { basename, join } from "node:path";
import { hostDisks as applyDisks } from "../../src/apply/blockDevice.ts";
import type { FreeContext } from "../../src/apply/freeDisk.ts";
import { writeFsOver, type WriteFs } from "../../src/apply/writeFs.ts";
import { hostDisks, readFacts } from "../../src/facts/index.ts";
import type { DiskFacts, Facts } from "../../src/model/facts.ts";
import { run } from "../../src/ports/run.ts";

export const ID = "virtio-TEST0001";
export const SERIAL = "TEST0001";

const BY_ID = "/dev/disk/by-id";

/**
 * The file system of a machine whose only disk is one loop device, with the serial number and the name that udev would
 * give a virtio disk. What a start leaves under /run/ramvisor goes into `dir`.
 */
export function loopFs(path: string, dir: string): WriteFs {
  const name = basename(path);
  const real = writeFsOver(promises);
  const moved = (file: string): string => (file.startsWith("/run/ramvisor") ? join(dir, "run", file.slice("/run/ramvisor".length)) : file);
  const over: Partial<WriteFs> = {
    list: (of) => Promise.resolve(of === "/sys/block" ? [name] : of === BY_ID ? [ID] : null).then((list) => list ?? real.list(moved(of))),
    readLink: (of) => (of === `${BY_ID}/${ID}` ? Promise.resolve(`../../${name}`) : real.readLink(moved(of))),
    realPath: (of) => (of === `${BY_ID}/${ID}` ? Promise.resolve(path) : real.realPath(moved(of))),
    readText: (of) => (of === `/sys/block/${name}/serial` ? Promise.resolve(`${SERIAL}\n`) : of === "/proc/cmdline" ? Promise.resolve("quiet\n") : real.readText(moved(of))),
  };
  return new Proxy(real, {
    get: (target, key) => (over as Record<string | symbol, unknown>)[key]
      ?? ((first: string, ...rest: unknown[]): unknown => (Reflect.get(target, key) as (...args: unknown[]) => unknown)(moved(first), ...rest)),
  });
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function freeContext(path: string, dir: string, over: Partial<FreeContext> = {}): FreeContext {
  return { fs: loopFs(path, dir), run, disks: applyDisks, log: quiet, reader: hostDisks, ...over };
}

/** What the agent sees of that machine. */
export function lookAtLoop(path: string, dir: string, inventory: "boot" | "full" = "boot"): Promise<Facts> {
  return readFacts({ fs: loopFs(path, dir), run, disks: hostDisks }, { version: "test", inventory, extraDisks: [path], loadSystemInformation: () => Promise.reject(new Error("not asked in tests")) });
}

export async function theDisk(path: string, dir: string, inventory: "boot" | "full" = "full"): Promise<DiskFacts> {
  const { disks: [disk] } = await lookAtLoop(path, dir, inventory);
  if (disk === undefined) throw new Error(`${path} was not seen`);
  return disk;
}
