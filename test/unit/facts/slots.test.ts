import { expect, it } from "vitest";
import { slotsFor } from "../../../src/facts/slots.ts";

it.each([
  [1, 52, 3], [2, 52, 6], [8, 52, 24], [64, 52, 24],
  // Where libuv has its usual four threads, one disk that hangs must leave some.
  [8, 4, 1], [8, 1, 1],
])("%i processors and %i threads read %i disks at once", (processors, threads, slots) => {
  expect(slotsFor(processors, threads)).toBe(slots);
});
