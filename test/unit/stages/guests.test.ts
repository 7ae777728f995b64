import { describe, expect, it } from "vitest";
import { guestsStage } from "../../../src/stages/guests.ts";
import { checkGuests } from "../../../src/status/guests.ts";
import type { WriteFs } from "../../../src/apply/writeFs.ts";
import { logged, machine, memory, ok, programs } from "../apply/fakes.ts";
import { captured, LINE } from "./host.ts";

const one = captured("qemu-one-blank-disk");
const POOL = "/var/lib/ramvisor/pools/default";
const STORE = `${POOL}/.ramvisor/guests`;
const domain = (uuid: string, source: string): string => `<domain type='kvm'><uuid>${uuid}</uuid><devices><disk type='file' device='disk'><source ${source} index='1'/></disk></devices></domain>`;
const files = (more: Record<string, string>): Record<string, string> => ({
  "/proc/cmdline": LINE, "/run/ramvisor/facts.json": JSON.stringify(one), "/proc/self/mountinfo": `25 1 254:1 / ${POOL} rw - ext4 /dev/vda1 rw\n`,
  "/run/ramvisor/guests-restored/default": "", "/etc/libvirt/qemu/": "", ...more,
});

const errno = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(`${code}: on purpose`), { code }));
/** The guests' files with one call that fails where `where` says so. */
function failing<C extends "list" | "readBytes" | "replace">(fs: WriteFs, call: C, where: (path: string) => string | null): WriteFs {
  const real = fs[call] as (path: string, ...more: unknown[]) => Promise<unknown>;
  return { ...fs, [call]: (path: string, ...more: unknown[]) => {
    const code = where(path);
    return code === null ? real(path, ...more) : errno(code);
  } };
}

describe("the guests stage", () => {
  it("saves what is defined and removes what was undefined", async () => {
    const { fs, all, volume } = memory(files({
      "/etc/libvirt/qemu/web.xml": domain("1", `file='${POOL}/web.qcow2'`).replace("<devices>", "<os><nvram>/var/lib/libvirt/qemu/nvram/web_VARS.fd</nvram></os><devices>"),
      "/var/lib/libvirt/qemu/nvram/web_VARS.fd": "vars", "/etc/libvirt/qemu/autostart/": "", [`${STORE}/old/domain.xml`]: domain("2", ""),
    }));
    volume.symlinkSync("/etc/libvirt/qemu/web.xml", "/etc/libvirt/qemu/autostart/web.xml");
    expect(await guestsStage(machine(fs))).toEqual({ saved: ["web"], removed: ["old"] });
    expect(all()).toMatchObject({ [`${STORE}/web/nvram-web_VARS.fd`]: "vars", [`${STORE}/web/autostart`]: "" });
    expect(await fs.readText(`${STORE}/web/domain.xml`)).toContain("<uuid>1</uuid>");
    expect(await fs.list(STORE)).toEqual(["web"]);
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    await fs.remove("/etc/libvirt/qemu/autostart/web.xml");
    await guestsStage(machine(fs));
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml", "nvram-web_VARS.fd"]);
  });

  it("keeps which guests ran on the other node until they were started here, and of a machine's own pool never", async () => {
    for (const [device, started, kept] of [["147:0", false, true], ["147:0", true, false], ["254:1", false, false]] as const) {
      const { fs } = memory(files({
        "/etc/libvirt/qemu/web.xml": domain("1", `file='${POOL}/web.qcow2'`), [`${STORE}/web/domain.xml`]: "older", [`${STORE}/web/running`]: "",
        "/proc/self/mountinfo": `25 1 ${device} / ${POOL} rw - ext4 /dev/x rw\n`, ...(started ? { "/run/ramvisor/guests-started/default": "{}" } : {}),
      }));
      await guestsStage(machine(fs));
      expect([device, started, await fs.exists(`${STORE}/web/running`)]).toEqual([device, started, kept]);
    }
  });

  it("keeps what a guest was that was moving when its node went down, until it runs here", async () => {
    const stored = { [`${STORE}/web/domain.xml`]: "older", [`${STORE}/web/running`]: "", [`${STORE}/web/moving`]: "", [`${STORE}/web/autostart`]: "" };
    const { fs } = memory(files({ "/etc/libvirt/qemu/web.xml": domain("1", `file='${POOL}/web.qcow2'`), ...stored, "/proc/self/mountinfo": `25 1 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n`, "/run/ramvisor/guests-started/default": JSON.stringify({ moving: ["web"] }) }));
    await guestsStage(machine(fs));
    expect((await fs.list(`${STORE}/web`)).sort()).toEqual(["autostart", "domain.xml", "moving", "running"]);
    await fs.makeDir("/run/libvirt/qemu");
    await fs.replace("/run/libvirt/qemu/web.xml", "<domstatus/>");
    await guestsStage(machine(fs));
    expect((await fs.list(`${STORE}/web`)).sort()).toEqual(["domain.xml", "running"]);
  });

  it("keeps all of that too as long as the pool's guests were not started: the start has yet to see that it was moving", async () => {
    const { fs } = memory(files({ "/etc/libvirt/qemu/web.xml": domain("1", `file='${POOL}/web.qcow2'`), [`${STORE}/web/domain.xml`]: "older", [`${STORE}/web/running`]: "", [`${STORE}/web/moving`]: "", [`${STORE}/web/autostart`]: "", "/proc/self/mountinfo": `25 1 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n` }));
    await guestsStage(machine(fs));
    expect((await fs.list(`${STORE}/web`)).sort()).toEqual(["autostart", "domain.xml", "moving", "running"]);
  });

  it("says which guest has a name that cannot be stored, and keeps the others", async () => {
    const { fs } = memory(files({ "/etc/libvirt/qemu/.web.xml": domain("1", ""), "/etc/libvirt/qemu/db.xml": domain("2", "") }));
    const { log, lines } = logged();
    expect(await guestsStage({ ...machine(fs), log })).toEqual({ saved: ["db"], removed: [] });
    expect(lines.filter((line) => /a name that begins with a dot .*virsh domrename/.test(line))).not.toEqual([]);
    expect(await fs.list(STORE)).toEqual(["db"]);
  });

  it("removes nothing where the guests were not restored in this start", async () => {
    const given = files({ [`${STORE}/old/domain.xml`]: domain("2", "") });
    delete given["/run/ramvisor/guests-restored/default"];
    const { fs } = memory(given);
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    expect(await fs.list(STORE)).toEqual(["old"]);
  });

  it("removes nothing, and writes nothing into RAM, where the pool is not mounted", async () => {
    const { fs, all } = memory(files({ "/proc/self/mountinfo": "", [`${STORE}/old/domain.xml`]: "x", "/etc/libvirt/qemu/web.xml": domain("1", "") }));
    const before = all();
    await guestsStage(machine(fs));
    expect({ ...all(), "/run/ramvisor/lock": undefined }).toEqual({ ...before, "/run/ramvisor/lock": undefined, "/run/ramvisor/guests-kept": "" });
  });

  it("neither overwrites nor removes a stored guest that was left alone at the start", async () => {
    const { fs } = memory(files({ "/run/ramvisor/guests-restored/default": "web\n", [`${STORE}/web/domain.xml`]: "stored", "/etc/libvirt/qemu/web.xml": domain("1", "") }));
    await guestsStage(machine(fs));
    await fs.remove("/etc/libvirt/qemu/web.xml");
    await guestsStage(machine(fs));
    expect(await fs.readText(`${STORE}/web/domain.xml`)).toBe("stored");
  });

  it("of a guest that came by a move, forgets what that made: no later move may clear it away", async () => {
    const list = `${POOL}/.ramvisor/coming-1`;
    const { fs } = memory(files({ [list]: "a line", [`${POOL}/.ramvisor/coming-2`]: "another guest's", "/etc/libvirt/qemu/web.xml": domain("1", `file='${POOL}/web.img'`) }));
    await guestsStage(machine(fs));
    expect((await fs.list(`${POOL}/.ramvisor`)).sort()).toEqual(["coming-2", "guests"]);
  });

  it("keeps a guest that was left alone from the moment at which libvirt has it, as after virsh undefine and define", async () => {
    const left = { "/run/ramvisor/guests-restored/default": "other\nweb\n", [`${STORE}/web/domain.xml`]: domain("2", ""), [`${STORE}/other/domain.xml`]: domain("3", "") };
    const { fs } = memory(files({ ...left, "/etc/libvirt/qemu/web.xml": domain("1", "") }));
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    const changed = domain("2", `file='${POOL}/changed.img'`);
    await fs.replace("/etc/libvirt/qemu/web.xml", changed);
    expect(await guestsStage(machine(fs))).toEqual({ saved: ["web"], removed: [] });
    expect([await fs.readText(`${STORE}/web/domain.xml`), await fs.readText("/run/ramvisor/guests-restored/default")]).toEqual([changed, "other\n"]);
    // And as any other it goes once it is undefined; what is still left alone stays.
    await fs.remove("/etc/libvirt/qemu/web.xml");
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: ["web"] });
    expect(await fs.list(STORE)).toEqual(["other"]);
  });

  it("keeps a guest once what was left alone under its name was taken away, as it says where that holds a move", async () => {
    const { fs } = memory(files({ "/run/ramvisor/guests-restored/default": "other\nweb\n", [`${STORE}/web/domain.xml`]: domain("2", ""), "/etc/libvirt/qemu/web.xml": domain("1", "") }));
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    await fs.rename(`${STORE}/web`, `${POOL}/web-older`);
    expect(await guestsStage(machine(fs))).toEqual({ saved: ["web"], removed: [] });
    expect([await fs.readText(`${STORE}/web/domain.xml`), await fs.readText("/run/ramvisor/guests-restored/default")]).toEqual([domain("1", ""), "other\n"]);
  });

  it("leaves one alone that another pool in use stores as well, until somebody has started it; and two guests of one name are no fault", async () => {
    const pool2 = "/var/lib/ramvisor/pools/pool2";
    const { fs } = memory(files({
      "/proc/self/mountinfo": `25 1 254:1 / ${POOL} rw - ext4 /dev/vda1 rw\n26 1 254:2 / ${pool2} rw - ext4 /dev/vdb1 rw\n`, "/run/ramvisor/guests-restored/pool2": "web\n",
      "/etc/libvirt/qemu/web.xml": domain("1", `file='${pool2}/web.img'`), [`${pool2}/.ramvisor/guests/web/domain.xml`]: domain("1", "file='newer?'"), [`${STORE}/web/domain.xml`]: domain("1", "file='newer??'"),
    }));
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    expect(await checkGuests(fs)).toMatchObject({ ok: true });
    await fs.makeDir("/run/libvirt/qemu");
    await fs.replace("/run/libvirt/qemu/web.xml", "<domstatus/>");
    expect(await guestsStage(machine(fs))).toMatchObject({ saved: ["web"] });
  });

  it("keeps which guests run, and for those that are stopped because the host goes down, that they ran", async () => {
    let state = "running";
    const { run } = programs({ systemctl: () => ok(`${state}\n`) });
    const { fs } = memory(files({ "/etc/libvirt/qemu/web.xml": domain("1", ""), "/etc/libvirt/qemu/idle.xml": domain("2", ""), "/run/libvirt/qemu/web.xml": "<domstatus/>" }));
    await guestsStage(machine(fs, run));
    expect([await fs.exists(`${STORE}/web/running`), await fs.exists(`${STORE}/idle/running`)]).toEqual([true, false]);
    await fs.remove("/run/libvirt/qemu/web.xml");
    state = "stopping";
    await guestsStage(machine(fs, run));
    expect(await fs.exists(`${STORE}/web/running`)).toBe(true);
    state = "running";
    await guestsStage(machine(fs, run));
    expect(await fs.exists(`${STORE}/web/running`)).toBe(false);
  });

  it("keeps a guest whose snapshot, or firmware variables, vanish while it looks: the guest is still defined", async () => {
    const nvram = "/var/lib/libvirt/qemu/nvram/web_VARS.fd";
    const snapshots = "/var/lib/libvirt/qemu/snapshot/web";
    const { fs } = memory(files({
      "/etc/libvirt/qemu/web.xml": domain("1", "").replace("<devices>", `<os><nvram>${nvram}</nvram></os><devices>`), [nvram]: "vars",
      [`${snapshots}/a.xml`]: "<a/>", [`${snapshots}/b.xml`]: "<b/>", [`${STORE}/web/domain.xml`]: domain("1", "file='older'"), [`${STORE}/web/snapshot-a.xml`]: "<a/>",
    }));
    const gone = failing(fs, "readBytes", (path) => ([nvram, `${snapshots}/a.xml`].includes(path) ? "ENOENT" : null));
    expect(await guestsStage(machine(gone))).toEqual({ saved: ["web"], removed: [] });
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml", "snapshot-b.xml"]);
  });

  it("takes nothing for removed that it cannot read", async () => {
    const [nvram, snapshots] = ["/var/lib/libvirt/qemu/nvram/web_VARS.fd", "/var/lib/libvirt/qemu/snapshot/web"];
    const given = files({
      "/etc/libvirt/qemu/web.xml": domain("1", "").replace("<devices>", `<os><nvram>${nvram}</nvram></os><devices>`), [nvram]: "vars", [`${snapshots}/a.xml`]: "<a/>",
    });
    for (const [call, path] of [["readBytes", nvram], ["readBytes", `${snapshots}/a.xml`], ["list", snapshots]] as const) {
      const { fs } = memory(given);
      await guestsStage(machine(fs));
      await guestsStage(machine(failing(fs, call, (asked) => (asked === path ? "EIO" : null)))).catch(() => undefined);
      expect(await fs.list(`${STORE}/web`), path).toEqual(["domain.xml", "nvram-web_VARS.fd", "snapshot-a.xml"]);
    }
  });

  describe("where a guest cannot be kept", () => {
    const pool2 = "/var/lib/ramvisor/pools/pool2";
    const two = (more: Record<string, string>): Record<string, string> => files({
      "/proc/self/mountinfo": `25 1 254:1 / ${POOL} rw - ext4 /dev/vda1 rw\n26 1 254:2 / ${pool2} rw - ext4 /dev/vdb1 rw\n`, "/run/ramvisor/guests-restored/pool2": "", ...more,
    });
    const defined = { "/etc/libvirt/qemu/a.xml": domain("1", `file='${POOL}/a'`), "/etc/libvirt/qemu/b.xml": domain("2", `file='${pool2}/b'`), "/etc/libvirt/qemu/c.xml": domain("3", `file='${pool2}/c'`) };
    const inPool2 = `${pool2}/.ramvisor/guests`;

    it.each([["ENOSPC", POOL], ["EROFS", POOL], ["ENOSPC", pool2]])("%s in %s holds up no other pool, is told of, and fails in the end", async (code, sick) => {
      const { fs } = memory(two({ ...defined, [`${STORE}/old/domain.xml`]: domain("8", ""), [`${inPool2}/old2/domain.xml`]: domain("9", "") }));
      const { log, lines } = logged();
      const [lost, well] = sick === POOL ? [["a"], ["b", "c"]] : [["b", "c"], ["a"]];
      const stage = guestsStage({ ...machine(failing(fs, "replace", (path) => (path.startsWith(`${sick}/`) ? code : null))), log });
      await expect(stage).rejects.toThrow(new RegExp(`^not kept: ${lost.map((name) => `${name} in pool ${sick === POOL ? "default" : "pool2"} \\([^)]*\\)`).join("; ")}$`));
      const store = (name: string): string => `${name === "a" ? STORE : inPool2}/${name}/domain.xml`;
      expect(await Promise.all([...lost, ...well].map((name) => fs.exists(store(name))))).toEqual([...lost.map(() => false), ...well.map(() => true)]);
      expect([await fs.exists(`${STORE}/old`), await fs.exists(`${inPool2}/old2`)]).toEqual([false, false]);
      expect(lines.filter((line) => line.startsWith("warn: this guest could not be kept")).length).toBeGreaterThanOrEqual(lost.length);
    });

    it("what could not be read here stays as it is stored, and the others are kept", async () => {
      const { fs } = memory(two({ ...defined, [`${STORE}/a/domain.xml`]: "stored" }));
      const unread = failing(fs, "readBytes", (path) => (path === "/etc/libvirt/qemu/a.xml" ? "EIO" : null));
      await expect(guestsStage(machine(unread))).rejects.toThrow(/^not kept: a \(/);
      expect([await fs.readText(`${STORE}/a/domain.xml`), await fs.list(inPool2)]).toEqual(["stored", ["b", "c"]]);
    });

    it.each(["the new pool is full", "another guest of its name lies in the new pool"])("one that moved to another pool keeps what lies in the old one: %s", async (why) => {
      const alone = why.startsWith("another");
      const { fs } = memory(two({
        "/etc/libvirt/qemu/b.xml": domain("2", `file='${pool2}/b'`), [`${STORE}/b/domain.xml`]: domain("2", `file='${POOL}/b'`),
        ...(alone ? { "/run/ramvisor/guests-restored/pool2": "b\n", [`${inPool2}/b/domain.xml`]: domain("7", "") } : {}),
      }));
      await guestsStage(machine(failing(fs, "replace", (path) => (!alone && path.startsWith(`${pool2}/`) ? "ENOSPC" : null)))).catch(() => undefined);
      expect(await fs.exists(`${STORE}/b/domain.xml`)).toBe(true);
      if (alone) return;
      expect(await guestsStage(machine(fs))).toEqual({ saved: ["b"], removed: ["b"] });
      expect([await fs.exists(`${STORE}/b`), await fs.exists(`${inPool2}/b/domain.xml`)]).toEqual([false, true]);
    });

    it("a disk that answers nothing holds up no other pool, and is not asked again in this run", async () => {
      const { fs, volume } = memory(two({ ...defined, "/sys/devices/vdb/vdb2/partition": "2\n", "/sys/class/block/vdb/stat": " 5 0 8 1 2 0 8 1 1 2 3 0 0 0 0 0 0\n" }));
      volume.mkdirSync("/sys/dev/block", { recursive: true });
      volume.symlinkSync("/sys/devices/vdb/vdb2", "/sys/dev/block/254:2");
      const asked: string[] = [];
      const hanging: WriteFs = { ...fs, replace: (path, ...more) => {
        if (!path.startsWith(pool2)) return fs.replace(path, ...more);
        asked.push(path);
        return new Promise(() => undefined);
      } };
      const host = machine(hanging);
      await expect(guestsStage(host)).rejects.toThrow(/^not kept: b in pool pool2 \(.*\/dev\/vdb does not answer.*\); c in pool pool2/);
      expect([await fs.exists(`${STORE}/a/domain.xml`), asked.length, host.now < 60]).toEqual([true, 1, true]);
    });

    it("counts names in bytes, as files do; one that is too long is told of and holds up nothing", async () => {
      const [fits, longer] = ["ä".repeat(112), "ä".repeat(113)];
      const snapshots = `/var/lib/libvirt/qemu/snapshot/${fits}`;
      const { fs } = memory(two({
        [`/etc/libvirt/qemu/${fits}.xml`]: domain("1", ""), [`/etc/libvirt/qemu/${longer}.xml`]: domain("2", ""), [`${snapshots}/${fits}.xml`]: "<s/>", [`${snapshots}/${longer}.xml`]: "<s/>",
      }));
      const { log, lines } = logged();
      expect(await guestsStage({ ...machine(fs), log })).toEqual({ saved: [fits], removed: [] });
      expect([await fs.list(STORE), await fs.list(`${STORE}/${fits}`)]).toEqual([[fits], ["domain.xml", `snapshot-${fits}.xml`]]);
      expect(lines.filter((line) => line.includes("is not kept")).length).toBeGreaterThanOrEqual(2);
    });

    it("leaves a note for the status, until all is kept", async () => {
      const { fs } = memory(two(defined));
      await guestsStage(machine(failing(fs, "replace", (path) => (path.startsWith(`${pool2}/`) ? "ENOSPC" : null)))).catch(() => undefined);
      expect(await checkGuests(fs)).toMatchObject({ ok: false, advisory: true, code: "guests.not-kept", detail: expect.stringMatching(/^b in pool pool2 \(.*\); c in pool pool2 \(/) as unknown });
      await guestsStage(machine(fs));
      expect(await checkGuests(fs)).toMatchObject({ ok: true, advisory: true });
      // It was ended before it could say so.
      await fs.replace("/run/ramvisor/guests-not-kept", "");
      expect(await checkGuests(fs)).toMatchObject({ ok: false, detail: "saving did not come to an end" });
    });

    it("is well in the end where what was removed made room", async () => {
      const { fs } = memory(two({ ...defined, [`${STORE}/old/domain.xml`]: domain("8", "") }));
      let full = true;
      const making = { ...failing(fs, "replace", (path) => (full && path.startsWith(POOL) ? "ENOSPC" : null)), removeTree: (path: string) => { full = false; return fs.removeTree(path); } };
      expect(await guestsStage(machine(making))).toEqual({ saved: ["b", "c", "a"], removed: ["old"] });
    });
  });

  it("knows a pool of the pair by its mount, and keeps each guest in the pool of its disks", async () => {
    const pool2 = "/var/lib/ramvisor/pools/pool2";
    const { fs } = memory(files({
      "/proc/self/mountinfo": `25 1 254:1 / ${POOL} rw - ext4 /dev/vda1 rw\n26 1 147:1 / ${pool2} rw - ext4 /dev/drbd1 rw\n`, "/run/ramvisor/guests-restored/pool2": "",
      "/run/ramvisor/guests-restored/pool3": "", "/etc/libvirt/qemu/web.xml": domain("1", `file='${pool2}/web.img'`),
    }));
    await guestsStage(machine(fs));
    expect([await fs.list(`${pool2}/.ramvisor/guests`), await fs.exists(`${STORE}/web`), await fs.exists("/var/lib/ramvisor/pools/pool3")]).toEqual([["web"], false, false]);
  });

  describe("of a guest without a disk in any pool", () => {
    const pool2 = "/var/lib/ramvisor/pools/pool2";
    const inPool2 = `${pool2}/.ramvisor/guests`;
    const tool = domain("1", "protocol='rbd' name='images/tool'");
    /** This node leads pool2, and has just taken `default` over. */
    const both = (more: Record<string, string>): Record<string, string> => files({
      "/proc/self/mountinfo": `25 1 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n26 1 147:1 / ${pool2} rw - ext4 /dev/drbd1 rw\n`, "/run/ramvisor/guests-restored/pool2": "",
      "/run/ramvisor/guests-started/default": "{}", "/run/ramvisor/guests-started/pool2": "{}", "/etc/libvirt/qemu/tool.xml": tool, ...more,
    });
    const where = async (fs: WriteFs): Promise<boolean[]> => Promise.all([STORE, inPool2].map((store) => fs.exists(`${store}/tool/domain.xml`)));

    it("keeps it in the pool that stores it already: any other may go back to the other node, which would start it once more", async () => {
      const { fs } = memory(both({ [`${inPool2}/tool/domain.xml`]: domain("1", "older"), "/run/libvirt/qemu/tool.xml": "<domstatus/>" }));
      expect(await guestsStage(machine(fs))).toEqual({ saved: ["tool"], removed: [] });
      expect([await where(fs), await fs.readText(`${inPool2}/tool/domain.xml`), await fs.exists(`${inPool2}/tool/running`)]).toEqual([[false, true], tool, true]);
    });

    it("keeps it in the pool that the one that runs came from, where another one stores it too", async () => {
      const { fs } = memory(both({
        [`${inPool2}/tool/domain.xml`]: tool, [`${STORE}/tool/domain.xml`]: domain("1", "older"), "/run/ramvisor/guests-restored/default": "tool\n", "/run/libvirt/qemu/tool.xml": "<domstatus/>",
      }));
      expect(await guestsStage(machine(fs))).toMatchObject({ removed: [] });
      expect([await where(fs), await fs.readText(`${STORE}/tool/domain.xml`)]).toEqual([[true, true], domain("1", "older")]);
    });

    it.each([["none stores it", {}], ["another one stores another guest of its name", { [`${inPool2}/tool/domain.xml`]: domain("2", ""), "/run/ramvisor/guests-restored/pool2": "tool\n" }]])("keeps it in the first pool where %s", async (_, more) => {
      const { fs } = memory(both(more));
      expect(await guestsStage(machine(fs))).toEqual({ saved: ["tool"], removed: [] });
      expect(await fs.readText(`${STORE}/tool/domain.xml`)).toBe(tool);
    });

    it("keeps it in the first pool where another one answers nothing", async () => {
      const { fs, volume } = memory(both({
        "/proc/self/mountinfo": `25 1 147:0 / ${POOL} rw - ext4 /dev/drbd0 rw\n26 1 254:2 / ${pool2} rw - ext4 /dev/vdb1 rw\n`,
        "/sys/devices/vdb/vdb2/partition": "2\n", "/sys/class/block/vdb/stat": " 5 0 8 1 2 0 8 1 1 2 3 0 0 0 0 0 0\n",
      }));
      volume.mkdirSync("/sys/dev/block", { recursive: true });
      volume.symlinkSync("/sys/devices/vdb/vdb2", "/sys/dev/block/254:2");
      const hangs = <T>(path: string, real: () => Promise<T>): Promise<T> => (path.startsWith(`${pool2}/`) ? new Promise(() => undefined) : real());
      const hanging: WriteFs = { ...fs, exists: (path) => hangs(path, () => fs.exists(path)), list: (path) => hangs(path, () => fs.list(path)) };
      await expect(guestsStage(machine(hanging))).rejects.toThrow(/^not kept: any guest in pool pool2 \([^;]*$/);
      expect(await where(fs)).toEqual([true, false]);
    });

    it("changes nothing where it cannot be read which pool stores it, unless it was left alone there", async () => {
      const stored = { [`${inPool2}/tool/domain.xml`]: domain("1", "older") };
      const unread = (fs: WriteFs): WriteFs => failing(fs, "readBytes", (path) => (path.startsWith(`${inPool2}/tool/`) ? "EIO" : null));
      const { fs } = memory(both(stored));
      await expect(guestsStage(machine(unread(fs)))).rejects.toThrow(/^not kept: tool \(/);
      expect(await where(fs)).toEqual([false, true]);
      const { fs: left } = memory(both({ ...stored, "/run/ramvisor/guests-restored/pool2": "tool\n" }));
      await guestsStage(machine(unread(left)));
      expect(await where(left)).toEqual([true, true]);
    });
  });

  it("leaves a guest that moves to the other node until the move is over", async () => {
    const { fs } = memory(files({ [`${STORE}/web/domain.xml`]: domain("1", ""), "/run/ramvisor/guests-moving/web": "" }));
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    await fs.replace("/etc/libvirt/qemu/web.xml", domain("1", ""));
    await guestsStage(machine(fs));
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml", "moving"]);
    await fs.remove("/run/ramvisor/guests-moving/web");
    await guestsStage(machine(fs));
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml"]);
    await fs.remove("/etc/libvirt/qemu/web.xml");
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: ["web"] });
  });

  it("saves no guest of a pool that is not mounted any more, neither there nor into another, and changes nothing that is stored of it", async () => {
    const pool2 = "/var/lib/ramvisor/pools/pool2";
    const guests = { "/etc/libvirt/qemu/web.xml": domain("1", `file='${pool2}/web.img'`), "/etc/libvirt/qemu/db.xml": domain("2", "pool='pool2' volume='db'"), "/etc/libvirt/qemu/net.xml": domain("3", "") };
    const kept = { [`${STORE}/web/domain.xml`]: domain("1", "file='older'") };
    for (const known of [{ [`${pool2}/`]: "" }, { "/run/ramvisor/guests-restored/pool2": "" }]) {
      const { fs } = memory(files({ ...guests, ...kept, ...known }));
      // One whose disks lie nowhere of ours is saved as before.
      expect(await guestsStage(machine(fs))).toEqual({ saved: ["net"], removed: [] });
      expect([await fs.readText(`${STORE}/web/domain.xml`), await fs.exists(`${pool2}/.ramvisor`)]).toEqual([domain("1", "file='older'"), false]);
    }
  });
});
