import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MediumDocument } from "../../src/schema/medium.ts";
import { smallIso } from "../unit/personal/smallIso.ts";
import { isoCommand } from "../unit/stages/isoCommand.ts";
import { cannotLoop, LoopDisk } from "./loop.ts";

const MIB = 1024 * 1024;
const reason = cannotLoop();
// A machine without root or loop devices must not read as one where a stick was read.
if (reason !== null && process.env["RAMVISOR_ALLOW_SKIP"] === undefined) throw new Error(`${reason}; set RAMVISOR_ALLOW_SKIP=1 to leave them out`);

describe.skipIf(reason !== null)("a medium on a stick, read by ramvisor iso", () => {
  let small: Awaited<ReturnType<typeof smallIso>>;
  let mine = "";
  const at = (name: string): string => join(small.dir, name);
  /** A stick of so many bytes with the medium at its beginning, as far as it fits, and something else behind it. */
  async function onStick(bytes: number, act: (disk: LoopDisk) => Promise<void>): Promise<void> {
    const disk = new LoopDisk(bytes);
    try {
      const medium = await readFile(mine);
      disk.write(0, medium.subarray(0, bytes));
      if (bytes > medium.length) disk.write(medium.length, Buffer.alloc(Math.min(MIB, bytes - medium.length), "an older file system"));
      await act(disk);
    } finally {
      disk.destroy();
    }
  }

  beforeAll(async () => {
    small = await smallIso();
    mine = at("mine.iso");
    expect((await isoCommand([small.iso, "-o", mine, "--node", "mac=0a:0b:0c:0d:0e:0f,ip=192.168.0.250/24", "--site-id", "north"])).code).toBe(0);
  });
  afterAll(() => { small.close(); });

  it("is shown as its file is, whatever lies behind it on the stick", () => onStick(16 * MIB, async (disk) => {
    const [file, device] = await Promise.all([mine, disk.path].map(async (path) => {
      const { code, out, err } = await isoCommand(["--show", path, "--format", "json"]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      return JSON.parse(out) as MediumDocument;
    }));
    expect({ ...device, file: mine }).toEqual(file);
    expect(device?.sizeBytes).toBe((await stat(mine)).size);
  }));

  it("serves as a base: the same bytes come of it", () => onStick(16 * MIB, async (disk) => {
    for (const [base, output] of [[mine, "from-file.iso"], [disk.path, "from-stick.iso"]] as const) {
      expect(await isoCommand([base, "-o", at(output), "--host", "av"])).toMatchObject({ code: 0, err: "" });
    }
    expect((await readFile(at("from-stick.iso"))).equals(await readFile(at("from-file.iso")))).toBe(true);
  }));

  it("is refused where the stick ends before it, or a byte of it is another", async () => {
    const { size } = await stat(mine);
    await onStick(3 * MIB, async (disk) => {
      expect(await isoCommand(["--show", disk.path])).toMatchObject({ code: 2, err: `${disk.path}: The file ends after ${String(3 * MIB)} of ${String(size)} bytes: copy or download it again.\n` });
    });
    await onStick(16 * MIB, async (disk) => {
      disk.write((await readFile(mine)).indexOf("kernelkernel") + 100, Buffer.alloc(1));
      expect(await isoCommand(["--show", disk.path])).toMatchObject({ code: 2, err: `${disk.path}: The medium is damaged: vmlinuz is not as it was written. Copy or download it again.\n` });
    });
  });

  it("is not found on an empty stick", async () => {
    const disk = new LoopDisk(4 * MIB);
    try {
      expect(await isoCommand(["--show", disk.path])).toMatchObject({ code: 2, err: expect.stringContaining("This is not an ISO image") as string });
    } finally {
      disk.destroy();
    }
  });
});
