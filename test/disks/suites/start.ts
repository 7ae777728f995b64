import * as promises from "node:fs/promises";
import { basename, join } from "node:path";
import { applySteps } from "../../../src/apply/applySteps.ts";
import { BY_ID } from "../../../src/apply/plannedDisk.ts";
import { hostDisks as writableDisks, type Disks } from "../../../src/apply/blockDevice.ts";
import type { ApplyContext } from "../../../src/apply/context.ts";
import { duringStart } from "../../../src/apply/executors.ts";
import { writeFsOver, type WriteFs } from "../../../src/apply/writeFs.ts";
import { hostDisks, readFacts } from "../../../src/facts/index.ts";
import type { Facts, NicFacts } from "../../../src/model/facts.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Run } from "../../../src/model/ports.ts";
import type { Step, StepOutcome } from "../../../src/model/step.ts";
import type { Mac } from "../../../src/model/token.ts";
import { poolPath, POOLS_DIR } from "../../../src/plan/disks/pools.ts";
import { run } from "../../../src/ports/run.ts";
import { planFor } from "../../../src/stages/state.ts";
import { notesIn } from "../notesIn.ts";
import type { Place } from "./bed.ts";

const MAC = "0a:0b:0c:0d:0e:0f";
const LINE = `mac.${MAC}.eth0.192.168.0.250 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2`;
/** A card for the line: the network is not what is tried here. */
const CARD: NicFacts = {
  kernelName: "eth0", mac: MAC as Mac, permanentMac: MAC as Mac, driver: "virtio_net", bus: "virtio", busAddress: null,
  carrier: true, up: true, speedMbps: null, physical: true, master: null,
};

/** The real file system, in which the two disks are the only ones; their stable names lie in the bed, and what a host notes of its pools. */
function fsOf(place: Place): WriteFs {
  const real = notesIn(writeFsOver(promises), `${place.byId}-notes`);
  const at = (path: string): string => (path === BY_ID || path.startsWith(`${BY_ID}/`) ? join(place.byId, path.slice(BY_ID.length)) : path);
  return {
    ...real,
    list: (dir) => (dir === "/sys/block" ? Promise.resolve([place.path, place.neighbour].map((path) => basename(path))) : real.list(at(dir))),
    readLink: (path) => real.readLink(at(path)),
    realPath: (path) => real.realPath(at(path)),
  };
}

/** The look of a start, at the two disks of the bed. */
export async function lookAt(place: Place): Promise<Facts> {
  const facts = await readFacts({ fs: fsOf(place), run, disks: hostDisks }, { version: "test", inventory: "boot", extraDisks: [place.path, place.neighbour], diskLimitMs: 60_000 });
  return { ...facts, nics: [CARD] };
}

/** The plan of a machine with one card and these disks. */
export function planOf(facts: Facts): Plan {
  return planFor(LINE, facts);
}

/** The plan's claims and mounts, by the executors of a start; all else it does not touch. */
export async function applyTo(place: Place, plan: Plan, over: { run?: Run; disks?: Disks } = {}): Promise<StepOutcome[]> {
  const context: ApplyContext = {
    fs: fsOf(place), run: over.run ?? run, disks: over.disks ?? writableDisks, plan,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    randomInt: () => 0, changed: new Set(),
  };
  const steps = plan.steps.flatMap((step): Step[] => {
    if (step.action === "disk.claim") return [step];
    return step.action === "pool.mount" ? [{ ...step, path: poolPath(step.pool).replace(POOLS_DIR, place.pools) }] : [];
  });
  return applySteps(steps, duringStart(context), () => performance.now() / 1000);
}
