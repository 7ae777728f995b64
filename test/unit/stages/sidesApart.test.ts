import { expect, it } from "vitest";
import type { PairReport, ResourceReport } from "../../../src/model/pair.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { sidesApart } from "../../../src/stages/sidesApart.ts";
import { machine, memory, ok, programs } from "../apply/fakes.ts";

const POOLS = "/var/lib/ramvisor/pools";

it("a pool whose disk hangs in the look at what changed keeps the look at no other one back, nor the next round", async () => {
  const { fs } = memory({ "/proc/self/mountinfo": `25 1 147:0 / ${POOLS}/hangs rw - ext4 /dev/drbd0 rw\n26 1 147:1 / ${POOLS}/good rw - ext4 /dev/drbd1 rw\n`, [`${POOLS}/hangs/`]: "", [`${POOLS}/good/`]: "" });
  let asked = 0;
  const half = { ...fs, exists: (path: string) => (path.startsWith(`${POOLS}/hangs`) ? ((asked += 1), new Promise<boolean>(() => undefined)) : fs.exists(path)) };
  const host = machine(half, programs({ find: () => ok("1700000000.5 .ramvisor/guests/web/domain.xml\0") }).run);
  const lost = (name: string, pool: string): ResourceReport => ({ name, pool, state: "lost", role: "Primary", disk: "d", connection: "WFConnection" }) as ResourceReport;
  const pair = { host: "lab-1", resources: [lost("r0", "hangs"), lost("r1", "good")] } as unknown as PairReport;
  const look = (): ReturnType<typeof sidesApart> => sidesApart(host, {} as Plan, () => Promise.reject(new Error("not asked")), pair, {}, {}, 200);
  for (let round = 1; round <= 2; round += 1) {
    const found = await look();
    expect(found["r0"]).toEqual({ own: null, peer: null });
    expect(found["r1"]?.own).toMatchObject([{ guest: "web", what: ["definition"] }]);
  }
  expect(asked).toBe(1);
});
