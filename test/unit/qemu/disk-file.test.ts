import { describe, expect, it } from "vitest";
import { parseSize } from "../../../src/qemu/disk-file.ts";

describe("parseSize", () => {
  it.each([["8G", 8 * 2 ** 30], ["512m", 512 * 2 ** 20], ["1.5TiB", 1.5 * 2 ** 40], ["1000", 512], ["4GB", 4 * 2 ** 30]])("reads %s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(["", "G", "8X", "-1G", "8 G", "1e3", "disk.img"])("refuses %j", (text) => {
    expect(parseSize(text)).toBeNull();
  });
});
