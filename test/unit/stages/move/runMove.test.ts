import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../../../src/stages/move/move.ts";
import { runMove } from "../../../../src/stages/move/runMove.ts";
import { failed, logged, machine, ok } from "../../apply/fakes.ts";
import { DEFINED, moving, type Moving, OTHER_UUID, OtherNode, UUID } from "./otherNode.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const STORE = `${POOL}/.ramvisor/guests`;
const MARK = "/run/ramvisor/guests-moving/web";
let other: OtherNode;
beforeEach(() => { other = new OtherNode(); });
afterEach(() => { other.close(); });

/** `migrate`: what libvirt makes of it; all else is as `moving` has it. */
function given(migrate: (self: Moving) => ReturnType<typeof ok> | Promise<never>, files: Record<string, string> = {}): Moving & { ended(): Promise<Outcome> } {
  const self = moving(other, { files: { "/proc/100/stat": `100 (node) S ${"0 ".repeat(18)}7 0`, ...files } });
  const { run } = self.move.machine;
  self.move.machine = machine(self.fs, async (program, args, options = {}) => {
    if (program !== "virsh" || !args.includes("migrate")) return run(program, args, options);
    self.calls.push({ program, args, options });
    return migrate(self);
  });
  return { ...self, ended: () => runMove(self.move, { live: "<domain/>", kept: "<domain/>", own: [{ name: "default", path: POOL }], onTerminal: false }) };
}

describe("a move", () => {
  it("is by UUID, and leaves no mark once it is over", async () => {
    let mark = "";
    const { ended, calls, fs, move } = given(async (self) => {
      mark = await self.fs.readText(MARK);
      await self.fs.remove(DEFINED);
      return ok() as never;
    });
    expect(await ended()).toBe("there");
    expect([mark, await fs.exists(MARK), await fs.exists(move.keptAt)]).toEqual(["100 7", false, false]);
    const [migrate] = calls.filter(({ args }) => args.includes("migrate"));
    expect(migrate?.args.join(" ")).toContain("migrate --live --persistent --undefinesource");
    for (const { args } of calls.filter(({ program }) => program === "virsh")) expect(args.join(" ")).toContain(`--domain ${UUID}`);
  });

  it("is not begun where another process moves the guest: its mark and its definition stay", async () => {
    const { ended, fs, said, move, calls } = given(() => ok(), { [MARK]: "7 70", "/proc/7/stat": `7 (node) S ${"0 ".repeat(18)}70 0`, "/var/lib/ramvisor/pools/default/.ramvisor/moved-web.xml": "theirs" });
    expect(await ended()).toBe("here");
    expect([await fs.readText(MARK), await fs.readText(move.keptAt), calls, said]).toEqual(["7 70", "theirs", [], [expect.stringMatching(/^web is moving already/)]]);
  });

  it("that could not be prepared has changed nothing, whatever the reason", async () => {
    const { ended, fs, move } = given(() => ok());
    move.disks = [{ from: "/x", to: "/y", format: "raw" }];
    const { run } = move.machine;
    move.machine = { ...move.machine, run: (program, ...more) => (program === "qemu-img" ? Promise.resolve(failed(1, "no such image")) : run(program, ...more)) };
    await expect(ended()).rejects.toThrow("no such image");
    expect([await fs.exists(MARK), await fs.exists(DEFINED)]).toEqual([false, true]);
  });

  describe("on a node whose pool keeps guests", () => {
    const unrestored = { "/proc/self/mountinfo": `25 1 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n`, "/etc/libvirt/qemu/db.xml": `<domain><uuid>${OTHER_UUID}</uuid></domain>` };
    const keeps = { ...unrestored, "/run/ramvisor/guests-restored/default": "" };
    const migrated = async (self: Moving): Promise<never> => {
      await self.fs.remove(DEFINED);
      return ok() as never;
    };
    const isBegun = ({ calls }: Moving): boolean => calls.some(({ args }) => args.includes("migrate"));
    /** Of whom nothing can be stored there. */
    const without = (self: Moving, guest: string): string[] => {
      const { fs } = self;
      const { log, lines } = logged();
      const full: typeof fs = { ...fs, replace: (path, ...more) => (path.startsWith(`${STORE}/${guest}/`) ? Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC", path })) : fs.replace(path, ...more)) };
      self.move.machine = { ...self.move.machine, fs: full, log };
      return lines;
    };

    it("is noted there before libvirt is told of it", async () => {
      let noted = false;
      const { ended, fs } = given(async (self) => {
        noted = await self.fs.exists(`${STORE}/web/moving`);
        return migrated(self);
      }, keeps);
      expect([await ended(), noted, await fs.list(STORE)]).toEqual(["there", true, ["db"]]);
    });

    it("goes on where another guest cannot be kept, and ends as it ended", async () => {
      const self = given(migrated, keeps);
      const lines = without(self, "db");
      expect([await self.ended(), await self.fs.exists(`${STORE}/web/domain.xml`)]).toEqual(["there", false]);
      expect(lines.filter((line) => line.startsWith("warn: not every guest could be kept"))).toHaveLength(2);
    });

    it("does not begin where it cannot be noted", async () => {
      const self = given(migrated, keeps);
      without(self, "web");
      await expect(self.ended()).rejects.toThrow(/^not kept: web in pool default \(/);
      expect([isBegun(self), await self.fs.exists(MARK)]).toEqual([false, false]);
    });

    it("does not begin where what is stored of it was not brought up to date, as in a pool whose guests were not restored", async () => {
      const self = given(migrated, { ...unrestored, [`${STORE}/web/domain.xml`]: `<domain><uuid>${UUID}</uuid></domain>` });
      expect([await self.ended(), isBegun(self), self.said, await self.fs.exists(MARK)]).toEqual(["here", false, [expect.stringMatching(/^web does not move: it could not be noted in .*default\/\.ramvisor\/guests\/web that it moves/)], false]);
    });
  });

  it("that broke while libvirt moved the guest stays marked, though the guest is defined here", async () => {
    const { ended, fs } = given(() => Promise.reject(new Error("on purpose")));
    await expect(ended()).rejects.toThrow("on purpose");
    expect(await fs.readText(MARK)).toBe("unclear\n");
  });

  it("is aborted by Ctrl-C, as often as it takes, and cleared", async () => {
    let [abort, aborts, typed] = [(): void => undefined, 0, false];
    const { ended, said, move, fs } = given(() => new Promise<never>((resolve) => {
      typed = true;
      abort = () => { resolve(failed(1, "error: operation aborted") as never); };
    }));
    move.givenUp = () => typed;
    const { run } = move.machine;
    move.machine = { ...move.machine, run: (program, args, options) => {
      // At the first try there is no job yet.
      if (args.includes("domjobabort") && (aborts += 1) > 1) abort();
      return run(program, args, options);
    } };
    expect([await ended(), aborts, said.at(-1), await fs.exists(MARK)]).toEqual(["here", 2, "web has not moved and runs on here: error: operation aborted", false]);
  });

  it("that was given up before libvirt was told of it does not begin", async () => {
    const { ended, said, move, calls } = given(() => ok());
    move.givenUp = () => true;
    expect([await ended(), said]).toEqual(["here", ["web has not moved and runs on here: Ctrl-C"]]);
    expect(calls.filter(({ args }) => args.includes("migrate"))).toEqual([]);
    expect(other.read("/var/lib/ramvisor/pools/pool2/web.img")).toBeNull();
  });

  it.each([[true, "unclear\n", true], [false, "left\n", true]])("whose end nobody knows stays marked: defined here %s", async (isDefined, mark, isKept) => {
    const { ended, fs, move } = given(async (self) => {
      if (!isDefined) await self.fs.remove(DEFINED);
      other.knows(`${UUID} web`);
      return failed(1, "error: connection lost") as never;
    });
    expect(await ended()).toBe("unclear");
    expect([await fs.readText(MARK), await fs.exists(move.keptAt)]).toEqual([mark, isKept]);
  });
});
