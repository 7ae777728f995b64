import { describe, expect, it } from "vitest";
import { addMarks, parseTimeline, parseUnitTimes, readTimeline, stagesOf, TIMELINE } from "../../../src/stages/timeline.ts";
import { memory } from "../apply/fakes.ts";

const LINES = "initramfs 1.90\nroot-mounted 2.10\nagent-start 2.50\nagent-end 3.10\nhand-over 3.20\nbroken\nagent-end 99\n";
const UNITS = `Id=basic.target
InactiveExitTimestampMonotonic=0
ActiveEnterTimestampMonotonic=4100000

Id=systemd-networkd.service
InactiveExitTimestampMonotonic=3500000
ActiveEnterTimestampMonotonic=3600000

Id=libvirtd.service
InactiveExitTimestampMonotonic=5000000
ActiveEnterTimestampMonotonic=0
`;

describe("timeline", () => {
  it("takes a name's first mark, and passes over what is no mark", () => {
    expect([...parseTimeline(LINES)]).toEqual([["initramfs", 1.9], ["root-mounted", 2.1], ["agent-start", 2.5], ["agent-end", 3.1], ["hand-over", 3.2]]);
  });
  it("makes stages of marks and units, and leaves out what is not known", () => {
    const marks = new Map([...parseTimeline(LINES), ["address", 4.7], ["libvirt", 8]] as [string, number][]);
    expect(stagesOf(marks, parseUnitTimes(UNITS), 8.25)).toEqual([
      { name: "kernel", seconds: 1.9 }, { name: "initramfs", seconds: 0.6 }, { name: "agent", seconds: 0.6 }, { name: "systemd", seconds: 1 },
      { name: "network", seconds: 1.2 }, { name: "libvirt", seconds: 3 }, { name: "ready", seconds: 0.25 },
    ]);
    expect(stagesOf(new Map(), new Map(), null)).toEqual([]);
  });
  it("adds a mark once", async () => {
    const { fs } = memory({ [TIMELINE]: LINES });
    const known = await addMarks(fs, await readTimeline(fs), [["ready", 9.876], ["address", undefined]]);
    await addMarks(fs, known, [["ready", 20]]);
    expect(await fs.readText(TIMELINE)).toBe(`${LINES}ready 9.88\n`);
  });
});
