import { expect, test } from "vitest";
import { noteEnded, pairEndStage } from "../../../src/stages/pairEnd.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { parseCmdline } from "../../../src/cmdline/index.ts";
import type { DiskFacts, Facts } from "../../../src/model/facts.ts";
import { machine, memory, ok, programs } from "../apply/fakes.ts";
import { gen, meta, sideDisk } from "../plan/cluster/fixtures.ts";
import { bootFiles, captured, LINE } from "./host.ts";

const NODES = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
const side = (follows: boolean): DiskFacts => sideDisk("B0", 1, meta(gen("A")), { site: "default" }, { peer: "192.168.0.251", ...(follows ? { follows } : {}) });
const factsWith = (disk: DiskFacts): Facts => ({ ...captured("qemu-one-blank-disk"), disks: [disk] });

test("a node whose mirrors are not connected has nobody to tell, and looks at no disk", async () => {
  const facts = factsWith(side(true));
  for (const drbd of ["version: 8.4.11\n", " 0: cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown C r-----\n"]) {
    const { fs } = memory({ ...bootFiles(NODES, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/proc/drbd": drbd });
    const { run, calls } = programs({});
    let looked = 0;
    expect(await pairEndStage(machine(fs, run), (now) => { looked += 1; return Promise.resolve(now); })).toBe(0);
    expect([looked, calls]).toEqual([0, []]);
  }
});

test("a disk that does not answer holds up no power-off", async () => {
  const facts = factsWith(side(true));
  const { fs } = memory({ ...bootFiles(NODES, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/proc/drbd": " 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----\n" });
  expect(await pairEndStage(machine(fs, programs({ drbdadm: () => ok() }).run), () => new Promise(() => undefined), 50)).toBe(0);
});

test("the lead is given up before anything is said", async () => {
  const facts = factsWith(side(false));
  const { fs } = memory({ ...bootFiles(NODES, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/proc/drbd": " 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----\n" });
  const { run, calls } = programs({ drbdadm: () => ok() });
  await pairEndStage(machine(fs, run), (now) => Promise.resolve(now), 200);
  expect(calls.map(({ program, args }) => [program, ...args].join(" "))).toEqual(["drbdadm secondary r0"]);
});

test("what follows is looked at, and what cannot be is left, and does not hold up the rest", async () => {
  const facts = factsWith(side(true));
  const { site, problems } = parseCmdline(NODES);
  const plan = makePlan(site, problems, facts, []);
  const warned: string[] = [];
  const { fs } = memory({ ...bootFiles(NODES, facts) });
  const host = machine(fs, programs({}).run);
  host.log = { ...host.log, warn: (_: object, text: string) => { warned.push(text); } } as typeof host.log;
  await noteEnded(host, { facts, plan });
  expect(warned).toHaveLength(1);
  await noteEnded(host, { facts: factsWith(side(false)), plan });
  expect(warned).toHaveLength(1);
});
