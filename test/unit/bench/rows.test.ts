import { expect, it } from "vitest";
import { rowsOf } from "../../bench/rows.ts";
import { BOOTS } from "./samples.ts";

const rows = rowsOf(BOOTS);
const named = (name: string): unknown => rows.find((row) => row.name === name);

it("has median, min and max of ours and of the peer, and the ratio of the medians", () => {
  expect(named("ready, from the kernel's start")).toEqual({ name: "ready, from the kernel's start", unit: "s", ours: { median: 50, min: 48, max: 51 }, peer: { median: 200, min: 190, max: 210 }, ratio: 0.25 });
  expect(named("ISO")).toEqual({ name: "ISO", unit: "MB", ours: { median: 99, min: 99, max: 99 }, peer: { median: 330, min: 330, max: 330 }, ratio: 0.3 });
});

it("has null, not nothing, where one of both has no such figure", () => {
  expect(named("bare kernel, busybox init")).toEqual({ name: "bare kernel, busybox init", unit: "s", ours: { median: 2, min: 1.9, max: 2.1 }, peer: null, ratio: null });
  expect(named("stage agent")).toMatchObject({ ours: { median: 5 }, peer: null, ratio: null });
  expect(named("stage cloud-init")).toMatchObject({ ours: null, peer: { median: 60 }, ratio: null });
  expect(named("initrd.img and its copy at once")).toMatchObject({ ours: null, peer: null, ratio: null });
});

it("has each stage once, in the order of a start", () => {
  expect(rows.flatMap(({ name }) => (name.startsWith("stage ") ? [name.slice(6)] : []))).toEqual(["kernel", "initramfs", "agent", "systemd", "network", "disks", "libvirt", "ready", "cloud-init"]);
});
