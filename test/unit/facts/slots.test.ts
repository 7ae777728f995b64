import { expect, it } from "vitest";
import { atOnceFor, slotsFor, spareSlotsFor } from "../../../src/facts/slots.ts";

it.each([
  // Processors that are translated; the same on hardware.
  [1, 52, 0.7, 3], [2, 52, 0.7, 6], [2, 52, 0.05, 24], [64, 52, 0.01, 24], [1, 52, 10, 1],
  // Where libuv has its usual four threads, one disk that hangs must leave some.
  [8, 4, 0.01, 1], [8, 1, 0.01, 1],
])("%i processors and %i threads, %f ms for a MiB, read %i disks at once", (processors, threads, msPerMiB, slots) => {
  expect(slotsFor(processors, threads, msPerMiB)).toBe(slots);
});

it.each([[3, 3], [6, 6], [24, 1]])("with 52 threads, of %i disks that are read at once, %i more may hang", (slots, spare) => {
  expect(spareSlotsFor(slots, atOnceFor(slots, 52), 52)).toBe(spare);
});
it("with libuv's usual threads, none", () => { expect(spareSlotsFor(1, atOnceFor(1, 4), 4)).toBe(0); });
