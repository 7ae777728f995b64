import { describe, expect, it } from "vitest";
import { parseMountinfo } from "../../../src/apply/mounts.ts";

describe("parseMountinfo", () => {
  it("reads device, path and type, with and without tags, and octal blanks", () => {
    const text = "36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw\n25 1 254:1 / /a\\040b rw - ext4 /dev/vda1 rw\nbroken\n";
    expect(parseMountinfo(text)).toEqual([{ device: "98:0", path: "/mnt", type: "ext3" }, { device: "254:1", path: "/a b", type: "ext4" }]);
  });
});
