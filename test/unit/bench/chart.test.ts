import { XMLValidator } from "fast-xml-parser";
import { expect, it } from "vitest";
import { bootChart, PARTS, partsOf } from "../../bench/chart.ts";
import { BOOTS } from "./samples.ts";

it("cuts ready into parts that follow one another and add up to it", () => {
  expect(partsOf(BOOTS.ours)).toEqual([
    { name: "kernel", seconds: 4 }, { name: "initramfs", seconds: 6 }, { name: "agent", seconds: 5 }, { name: "systemd", seconds: 15 }, { name: "services", seconds: 20 },
  ]);
  expect(partsOf(BOOTS.peer ?? []).map(({ name, seconds }) => `${name} ${String(seconds)}`)).toEqual(["kernel 20", "initramfs 30", "systemd 80", "services 70"]);
});

it("is well-formed XML, the same for the same figures, with a bar for each and its total", () => {
  const svg = bootChart(BOOTS);
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(bootChart(BOOTS)).toBe(svg);
  for (const text of [">2.0 s<", ">50.0 s<", ">200.0 s<", ">bare kernel<", ">Ramvisor<", ">Debian live<", "TCG, one processor, median of 3"]) expect(svg).toContain(text);
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(bootChart({ ...BOOTS, peer: null })).not.toContain(">Debian live<");
});

it("draws bars on one scale that stay inside the picture", () => {
  const rects = [...bootChart(BOOTS).matchAll(/<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)" height="34"/g)].map(([, x, y, width]) => ({ x: Number(x), y: Number(y), width: Number(width) }));
  expect(rects).toHaveLength(1 + 5 + 4);
  const lengthOf = (y: number): number => rects.filter((rect) => rect.y === y).reduce((sum, { width }) => sum + width, 0);
  const [floor = 0, ours = 0, peer = 0] = [...new Set(rects.map(({ y }) => y))].map(lengthOf);
  expect(peer / ours).toBeCloseTo(4, 1);
  expect(ours / floor).toBeCloseTo(25, 0);
  expect(Math.max(...rects.map(({ x, width }) => x + width))).toBeLessThan(760);
});

it("has colours that its labels can be read on (WCAG 2.2, 1.4.3: 4.5 to 1)", () => {
  const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = (hex: string): number => {
    const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g) ?? [];
    const [r = 0, g = 0, b = 0] = digits.map((pair) => linear(Number.parseInt(pair, 16) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  for (const { fill, ink } of PARTS) expect(contrast(fill, ink), fill).toBeGreaterThan(4.5);
  for (const [, paper = "", ink = "", faint = ""] of bootChart(BOOTS).matchAll(/--paper: (#\w+); --ink: (#\w+); --faint: (#\w+)/g)) {
    expect(contrast(paper, ink)).toBeGreaterThan(4.5);
    expect(contrast(paper, faint)).toBeGreaterThan(4.5);
  }
});
