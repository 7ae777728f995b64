import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../../../src/stages/move/move.ts";
import { runMove } from "../../../../src/stages/move/runMove.ts";
import { failed, machine, ok } from "../../apply/fakes.ts";
import { DEFINED, moving, type Moving, OtherNode, UUID } from "./otherNode.ts";

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
  return { ...self, ended: () => runMove(self.move, { live: "<domain/>", kept: "<domain/>", own: [], onTerminal: false }) };
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
