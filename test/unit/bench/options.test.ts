import { expect, it } from "vitest";
import { readBenchOptions } from "../../bench/options.ts";

const read = (...argv: string[]): unknown => {
  const result = readBenchOptions(argv);
  return result.ok ? result.options : result.problem;
};
const DEFAULTS = { help: false, runs: 5, peer: true, compression: "xz", boots: true, scaling: true, svg: null };

it.each([
  [[], {}],
  [["--runs", "3", "--no-peer"], { runs: 3, peer: false }],
  [["--only", "scaling"], { boots: false }],
  [["--only=boots", "--peer-compression", "zstd", "--svg", "a.svg"], { scaling: false, compression: "zstd", svg: "a.svg" }],
])("%j", (argv, changed) => {
  expect(read(...argv)).toEqual({ ...DEFAULTS, ...changed });
});

it.each([
  [["3"], '"3" belongs to no option; the number of runs is --runs N.'],
  [["--runs", "0"], "--runs 0 is no number from 1 to 999."],
  [["--runs", "many"], "--runs many is no number from 1 to 999."],
  [["--runs"], "--runs needs one value, once."],
  [["--runs", "1", "--runs", "2"], "--runs needs one value, once."],
  [["--only", "peer"], "--only peer is not known; it is boots or scaling."],
  [["--peer-compression", "gzip"], "--peer-compression gzip is not known; it is xz or zstd."],
  [["--fast"], "--fast is not known."],
])("refuses %j", (argv, problem) => {
  expect(read(...argv)).toBe(problem);
});
