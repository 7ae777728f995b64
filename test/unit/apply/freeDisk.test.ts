import { expect, test } from "vitest";
import type { Disks } from "../../../src/apply/blockDevice.ts";
import { freeDisk, type FreeContext } from "../../../src/apply/freeDisk.ts";
import type { DiskFacts } from "../../../src/model/facts.ts";
import { sideDisk } from "../plan/cluster/fixtures.ts";
import { context, failed, memory, ok, programs } from "./fakes.ts";

const side = (holders: string[]): DiskFacts => sideDisk("vda", 0, null, {}, {}, { holders });

/** What is done before the disk is opened, which fails. */
async function tried({ holders = ["drbd0"], connection = "StandAlone", fails = false }): Promise<{ done: string[]; code: string | undefined }> {
  const done: string[] = [];
  const { fs } = memory({ "/proc/drbd": ` 0: cs:${connection} ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----\n` });
  const { run } = programs({ drbdadm: ({ args }) => { done.push(`drbdadm ${args.join(" ")}`); return fails ? failed(11, "held open by someone") : ok(); } });
  const disks: Disks = { isBlockDevice: () => Promise.resolve(true), open: (_, how) => { done.push(`open ${how}`); return Promise.reject(Object.assign(new Error("EBUSY"), { code: "EBUSY" })); } };
  const made: FreeContext = { ...context({ fs, run, disks }), reader: { open: () => Promise.reject(new Error("none")), allocate: (bytes: number) => Buffer.alloc(bytes), inUse: () => Promise.resolve(false) } as unknown as FreeContext["reader"] };
  const code = await freeDisk(made, side(holders)).then(() => undefined, (error: { told?: { code?: string } }) => error.told?.code);
  return { done, code };
}

test("a side of a pair that is up and connected to nobody is taken down before its disk is opened", async () => {
  for (const connection of ["StandAlone", "WFConnection"]) expect(await tried({ connection })).toEqual({ done: ["drbdadm down r0", "open exclusive"], code: "in-use" });
});

test("one that is connected by now stays up, and so does what another holds", async () => {
  expect(await tried({ connection: "Connected" })).toEqual({ done: [], code: "side-connected" });
  expect((await tried({ holders: ["dm-0"] })).done).toEqual(["open exclusive"]);
});

test("where it does not come down, nothing is opened", async () => {
  const { done } = await tried({ fails: true });
  expect(done).toEqual(["drbdadm down r0"]);
});
