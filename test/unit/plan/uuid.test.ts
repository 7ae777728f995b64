import { expect, test } from "vitest";
import { uuidOf } from "../../../src/plan/uuid.ts";

test("version 5, variant 1, and the same each time", () => {
  expect(uuidOf("partition", "default", "virtio-vda")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  // Disks in the field carry these: the value may never change.
  expect(uuidOf("partition", "default", "virtio-RAMVISOR0")).toBe("d420578a-1c99-5600-80ea-3e327ec94a7c");
});

test("every part counts, and where one ends and the next begins", () => {
  const all = [uuidOf("a", "b"), uuidOf("a", "c"), uuidOf("ab"), uuidOf("a", "b", ""), uuidOf("", "ab")];
  expect(new Set(all).size).toBe(all.length);
});
