import { expect, it } from "vitest";
import { readExt4 } from "../../../src/apply/ext4.ts";
import { ext4Start } from "./fakes.ts";

const UUID = "66666666-7777-4888-9999-aaaaaaaaaaaa";

it("a file system is told by its UUID, and whether it was ever mounted", () => {
  expect(readExt4(ext4Start(UUID, 0))).toEqual({ uuid: UUID, wasMounted: false });
  expect(readExt4(ext4Start(UUID, 1))).toEqual({ uuid: UUID, wasMounted: true });
  const once = ext4Start(UUID, 0);
  once.writeUInt32LE(1_700_000_000, 1024 + 0x2c);
  expect(readExt4(once)?.wasMounted).toBe(true);
});

it("what has no superblock there is none", () => {
  expect(readExt4(Buffer.alloc(1536))).toBeNull();
  expect(readExt4(Buffer.from("LUKS".padEnd(1536)))).toBeNull();
});
