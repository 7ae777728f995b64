import { describe, expect, it } from "vitest";
import { parseArgv, type Options } from "../../../src/cli.ts";
import type { Facts } from "../../../src/model/facts.ts";
import { bootRun } from "../../../src/stages/boot.ts";
import * as commands from "../../../src/stages/commands.ts";
import { failed, machine, memory, ok, type FakeMachine } from "../apply/fakes.ts";
import { bootFiles, captured, FOREIGN, goodHost, LINE } from "./host.ts";

const facts = { ...captured("qemu-one-blank-disk"), disks: [] };
const TOKENS = LINE.split(" ").filter((word) => /^(mac|submask|gw|dns|lang)\./.test(word));

interface Asked {
  caller: commands.Caller;
  host: FakeMachine;
  out: string[];
  err: string[];
}

function asked(files: Record<string, string>, given: Record<string, string> = {}, over: Partial<commands.Caller> = {}): Asked & { all(): Record<string, string | null> } {
  const { fs, all } = memory(files);
  const host = machine(fs, goodHost().run);
  host.links = [{ ifname: "br0", address: "192.168.0.250/24" }];
  const [out, err]: [string[], string[]] = [[], []];
  const caller: commands.Caller = {
    machine: host, look: () => Promise.resolve(facts as Facts), readLine: () => Promise.resolve(null), free: () => Promise.reject(new Error("no disk is freed here")), again: (now) => Promise.resolve(now), lookAtDisks: (now) => Promise.resolve(now), handOver: () => undefined, priority: () => undefined, lang: "en", ownTerminal: null, color: false, isRoot: true,
    readFile: (file) => (file in given ? Promise.resolve(given[file] ?? "") : Promise.reject(Object.assign(new Error("ENOENT"), { code: "ENOENT" }))),
    out: (text) => Promise.resolve(void out.push(text)), err: (text) => Promise.resolve(void err.push(text)), ...over,
  };
  return { caller, host, out, err, all };
}
const options = <C extends Options["command"]>(...argv: string[]): Extract<Options, { command: C }> => parseArgv(argv) as Extract<Options, { command: C }>;
const plan = (...argv: string[]): Extract<Options, { command: "plan" }> => options<"plan">("--dry-run", ...argv);
const captures = { "/line": LINE, "/facts": JSON.stringify(captured("qemu-one-blank-disk")), "/other": JSON.stringify({ schema: "ramvisor.facts/2" }) };

describe("--dry-run", () => {
  it("prints the contract's document and writes nothing", async () => {
    const { caller, out, all } = asked({}, captures, { isRoot: false });
    expect(await commands.dryRunPlan(caller, plan("--cmdline", "/line", "--facts", "/facts", "--format", "json"))).toBe(0);
    expect(JSON.parse(out.join(""))).toMatchObject({ schema: "ramvisor.plan/1", outcome: "configured", locale: { lang: "de" } });
    expect(all()).toEqual({});
  });
  it.each([
    [`${LINE} gw.300.1.1.1`, 3], [FOREIGN, 4], ["", 4],
  ])("ends with the plan's exit code: %s", async (line, code) => {
    expect(await commands.dryRunPlan(asked({}, { ...captures, "/line": line }).caller, plan("--cmdline", "/line", "--facts", "/facts"))).toBe(code);
  });
  it("ends with 2 and one sentence for a file that is not there, or of another schema", async () => {
    for (const argv of [["--cmdline", "/none"], ["--cmdline", "/line", "--facts", "/other"], ["--cmdline", "/line", "--facts", "/facts", "--facts", "/other"]]) {
      const { caller, out, err } = asked({}, captures);
      expect(await commands.dryRunPlan(caller, plan(...argv))).toBe(2);
      expect(out).toEqual([]);
      expect(err.join("").trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("what changes the host", () => {
  it("refuses a machine that Ramvisor did not start, and who is not root", async () => {
    for (const over of [{}, { isRoot: false }]) {
      const { caller, err, all } = asked({ "/proc/cmdline": LINE, "/run/systemd/system/": "", ...("isRoot" in over ? { "/run/ramvisor/timeline": "initramfs 1\n" } : {}) }, {}, over);
      const before = all();
      expect(await commands.boot(caller)).toBe(1);
      expect(await commands.apply(caller, options<"apply">("apply", ...TOKENS))).toBe(1);
      expect(await commands.stage(caller, options<"stage">("stage", "disks"))).toBe(1);
      expect(err).toHaveLength(3);
      expect(all()).toEqual(before);
    }
  });
});

describe("status", () => {
  const NODES = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
  const UP = { "/run/systemd/system/": "", "/dev/kvm": "", "/run/libvirt/libvirt-sock": "", "/sys/class/net/eth0/carrier": "1", "/sys/class/net/br0/flags": "0x1003", "/sys/class/net/br0/brif/eth0": "", "/etc/ssh/ssh_host_ed25519_key": "k", "/run/ramvisor/hostkeys-made": "" };
  const resource = { name: "r0", uuid: "u", disk: "d", peerDisk: "e", peerIndex: 1, primaryIndex: 0, state: "wait", situation: "peer-silent", side: 0, pool: "default", dataBytes: 1, partitionBytes: 1 };

  it.each([
    ["whole", "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate", "resume", 0, "36 35 147:0 / /var/lib/ramvisor/pools/default rw - ext4 /dev/drbd0 rw\n"], ["connected, and cannot be mounted", "cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate", "resume", 1], ["being synchronised", "cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent", "resume", 0],
    ["without its peer", "cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown", "wait", 1], ["refused", "cs:StandAlone ro:Primary/Unknown ds:UpToDate/DUnknown", "refuse", 1],
  ])("of a host that is ready, with a pair that is %s", async (_, drbd, state, code, mounts = "") => {
    const pairSeen = JSON.stringify({ resources: [{ ...resource, state }], peers: [{ index: 1, heard: code === 0, why: null, trouble: null }], links: {}, changes: {}, tries: code === 0 ? {} : { r0: { makingAt: -60, failedAt: -60, failure: "pair.mount: e2fsck code 4" } }, trust: { source: "disk", problem: null, disks: [] }, steps: [] });
    const { caller, out } = asked({ ...bootFiles(NODES, facts as Facts), ...UP, "/proc/drbd": ` 0: ${drbd} C r-----\n`, "/run/ramvisor/pair.json": pairSeen, "/proc/self/mountinfo": mounts });
    await bootRun(caller.machine, () => Promise.resolve(facts as Facts));
    expect(await commands.status(caller, options<"status">("status", "--format", "json"))).toBe(code);
    expect(JSON.parse(out.join(""))).toMatchObject({ ready: true, cluster: { resources: [{ name: "r0" }] } });
  });
});

describe("apply", () => {
  const UP = { "/run/systemd/system/": "", "/dev/kvm": "", "/run/libvirt/libvirt-sock": "", "/sys/class/net/eth0/carrier": "1", "/sys/class/net/br0/flags": "0x1003", "/sys/class/net/br0/brif/eth0": "", "/etc/ssh/ssh_host_ed25519_key": "k", "/run/ramvisor/hostkeys-made": "" };
  const inRescue = async (line = FOREIGN): Promise<ReturnType<typeof asked>> => {
    const given = asked({ ...bootFiles(line, facts as Facts), ...UP });
    await bootRun({ ...given.host, fs: given.host.fs }, () => Promise.resolve(facts as Facts));
    return given;
  };

  it("makes a rescue start ready, and prints what the consoles show", async () => {
    const { caller, out, err } = await inRescue();
    expect(await commands.apply(caller, options<"apply">("apply", ...TOKENS))).toBe(0);
    expect(err).toEqual([]);
    expect(out.join("")).toMatch(/\nRAMVISOR READY outcome=configured /);
    expect(await caller.machine.fs.readText("/run/ramvisor/cmdline")).toBe(`${TOKENS.join(" ")}\n`);
    expect(await caller.machine.fs.exists("/run/ramvisor/lock")).toBe(false);
  });

  it("starts what hears the other node, which the medium's start has not, and starts it anew where it knows the old tokens", async () => {
    const pair = [...TOKENS, "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251"];
    for (const heard of [false, true]) {
      const { caller, host } = await inRescue();
      const calls: string[] = [];
      let active = heard;
      host.run = (program, args) => {
        const [what, unit] = args;
        if (program === "systemctl" && unit === "ramvisor-pair.service") {
          calls.push(what ?? "");
          if (what === "is-active") return Promise.resolve(active ? ok() : failed(3, ""));
          active = true;
        }
        return goodHost().run(program, args);
      };
      await commands.apply(caller, options<"apply">("apply", ...pair));
      expect(calls).toEqual(heard ? ["is-active", "is-active", "restart"] : ["is-active", "is-active", "start"]);
    }
  });

  it.each([
    ["a token in error", ["gw.300.1.1.1"], 3], ["another machine's card", [FOREIGN.split(" ")[2] ?? ""], 4],
    ["no card", ["lang.de"], 4], ["a word that is no token", [...TOKENS, "eth0"], 3],
  ])("changes nothing for %s", async (_, tokens, code) => {
    const { caller, all, err } = await inRescue();
    const before = all();
    expect(await commands.apply(caller, options<"apply">("apply", ...tokens))).toBe(code);
    expect(err.join("").trim().split("\n").length).toBeGreaterThan(tokens.includes("eth0") ? 0 : 1);
    expect(err.join("")).toMatch(/Nothing was changed|Nichts wurde geändert/);
    expect(all()).toEqual(before);
  });

  it("refuses a host that is configured", async () => {
    const { caller, all, err } = await inRescue(LINE);
    const before = all();
    expect(await commands.apply(caller, options<"apply">("apply", ...TOKENS))).toBe(1);
    expect(err.join("")).toContain("ramvisor");
    expect(all()).toEqual(before);
  });
});

describe("status", () => {
  it("ends with 1 where there was no start of ours", async () => {
    const { caller, err } = asked({});
    expect(await commands.status(caller, options<"status">("status"))).toBe(1);
    expect(err.join("")).toContain("facts.json is missing");
  });
});
