import type { Boots, Start } from "./model.ts";
import { median } from "./statistics.ts";

/** Parts that follow one another up to READY; `services` is what is left behind the others. */
export const PARTS = [
  { name: "kernel", label: "kernel, initrd unpacked", fill: "#56b4e9", ink: "#000" },
  { name: "initramfs", label: "initramfs", fill: "#0072b2", ink: "#fff" },
  { name: "agent", label: "agent", fill: "#e69f00", ink: "#000" },
  { name: "systemd", label: "systemd to basic.target", fill: "#009e73", ink: "#000" },
  { name: "services", label: "network, disk, libvirt", fill: "#cc79a7", ink: "#000" },
] as const;

const [WIDTH, LEFT, RIGHT, BAR, GAP, TOP] = [760, 128, 86, 34, 16, 84];
const SHORTEST_LABEL = 30;
/** About five lines across: the smallest of these steps in seconds that needs no more than six. */
const STEPS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300];

const STYLE = `
    svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0 }
    @media (prefers-color-scheme: dark) { svg { --paper: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d } }
    text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink) }
    .faint { fill: var(--faint) } .bold { font-weight: 600 } .grid { stroke: var(--line) } .paper { fill: var(--paper) }
    .end { text-anchor: end } .middle { text-anchor: middle }`;

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Medians in seconds of the parts of these starts, in the order of PARTS; their sum is the median of ready. */
export function partsOf(starts: readonly Start[]): { name: string; seconds: number }[] {
  const ready = median(starts.map(({ seconds }) => seconds));
  const known = PARTS.slice(0, -1).map(({ name }) => ({ name, seconds: median(starts.map(({ stages }) => stages[name] ?? 0)) }));
  const left = ready - known.reduce((sum, { seconds }) => sum + seconds, 0);
  return [...known, { name: "services", seconds: Math.max(0, left) }].filter(({ seconds }) => seconds > 0);
}

interface Bar {
  label: string;
  total: number;
  parts: { name: string; seconds: number }[];
}

function bar({ label, total, parts }: Bar, y: number, scale: number): string[] {
  const middle = y + BAR / 2 + 4;
  let x = LEFT;
  const pieces = parts.flatMap(({ name, seconds }) => {
    const part = PARTS.find((known) => known.name === name) ?? PARTS[0];
    const [from, width] = [x, seconds * scale];
    x += width;
    return [
      `<rect x="${round(from)}" y="${String(y)}" width="${round(width)}" height="${String(BAR)}" fill="${part.fill}"><title>${escape(`${label}: ${part.label} ${seconds.toFixed(1)} s`)}</title></rect>`,
      ...(width < SHORTEST_LABEL ? [] : [`<text class="middle" x="${round(from + width / 2)}" y="${String(middle)}" style="fill:${part.ink}">${seconds.toFixed(1)}</text>`]),
    ];
  });
  return [
    `<text class="end" x="${String(LEFT - 10)}" y="${String(middle)}">${escape(label)}</text>`,
    ...pieces,
    `<text class="bold" x="${round(x + 8)}" y="${String(middle)}">${total.toFixed(1)} s</text>`,
  ];
}

function legend(): string[] {
  let x = 14;
  return PARTS.flatMap(({ label, fill }) => {
    const at = x;
    x += 34 + label.length * 6.3;
    return [`<rect x="${round(at)}" y="46" width="12" height="12" fill="${fill}"/>`, `<text x="${round(at + 17)}" y="57" style="font-size:12px">${escape(label)}</text>`];
  });
}

/**
 * Where the time to READY goes: a bar each for the bare kernel, ours and the peer, as the text of an SVG file. Pure. It
 * has a ground of its own, and follows the reader's light or dark colours (CSS, prefers-color-scheme).
 */
export function bootChart(boots: Boots): string {
  const floor = median(boots.floor);
  const of = (label: string, starts: readonly Start[]): Bar => ({ label, total: median(starts.map(({ seconds }) => seconds)), parts: partsOf(starts) });
  const bars: Bar[] = [{ label: "bare kernel", total: floor, parts: [{ name: "kernel", seconds: floor }] }, of("Ramvisor", boots.ours), ...(boots.peer === null ? [] : [of("Debian live", boots.peer)])];
  const most = Math.max(...bars.map(({ total }) => total));
  const scale = (WIDTH - LEFT - RIGHT) / most;
  const bottom = TOP + bars.length * (BAR + GAP);
  const step = STEPS.find((one) => most / one <= 6) ?? 600;
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  const title = `Seconds from the kernel's start to a KVM host that is ready`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(bottom + 30)}" width="${String(WIDTH)}" height="${String(bottom + 30)}" role="img" aria-label="${escape(title)}">`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="100%" height="100%"/>`,
    `<text class="bold" x="14" y="24" style="font-size:15px">${escape(title)}</text>`,
    `<text class="faint end" x="${String(WIDTH - 14)}" y="24" style="font-size:12px">${escape(`${boots.accelerator}, ${boots.cpus === 1 ? "one processor" : `${String(boots.cpus)} processors`}, median of ${String(boots.ours.length)}`)}</text>`,
    ...legend(),
    ...ticks.flatMap((tick) => {
      const x = round(LEFT + tick * scale);
      return [`<line class="grid" x1="${x}" x2="${x}" y1="${String(TOP - 10)}" y2="${String(bottom)}"/>`, `<text class="faint middle" x="${x}" y="${String(bottom + 18)}" style="font-size:12px">${String(tick)}</text>`];
    }),
    ...bars.flatMap((one, index) => bar(one, TOP + index * (BAR + GAP), scale)),
    "</svg>",
    "",
  ].join("\n");
}
