import { describe, expect, it } from "vitest";
import { nicsRename } from "../../../../src/apply/actions/nicsRename.ts";
import type { StepOf } from "../../../../src/model/step.ts";
import { context, failed, memory, ok, programs, type Call } from "../fakes.ts";

const A = "0a:0b:0c:0d:0e:0f";
const B = "0a:0b:0c:0d:0e:10";
const nics = (links: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(links).map(([name, mac]) => [`/sys/class/net/${name}/address`, `${mac}\n`]));
const step = (...renames: StepOf<"nics.rename">["renames"]): StepOf<"nics.rename"> => ({ action: "nics.rename", phase: "early", renames });
const batch = (calls: Call[]): string[] => calls.filter(({ args }) => args.includes("-batch")).flatMap(({ options }) => (options.input ?? "").trim().split("\n"));

describe("nics.rename", () => {
  it("swaps two names through temporary ones, links down, in one process", async () => {
    const { run, calls } = programs({ ip: () => ok() });
    const { fs } = memory(nics({ eth0: A, eth1: B }));
    expect(await nicsRename(context({ fs, run }), step({ mac: A, from: "eth0", to: "eth1" }, { mac: B, from: "eth1", to: "eth0" }), false)).toBe("changed");
    expect(calls).toHaveLength(1);
    expect(batch(calls)).toEqual([
      "link set dev eth0 down", "link set dev eth0 name rvtmp0", "link set dev eth1 down", "link set dev eth1 name rvtmp1",
      "link set dev rvtmp0 name eth1", "link set dev rvtmp1 name eth0",
    ]);
  });

  it("brings links up again on a running host", async () => {
    const { run, calls } = programs({ ip: () => ok() });
    await nicsRename(context({ fs: memory(nics({ enp0s3: A })).fs, run }), step({ mac: A, from: "enp0s3", to: "eth0" }), true);
    expect(batch(calls).at(-1)).toBe("link set dev eth0 up");
  });

  it("does nothing where the names are right already, and starts no process", async () => {
    const { run, calls } = programs();
    expect(await nicsRename(context({ fs: memory(nics({ eth0: A })).fs, run }), step({ mac: A, from: "enp0s3", to: "eth0" }), true)).toBe("unchanged");
    expect(calls).toEqual([]);
  });

  it("touches nothing where a card is gone or another one has its name", async () => {
    const { run, calls } = programs({ ip: () => ok("[{}]") });
    const { fs } = memory(nics({ enp0s3: B }));
    await expect(nicsRename(context({ fs, run }), step({ mac: A, from: "enp0s3", to: "eth0" }), false)).rejects.toThrow("is not the network card");
    await expect(nicsRename(context({ fs, run }), step({ mac: A, from: "enp0s9", to: "eth0" }), false)).rejects.toThrow("gone");
    expect(batch(calls)).toEqual([]);
  });

  it("knows a bond's member by its permanent address", async () => {
    const { run } = programs({ ip: ({ args }) => ok(args.includes("-j") ? JSON.stringify([{ linkinfo: { info_slave_data: { perm_hwaddr: A } } }]) : "") });
    expect(await nicsRename(context({ fs: memory(nics({ enp0s3: B })).fs, run }), step({ mac: A, from: "enp0s3", to: "eth0" }), false)).toBe("changed");
  });

  it("moves a card that nobody named aside from a wanted name", async () => {
    const { run, calls } = programs({ ip: () => ok() });
    await nicsRename(context({ fs: memory(nics({ eth0: B, eth1: A })).fs, run }), step({ mac: A, from: "eth1", to: "eth0" }), false);
    expect(batch(calls).slice(-2)).toEqual(["link set dev rvtmp0 name eth0", "link set dev rvtmp1 name other0"]);
  });

  it("leaves no card under a temporary name when ip fails half-way", async () => {
    const { fs, volume } = memory(nics({ enp0s3: A }));
    const { run, calls } = programs({
      ip: ({ args }) => {
        if (args[0] !== "-batch") return ok();
        volume.renameSync("/sys/class/net/enp0s3", "/sys/class/net/rvtmp0");
        return failed(1, "RTNETLINK answers: File exists");
      },
    });
    await expect(nicsRename(context({ fs, run }), step({ mac: A, from: "enp0s3", to: "eth0" }), false)).rejects.toThrow("File exists");
    expect(calls.at(-1)?.args).toEqual(["-force", "-batch", "-"]);
    expect(calls.at(-1)?.options.input).toBe("link set dev rvtmp0 name eth0\nlink set dev rvtmp0 name enp0s3\n");
  });
});
