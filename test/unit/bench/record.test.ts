import { expect, it } from "vitest";
import { readBenchOptions } from "../../bench/options.ts";
import { isWhole, recordOf } from "../../bench/record.ts";
import { rowsOf } from "../../bench/rows.ts";
import { bootTable } from "../../bench/table.ts";
import { targetsOf } from "../../bench/targets.ts";
import { BOOTS } from "./samples.ts";

it("holds the rows and targets of the printed table, and each start", () => {
  const { boots: [boots] } = recordOf([BOOTS], []);
  expect(boots).toEqual({ ...BOOTS, rows: rowsOf(BOOTS), targets: targetsOf(BOOTS) });
  const text = bootTable(BOOTS);
  for (const { name, unit, ours, peer, ratio } of boots?.rows ?? []) {
    const line = text.split("\n").find((one) => one.startsWith(name)) ?? "";
    const printed = line.slice(name.length).trim().slice(unit.length).trim().split(/ +/);
    const figures = [ours?.median, ours?.min, ours?.max, peer?.median, peer?.min, peer?.max, ratio];
    figures.forEach((figure, place) => { if (typeof figure === "number") expect(Number(printed[place])).toBeCloseTo(figure, 0); else expect(printed[place]).toBe("-"); });
  }
});

it("loses nothing when it is written as JSON", () => {
  const record = recordOf([BOOTS, { ...BOOTS, peer: null, isoBytes: { ours: 1, peer: null } }], [
    { of: "disks", costs: [1, 8].map((count) => ({ count, runMs: 100, planMs: count })) },
    { of: "NICs", costs: [{ count: 1, runMs: 100, planMs: 1 }] },
  ]);
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  expect(record.scaling.map(({ growth }) => growth)).toEqual([{ plan: expect.closeTo(1) as number, run: 0 }, { plan: null, run: null }]);
});

it.each([
  [[], true],
  [["--runs", "9"], true],
  [["--svg", "a.svg"], true],
  [["--runs", "1"], false],
  [["--no-peer"], false],
  [["--only", "boots"], false],
  [["--only", "scaling"], false],
  [["--peer-compression", "zstd"], false],
])("is that of a whole run with %j: %s", (argv, whole) => {
  const read = readBenchOptions(argv);
  expect(read.ok && isWhole(read.options)).toBe(whole);
});
