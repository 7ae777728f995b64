import { expect, test } from "vitest";
import { memorySysctl } from "../../../src/render/memory.ts";

const GIB = 1024 ** 3;

test("little memory is kept free by the kernel's own formula: 4 times the root of the KiB", () => {
  expect(memorySysctl(GIB)?.content).toBe("vm.min_free_kbytes = 4096\n");
  expect(memorySysctl(1_539_182_592)?.content).toBe("vm.min_free_kbytes = 4904\n");
});

test("much memory, or memory that nobody could read, is left to the kernel", () => {
  expect(memorySysctl(8 * GIB)).toBeNull();
  expect(memorySysctl(8 * GIB - 1)).not.toBeNull();
  expect(memorySysctl(null)).toBeNull();
});
