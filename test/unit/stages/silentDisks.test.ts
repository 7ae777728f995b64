import { expect, it } from "vitest";
import type { DiskFacts, Facts } from "../../../src/model/facts.ts";
import { sparingSilent } from "../../../src/stages/silentDisks.ts";
import { machine, memory } from "../apply/fakes.ts";

const stat = (finished: number, waiting: number): string => `${String(finished)} 0 0 0 0 0 0 0 ${String(waiting)} 0 0\n`;
const file = (name: string): string => `/sys/class/block/${name}/stat`;
const facts = { disks: ["vda", "vdb", "vdc"].map((name) => ({ path: `/dev/${name}`, errors: [] }) as unknown as DiskFacts) } as Facts;

it("does not read a disk that answers nothing, and waits for none where nothing waits", async () => {
  const { fs, volume } = memory({ [file("vda")]: stat(5, 0), [file("vdb")]: stat(7, 2), [file("vdc")]: stat(1, 1) });
  const asked: string[][] = [];
  const again = (now: Facts): Promise<Facts> => {
    asked.push(now.disks.map(({ path }) => path));
    return Promise.resolve({ ...now, disks: now.disks.map((disk) => ({ ...disk, model: "read" })) });
  };
  // One is busy, the other one hangs.
  let looks = 0;
  const host = machine(fs, undefined, () => { volume.writeFileSync(file("vdc"), stat((looks += 1), 1)); });
  const { disks } = await sparingSilent(host, again)(facts);
  expect(asked).toEqual([["/dev/vda", "/dev/vdc"]]);
  expect(disks.map(({ path, model, unreadable }) => [path, model, unreadable])).toEqual([["/dev/vda", "read", undefined], ["/dev/vdb", undefined, true], ["/dev/vdc", "read", undefined]]);
  expect(host.now).toBe(12.5);

  volume.writeFileSync(file("vdb"), stat(7, 0));
  const idle = machine(fs, undefined, () => undefined);
  volume.writeFileSync(file("vdc"), stat(1, 0));
  expect((await sparingSilent(idle, again)(facts)).disks.every(({ unreadable }) => unreadable === undefined)).toBe(true);
  expect(idle.now).toBe(5);
});
