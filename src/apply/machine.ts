import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { constants } from "node:fs";
import * as promises from "node:fs/promises";
import { networkInterfaces } from "node:os";
import type { Cidr, Ip } from "../model/token.ts";
import type { Run } from "../model/ports.ts";
import type { Log } from "../log.ts";
import { run } from "../ports/run.ts";
import { hostDisks, type Disks } from "./blockDevice.ts";
import { writeFsOver, type WriteFs } from "./writeFs.ts";

export interface LinkAddress {
  ifname: string;
  address: Cidr;
}

/** The whole machine as the stages and checks see it; a test hands over memfs and tables of answers. */
export interface Machine {
  fs: WriteFs;
  run: Run;
  disks: Disks;
  log: Log;
  /** Seconds since the kernel's start. */
  uptime(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Whole numbers from 0 to below `limit`, from the kernel's random source. */
  randomInt(limit: number): number;
  /** Addresses of links that are up and running; those of the loopback and link-local ones left out. */
  addresses(): LinkAddress[];
  /** Makes the kernel look for a neighbour, by one empty datagram to the discard port. Never rejects. */
  nudge(address: Ip): Promise<void>;
  /** Size and free space of the file system at a path, bytes; null where there is none. */
  space(path: string): Promise<{ sizeBytes: number; freeBytes: number } | null>;
  /** Writes to a terminal without taking it as the controlling one. Rejects where it takes nothing for 5 s. */
  writeTerminal(path: string, text: string): Promise<void>;
  pid: number;
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const TERMINAL_LIMIT_MS = 5000;

/** The machine that this process runs on. */
export function hostMachine(log: Log): Machine {
  return {
    fs: writeFsOver(promises),
    run,
    disks: hostDisks,
    log,
    // CLOCK_MONOTONIC, which Linux counts from its start (clock_gettime(2)).
    uptime: () => Number(process.hrtime.bigint()) / 1e9,
    sleep,
    randomInt: (limit) => randomInt(limit),
    addresses: () =>
      Object.entries(networkInterfaces()).flatMap(([ifname, entries]) =>
        (entries ?? []).flatMap(({ cidr, internal, scopeid, family }) =>
          internal || cidr === null || (family === "IPv6" && scopeid !== 0) || cidr.startsWith("169.254.") ? [] : [{ ifname, address: cidr }])),
    nudge: (address) =>
      new Promise((resolve) => {
        const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
        const done = (): void => {
          socket.close();
          resolve();
        };
        socket.once("error", done);
        socket.send("", 9, address, done);
      }),
    space: (path) => promises.statfs(path).then(({ bsize, blocks, bavail }) => ({ sizeBytes: bsize * blocks, freeBytes: bsize * bavail }), () => null),
    writeTerminal,
    pid: process.pid,
  };
}

/** Not blocking: a serial line whose other end holds it up (flow control) must not hold up the start. */
async function writeTerminal(path: string, text: string): Promise<void> {
  const file = await promises.open(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  try {
    let rest = Buffer.from(text, "utf8");
    for (let waited = 0; rest.length > 0; ) {
      try {
        rest = rest.subarray((await file.write(rest)).bytesWritten);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || waited >= TERMINAL_LIMIT_MS) throw error;
        await sleep(20);
        waited += 20;
      }
    }
  } finally {
    await file.close();
  }
}
