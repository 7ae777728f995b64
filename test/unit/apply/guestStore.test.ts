import { describe, expect, it } from "vitest";
import { guestsRestore } from "../../../src/apply/actions/guestsRestore.ts";
import { guestsLeft, guestsStart } from "../../../src/apply/actions/guestsStart.ts";
import { forgetOtherDisk, RESTORED_DIR, STARTED_DIR } from "../../../src/apply/guestStore.ts";
import type { WriteFs } from "../../../src/apply/writeFs.ts";
import type { StepOf } from "../../../src/model/step.ts";
import { guestsStage } from "../../../src/stages/guests.ts";
import { context, logged, machine, memory, ok, programs } from "./fakes.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const STORE = `${POOL}/.ramvisor/guests`;
const MOUNTED = { "/proc/self/mountinfo": `25 1 254:1 / ${POOL} rw - ext4 /dev/vda1 rw\n`, "/etc/libvirt/qemu/": "" };
const step = { action: "guests.restore", phase: "disks", pool: "default", path: POOL } as const;

describe("guests.restore", () => {
  it("gives libvirt definition, firmware variables, snapshots and autostart, once per start", async () => {
    const { fs, all, volume } = memory({
      ...MOUNTED, [`${STORE}/web/domain.xml`]: "<domain/>", [`${STORE}/web/autostart`]: "", [`${STORE}/web/nvram-web_VARS.fd`]: "vars", [`${STORE}/web/snapshot-a.xml`]: "<s/>",
    });
    expect(await guestsRestore(context({ fs }), step)).toBe("changed");
    expect(all()).toMatchObject({
      "/etc/libvirt/qemu/web.xml": "<domain/>", "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "vars", "/var/lib/libvirt/qemu/snapshot/web/a.xml": "<s/>", [`${RESTORED_DIR}/default`]: "",
    });
    expect(volume.readlinkSync("/etc/libvirt/qemu/autostart/web.xml")).toBe("/etc/libvirt/qemu/web.xml");
    // Undefined later: it does not come back in the same start.
    await fs.remove("/etc/libvirt/qemu/web.xml");
    expect(await guestsRestore(context({ fs }), step)).toBe("unchanged");
    expect(await fs.exists("/etc/libvirt/qemu/web.xml")).toBe(false);
  });

  it("keeps the autostart flag of one that was moving where libvirt has started long since, and starts none by itself", async () => {
    const { fs, volume } = memory({ ...MOUNTED, [`${STORE}/web/domain.xml`]: "<domain/>", [`${STORE}/web/autostart`]: "", [`${STORE}/web/moving`]: "", "/run/libvirt/qemu/autostarted": "" });
    await guestsRestore(context({ fs }), { ...step, phase: "pair" });
    expect(volume.readlinkSync("/etc/libvirt/qemu/autostart/web.xml")).toBe("/etc/libvirt/qemu/web.xml");
  });

  it.each(["disks", "pair"] as const)("does not let a guest start by itself that was moving to the other node, where libvirt has yet to start: phase %s", async (phase) => {
    const { fs } = memory({ ...MOUNTED, [`${STORE}/web/domain.xml`]: "<domain/>", [`${STORE}/web/autostart`]: "", [`${STORE}/web/moving`]: "" });
    await guestsRestore(context({ fs }), { ...step, phase });
    expect([await fs.exists("/etc/libvirt/qemu/web.xml"), await fs.exists("/etc/libvirt/qemu/autostart/web.xml")]).toEqual([true, false]);
  });

  it("gives a guest that is not defined what the store has of it, whatever lies here from an earlier time", async () => {
    const { fs, all } = memory({
      ...MOUNTED, [`${STORE}/web/domain.xml`]: "<domain/>", [`${STORE}/web/nvram-web_VARS.fd`]: "newer", [`${STORE}/web/snapshot-b.xml`]: "<b/>",
      "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "old", "/var/lib/libvirt/qemu/snapshot/web/b.xml": "<old/>", "/var/lib/libvirt/qemu/snapshot/web/a.xml": "<a/>", "/etc/libvirt/qemu/autostart/web.xml": "",
    });
    expect(await guestsRestore(context({ fs }), step)).toBe("changed");
    expect(all()).toMatchObject({ "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "newer", "/var/lib/libvirt/qemu/snapshot/web/b.xml": "<b/>" });
    expect([await fs.list("/var/lib/libvirt/qemu/snapshot/web"), await fs.list("/etc/libvirt/qemu/autostart")]).toEqual([["b.xml"], []]);
  });

  describe("where a node died while a guest moved, and both pools are in use here", () => {
    const POOL2 = "/var/lib/ramvisor/pools/pool2";
    const STORE2 = `${POOL2}/.ramvisor/guests`;
    const [older, newer] = ["<uuid>1</uuid> in default", "<uuid>1</uuid> in pool2"];
    const both = {
      ...MOUNTED, "/proc/self/mountinfo": `${MOUNTED["/proc/self/mountinfo"]}26 1 254:2 / ${POOL2} rw - ext4 /dev/vdb1 rw\n`,
      [`${STORE}/web/domain.xml`]: older, [`${STORE}/web/moving`]: "", [`${STORE}/web/running`]: "", [`${STORE2}/web/domain.xml`]: newer, [`${STORE2}/web/running`]: "",
    };
    const restore = { default: step, pool2: { ...step, pool: "pool2", path: POOL2 } };
    const start = (pool: "default" | "pool2"): StepOf<"guests.start"> => ({ action: "guests.start", phase: "pair", pool, path: restore[pool].path, ran: true });

    it.each([["default", "pool2"], ["pool2", "default"]] as const)("what the guest wrote last counts, and that alone is started: %s mounted first", async (...order) => {
      const { fs } = memory(both);
      const { run, calls } = programs({ virsh: () => ok() });
      const { log, lines } = logged();
      // The second one is not mounted yet when the first one's guests are restored.
      const mounts = await fs.readText("/proc/self/mountinfo");
      await fs.replace("/proc/self/mountinfo", mounts.split("\n").filter((line) => !line.includes(` ${restore[order[1]].path} `)).join("\n"));
      await guestsRestore(context({ fs, log }), restore[order[0]]);
      await fs.replace("/proc/self/mountinfo", mounts);
      await guestsRestore(context({ fs, log }), restore[order[1]]);
      expect(await fs.readText("/etc/libvirt/qemu/web.xml")).toBe(newer);
      expect(await Promise.all(order.map((pool) => fs.readText(`${RESTORED_DIR}/${pool}`)))).toEqual(["", ""]);
      expect(lines.filter((line) => line.startsWith("warn"))).toEqual([]);
      for (const pool of order) await guestsStart(context({ fs, run, log }), start(pool));
      expect(calls.map(({ args }) => args.slice(-3))).toEqual([["start", "--", "1"]]);
      expect(await Promise.all(order.map(async (pool) => ((JSON.parse(await fs.readText(`${STARTED_DIR}/${pool}`)) as { started: string[] }).started)))).toEqual(order.map((pool) => (pool === "pool2" ? ["web"] : [])));
    });

    it("is not said of the older one, in a start, that it was moving: the newer is known", async () => {
      const { fs } = memory(both);
      await guestsLeft(context({ fs }), { ...start("default"), ran: false });
      expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toMatchObject({ moving: [] });
    });

    it.each([
      ["one that runs here stays", { "/etc/libvirt/qemu/web.xml": older, "/run/libvirt/qemu/web.xml": "" }, older],
      ["one that moves in both, or in none, is nobody's to choose", { "/etc/libvirt/qemu/web.xml": older, [`${STORE2}/web/moving`]: "" }, older],
    ])("%s", async (_, more, stays) => {
      const { fs } = memory({ ...both, ...more });
      await guestsRestore(context({ fs }), restore.pool2);
      expect([await fs.readText("/etc/libvirt/qemu/web.xml"), await fs.readText(`${RESTORED_DIR}/pool2`)]).toEqual([stays, "web\n"]);
    });

    it("another guest of its name there says nothing of this one", async () => {
      const { fs } = memory({ ...both, [`${STORE2}/web/domain.xml`]: "<uuid>2</uuid>" });
      await guestsRestore(context({ fs }), restore.default);
      expect(await fs.readText("/etc/libvirt/qemu/web.xml")).toBe(older);
    });
  });

  it("leaves a guest alone that libvirt has already, and remembers which", async () => {
    const { fs } = memory({ ...MOUNTED, "/etc/libvirt/qemu/web.xml": "newer", [`${STORE}/web/domain.xml`]: "older" });
    expect(await guestsRestore(context({ fs }), step)).toBe("unchanged");
    expect(await fs.readText("/etc/libvirt/qemu/web.xml")).toBe("newer");
    expect(await fs.readText(`${RESTORED_DIR}/default`)).toBe("web\n");
  });

  describe("where this node led the pool before in this start", () => {
    const [old, newer] = ["<uuid>1</uuid> old", "<uuid>1</uuid> newer"];
    const stored = { [`${STORE}/web/domain.xml`]: newer, [`${STORE}/web/nvram-web_VARS.fd`]: "newer", [`${STORE}/web/snapshot-b.xml`]: "<b/>" };
    const defined = { "/etc/libvirt/qemu/web.xml": old, "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "old", "/var/lib/libvirt/qemu/snapshot/web/a.xml": "<a/>", "/etc/libvirt/qemu/autostart/web.xml": "" };

    it("the store's definition takes the place of the same guest's here, with all that belongs to it", async () => {
      const { fs, all } = memory({ ...MOUNTED, ...stored, ...defined });
      expect(await guestsRestore(context({ fs }), step)).toBe("changed");
      expect(all()).toMatchObject({ "/etc/libvirt/qemu/web.xml": newer, "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "newer", "/var/lib/libvirt/qemu/snapshot/web/b.xml": "<b/>", [`${RESTORED_DIR}/default`]: "" });
      expect([await fs.list("/var/lib/libvirt/qemu/snapshot/web"), await fs.list("/etc/libvirt/qemu/autostart")]).toEqual([["b.xml"], []]);
    });

    it.each([
      ["one that runs here", { "/run/libvirt/qemu/web.xml": "" }],
      ["one that another pool in use stores as well", { "/proc/self/mountinfo": `${MOUNTED["/proc/self/mountinfo"]}26 1 254:2 / ${POOL}2 rw - ext4 /dev/vdb1 rw\n`, [`${RESTORED_DIR}/default2`]: "", [`${POOL}2/.ramvisor/guests/web/domain.xml`]: old }],
      ["another of this name", { "/etc/libvirt/qemu/web.xml": "<uuid>2</uuid>" }],
    ])("%s stays, and is remembered", async (_, more) => {
      const given = { ...MOUNTED, ...stored, ...defined, ...more };
      const { fs, all } = memory(given);
      expect(await guestsRestore(context({ fs }), step)).toBe("unchanged");
      expect(all()).toMatchObject({ "/etc/libvirt/qemu/web.xml": given["/etc/libvirt/qemu/web.xml"], "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "old", [`${RESTORED_DIR}/default`]: "web\n" });
    });
  });

  it("is done again where another disk carries a pool of this name: its guests are none that were undefined here", async () => {
    const { fs } = memory({ ...MOUNTED, [`${STORE}/web/domain.xml`]: "<domain/>" });
    await forgetOtherDisk(fs, "default", "one disk");
    await guestsRestore(context({ fs }), step);
    await fs.makeDir(STARTED_DIR);
    await fs.replace(`${STARTED_DIR}/default`, "{}");
    // The same one mounted again changes nothing.
    await forgetOtherDisk(fs, "default", "one disk");
    expect([await fs.exists(`${RESTORED_DIR}/default`), await fs.exists(`${STARTED_DIR}/default`)]).toEqual([true, true]);
    await fs.makeDir(`${STORE}/db`);
    await fs.replace(`${STORE}/db/domain.xml`, "<domain/>");
    await forgetOtherDisk(fs, "default", "another disk");
    expect([await fs.exists(`${RESTORED_DIR}/default`), await fs.exists(`${STARTED_DIR}/default`)]).toEqual([false, false]);
    expect(await guestsRestore(context({ fs }), step)).toBe("changed");
    expect(await fs.exists("/etc/libvirt/qemu/db.xml")).toBe(true);
  });

  it("leaves out a guest that was never saved whole, and says so", async () => {
    const { log, lines } = logged();
    const { fs } = memory({ ...MOUNTED, [`${STORE}/half/nvram-half_VARS.fd`]: "vars", [`${STORE}/.gone-old/domain.xml`]: "<domain/>" });
    expect(await guestsRestore(context({ fs, log }), step)).toBe("unchanged");
    expect(lines).toHaveLength(1);
    expect(await fs.list("/etc/libvirt/qemu")).toEqual([]);
  });

  describe("where something cannot be read", () => {
    const stored = { [`${STORE}/a/domain.xml`]: "<a/>", [`${STORE}/b/domain.xml`]: "<b/>", [`${STORE}/c/domain.xml`]: "<c/>", [`${STORE}/notes.txt`]: "a stray file" };
    /** The guest b lies on blocks that do not answer any more. */
    const sick = (fs: WriteFs): WriteFs => ({ ...fs, readBytes: (path) => (path.startsWith(`${STORE}/b/`) ? Promise.reject(Object.assign(new Error("EIO"), { code: "EIO", path })) : fs.readBytes(path)) });

    it("defines the others, has libvirt told of them, and fails with the names", async () => {
      const { fs } = memory({ ...MOUNTED, ...stored });
      const given = context({ fs: sick(fs) });
      await expect(guestsRestore(given, step)).rejects.toThrow(/^not defined, since they could not be read in the pool default: b, notes\.txt \(input\/output error: .*; .*ENOTDIR/);
      expect(await fs.list("/etc/libvirt/qemu")).toEqual(["a.xml", "c.xml"]);
      expect(given.changed).toEqual(new Set(["guests.restore"]));
      expect(await fs.readText(`${RESTORED_DIR}/default`)).toBe("b\nnotes.txt\n");
    });

    it("saving drops nothing of it in the same start, even where it can be read again", async () => {
      const { fs } = memory({ ...MOUNTED, ...stored });
      await guestsRestore(context({ fs: sick(fs) }), step).catch(() => undefined);
      expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
      expect([await fs.readText(`${STORE}/b/domain.xml`), await fs.readText(`${STORE}/notes.txt`)]).toEqual(["<b/>", "a stray file"]);
      // One that is undefined later goes, as ever.
      await fs.remove("/etc/libvirt/qemu/a.xml");
      expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: ["a"] });
    });

    it("a list of guests that cannot be read is no empty one: saving leaves the pool as it is", async () => {
      const { fs } = memory({ ...MOUNTED, ...stored, "/run/ramvisor/": "" });
      const unlisted = { ...fs, list: (path: string) => (path === STORE ? Promise.reject(Object.assign(new Error("EIO"), { code: "EIO", path })) : fs.list(path)) };
      await expect(guestsRestore(context({ fs: unlisted }), step)).rejects.toThrow("EIO");
      await guestsStage(machine(fs));
      expect(await fs.list(STORE)).toEqual(["a", "b", "c", "notes.txt"]);
    });

    it("a name that would be two in the list of those left alone is nobody's guest: it stays where it is", async () => {
      const { fs } = memory({ ...MOUNTED, [`${STORE}/x\ny`]: "a stray file" });
      expect(await guestsRestore(context({ fs }), step)).toBe("unchanged");
      await guestsStage(machine(fs));
      expect(await fs.list(STORE)).toEqual(["x\ny"]);
    });
  });

  it("sets no flag where the pool is not mounted: nothing may be removed from it in this start", async () => {
    const { fs } = memory({ ...MOUNTED, "/proc/self/mountinfo": "" });
    await expect(guestsRestore(context({ fs }), step)).rejects.toThrow("not mounted");
    expect(await fs.exists(`${RESTORED_DIR}/default`)).toBe(false);
  });
});
