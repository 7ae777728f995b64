import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { idleParts } from "../../src/medium/glob.ts";
import { GROUPS, OTHER, groupOf } from "../../src/medium/groups.ts";
import { chooseModules } from "../../src/medium/modules.ts";
import { PRUNED, PRUNED_MODULES, KEPT_MODULES } from "../../src/medium/prune.ts";
import { BOUND, STUBBED, UNWINDS } from "../../src/medium/rewritten.ts";
import { ownMirrors } from "../../src/medium/sources.ts";
import { epochOf } from "../../src/medium/index.ts";
import { mirrorState, packageTrees } from "../../src/medium/tree.ts";

/** Cards and controllers of common servers, what KVM and guests' networks ask for, and traffic control by libvirt's bandwidth settings. */
const NEEDED = [
  "e1000e", "igb", "igc", "ixgbe", "i40e", "ice", "tg3", "bnxt_en", "bnx2x", "r8169", "mlx4_en", "mlx5_core", "be2net", "enic", "r8152",
  "ahci", "nvme", "megaraid_sas", "mpt3sas", "mpi3mr", "hpsa", "smartpqi", "aacraid", "isci", "mvsas", "pm80xx", "vmd", "usb-storage", "uas", "xhci-pci", "usbhid",
  "kvm-intel", "kvm-amd", "ccp", "tun", "vhost_net", "vfio-pci", "macvtap", "bridge", "bonding", "8021q", "drbd", "raid1", "ext4",
  "sch_htb", "sch_sfq", "sch_ingress", "cls_u32", "cls_fw", "act_police", "virtio_net", "virtio_blk", "virtio_scsi",
];

/** Packages, and the module that each wants. */
const WANTED = new URL("../../src/medium/root/usr/lib/ramvisor/wanted-modules", import.meta.url);

let files: string[];
let modules: string[];

const listed = async (tar: string): Promise<string[]> => (await execa("tar", ["-tf", tar], { maxBuffer: 2 ** 28 })).stdout.split("\n").map((path) => path.replace(/^\.\//, "").replace(/\/$/, ""));

beforeAll(async () => {
  const mirrors = await ownMirrors();
  const state = await mirrorState(mirrors);
  const { host, extracted } = await packageTrees(mirrors, state, epochOf(state));
  files = [...(await listed(host)), ...(await listed(extracted)).filter((path) => /^usr\/(?:lib\/firmware|share\/keymaps)\//.test(path))];
  modules = files.flatMap((path) => /^usr\/lib\/modules\/[^/]+\/kernel\/(.*\.ko.*)$/.exec(path)?.[1] ?? []);
});

/** A part that names nothing in Debian's packages of today would hide that something was renamed, and now travels. */
const idle = (rules: readonly { path: string }[], paths: readonly string[]): string[] => rules.flatMap(({ path }) => idleParts(path, paths).map((part) => `${part} in ${path}`));

describe("rules of what does not travel, against the packages themselves", () => {
  it("each name something", () => {
    expect(files.length).toBeGreaterThan(10_000);
    expect(idle(PRUNED, files)).toEqual([]);
  });

  it("each name kernel modules", () => {
    expect(modules.length).toBeGreaterThan(1000);
    expect(idle(PRUNED_MODULES, modules)).toEqual([]);
    expect(idle(KEPT_MODULES.map((path) => ({ path: `${path}*` })), modules)).toEqual([]);
  });

  it("leave what common servers and the host's own work need", () => {
    // By the rules alone: what each needs in turn travels anyhow.
    const travels = new Set(chooseModules(new Map(modules.map((path) => [`kernel/${path}`, []]))).map((path) => path.replace(/^.*\/|\.ko.*$/g, "")));
    expect(NEEDED.filter((name) => !travels.has(name))).toEqual([]);
  });

  it("leave out what dpkg's hook tells of", async () => {
    const wanted = (await readFile(WANTED, "utf8")).split("\n").flatMap((line) => (line === "" || line.startsWith("#") ? [] : [line.split(" ")[1] ?? ""]));
    const nameOf = (path: string): string => path.replace(/^.*\/|\.ko.*$/g, "").replaceAll("-", "_");
    const [all, travels] = [new Set(modules.map(nameOf)), new Set(chooseModules(new Map(modules.map((path) => [`kernel/${path}`, []]))).map(nameOf))];
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !all.has(name) || travels.has(name))).toEqual([]);
  });

  it("each name what is rewritten", () => {
    expect(idle([...STUBBED, ...BOUND, ...UNWINDS], files)).toEqual([]);
  });
});

it("the manifest's groups each name something, and every package has one", () => {
  const packages = files.flatMap((path) => /^var\/lib\/dpkg\/info\/([^:]+)(?::amd64)?\.list$/.exec(path)?.[1] ?? []);
  expect(packages.length).toBeGreaterThan(200);
  expect(GROUPS.flatMap(({ packages: glob }) => (glob === undefined ? [] : idleParts(glob, packages)))).toEqual([]);
  expect(packages.filter((name) => groupOf("usr/bin/anything", name) === OTHER)).toEqual([]);
});
