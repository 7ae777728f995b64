import { describe, expect, it } from "vitest";
import { guestsLeft, guestsStart } from "../../../../src/apply/actions/guestsStart.ts";
import { RESTORED_DIR, STARTED_DIR } from "../../../../src/apply/guestStore.ts";
import { type Call, context, failed, logged, memory, ok, programs } from "../fakes.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const STORE = `${POOL}/.ramvisor/guests`;
const files = {
  [`${RESTORED_DIR}/default`]: "other\n", [`${STORE}/auto/domain.xml`]: "x", [`${STORE}/auto/autostart`]: "", [`${STORE}/ran/domain.xml`]: "x", [`${STORE}/ran/running`]: "",
  [`${STORE}/idle/domain.xml`]: "x", [`${STORE}/other/domain.xml`]: "x", [`${STORE}/other/autostart`]: "", [`${STORE}/half/autostart`]: "",
  [`${STORE}/up/domain.xml`]: "x", [`${STORE}/up/autostart`]: "", "/run/libvirt/qemu/up.xml": "<domstatus/>",
};
const step = { action: "guests.start", phase: "pair", pool: "default", path: POOL } as const;
const startsOf = (calls: readonly Call[]): string[] => calls.flatMap(({ args }) => (args.includes("start") ? [args.at(-1) ?? ""] : []));

describe("guests.start", () => {
  it("starts those that are to start by themselves; after a takeover those that ran as well", async () => {
    for (const [ran, wanted] of [[false, ["auto"]], [true, ["auto", "ran"]]] as const) {
      const { run, calls } = programs({ virsh: () => ok() });
      const { fs } = memory(files);
      expect(await guestsStart(context({ fs, run }), { ...step, ran })).toBe("changed");
      expect(startsOf(calls)).toEqual(wanted);
    }
  });

  it("leaves a guest alone that was moving to the other node when this one went down; after a takeover there is no other", async () => {
    for (const [ran, wanted] of [[false, []], [true, ["auto", "ran"]]] as const) {
      const { run, calls } = programs({ virsh: () => ok() });
      const { fs } = memory({ ...files, [`${STORE}/auto/moving`]: "" });
      await guestsStart(context({ fs, run }), { ...step, ran });
      expect(startsOf(calls)).toEqual(wanted);
      // For the status: somebody has to look where it runs.
      expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toMatchObject({ moving: ran ? [] : ["auto"] });
    }
  });

  it("with a third node, names a guest that was moving and starts the others, after a takeover as well", async () => {
    const { run, calls } = programs({ virsh: () => ok() });
    const { log, lines } = logged();
    // One that is to start, one that ran, one that did neither, and one that arrived here.
    const { fs } = memory({ ...files, [`${STORE}/auto/moving`]: "", [`${STORE}/idle/moving`]: "", [`${STORE}/up/moving`]: "" });
    await guestsStart(context({ fs, run, log }), { ...step, ran: true, others: true });
    expect(startsOf(calls)).toEqual(["ran"]);
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toEqual({ started: ["ran"], failed: [], moving: ["auto"], leftAlone: ["other"] });
    expect(lines.filter((line) => line.includes("may run on another one"))).toHaveLength(1);
  });

  it("after a takeover, waits for the half of a guest that was just coming from the node that died, and names it where that stays", async () => {
    const coming = { ...files, [`${STORE}/up/moving`]: "", [`${STORE}/up/running`]: "" };
    for (const [endsAfter, said, wanted] of [[3, "paused (migrating)\n", ["auto", "ran", "up"]], [Infinity, "paused (migrating)\n", ["auto", "ran"]], [Infinity, "running (booted)\n", ["auto", "ran"]]] as const) {
      const { fs, volume } = memory(coming);
      let asked = 0;
      const { run, calls } = programs({ virsh: ({ args }) => {
        if (args.includes("domstate") && (asked += 1) >= endsAfter) volume.rmSync("/run/libvirt/qemu/up.xml");
        return ok(args.includes("domstate") ? said : "");
      } });
      await guestsStart(context({ fs, run }), { ...step, ran: true });
      expect(startsOf(calls)).toEqual(wanted);
      expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toMatchObject({ moving: endsAfter === Infinity && said.startsWith("paused") ? ["up"] : [] });
    }
  });

  it("starts a guest by its UUID: virsh takes a name that is a number for another's id", async () => {
    const { run, calls } = programs({ virsh: () => ok() });
    const { fs } = memory({ [`${RESTORED_DIR}/default`]: "", [`${STORE}/1/domain.xml`]: "<uuid>u-1</uuid>", [`${STORE}/1/running`]: "" });
    await guestsStart(context({ fs, run }), { ...step, ran: true });
    expect(startsOf(calls)).toEqual(["u-1"]);
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toMatchObject({ started: ["1"] });
  });

  it("takes what runs here and is not known by the stored UUID for another guest of the name, and waits for nothing", async () => {
    const { run, calls } = programs({ virsh: ({ args }) => (args.includes("domstate") ? failed(1, "error: failed to get domain 'u-1'") : ok()) });
    const { fs } = memory({ ...files, [`${STORE}/up/domain.xml`]: "<uuid>u-1</uuid>", [`${STORE}/up/moving`]: "", [`${STORE}/up/running`]: "" });
    await guestsStart(context({ fs, run }), { ...step, ran: true });
    expect(calls.filter(({ args }) => args.includes("domstate"))).toHaveLength(1);
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toMatchObject({ moving: [], leftAlone: ["other", "up"] });
  });

  it.each([
    ["that is known by what runs", false, { "/run/libvirt/qemu/web.xml": "<domstatus><domain><name>web</name><uuid>u-own</uuid></domain></domstatus>" }],
    ["that is known by what is defined", false, { "/run/libvirt/qemu/web.xml": "<domstatus/>", "/etc/libvirt/qemu/web.xml": "<domain><uuid>u-own</uuid></domain>" }],
    ["that nobody knows", false, { "/run/libvirt/qemu/web.xml": "" }],
    ["while the one that died was moving", true, { "/run/libvirt/qemu/web.xml": "<domstatus><domain><uuid>u-own</uuid></domain></domstatus>" }],
  ])("names a guest that was left alone as not started where another one of its name runs here, %s", async (_, moved, here) => {
    const { run, calls } = programs({ virsh: () => ok("running (booted)\n") });
    const { fs } = memory({ [`${RESTORED_DIR}/default`]: "web\n", [`${STORE}/web/domain.xml`]: "<domain><uuid>u-dead</uuid></domain>", [`${STORE}/web/running`]: "", ...(moved ? { [`${STORE}/web/moving`]: "" } : {}), ...here });
    await guestsStart(context({ fs, run }), { ...step, ran: true });
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toEqual({ started: [], failed: [], moving: [], leftAlone: ["web"] });
    expect(calls).toEqual([]);
  });

  it("says nothing of a guest that runs here already, as it has moved here, be it left alone in the pool", async () => {
    const { fs } = memory({ [`${RESTORED_DIR}/default`]: "web\n", [`${STORE}/web/domain.xml`]: "<domain><uuid>u-1</uuid></domain>", [`${STORE}/web/running`]: "", "/run/libvirt/qemu/web.xml": "<domstatus><domain><uuid>u-1</uuid></domain></domstatus>" });
    expect(await guestsStart(context({ fs, run: programs().run }), { ...step, ran: true })).toBe("unchanged");
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toEqual({ started: [], failed: [], moving: [], leftAlone: [] });
  });

  it("starts a guest whose half ends just while libvirt is asked for it", async () => {
    const { fs, volume } = memory({ ...files, [`${STORE}/up/domain.xml`]: "<uuid>u-1</uuid>", [`${STORE}/up/moving`]: "", [`${STORE}/up/running`]: "" });
    const { run, calls } = programs({ virsh: ({ args }) => {
      if (!args.includes("domstate")) return ok();
      volume.rmSync("/run/libvirt/qemu/up.xml");
      return failed(1, "error: failed to get domain 'u-1'");
    } });
    await guestsStart(context({ fs, run }), { ...step, ran: true });
    expect(startsOf(calls)).toEqual(["auto", "ran", "u-1"]);
  });

  it("gives the autostart flag back to a guest that came without it, since it was moving", async () => {
    const { run, calls } = programs({ virsh: () => ok() });
    const { fs, volume } = memory({ ...files, [`${STORE}/auto/domain.xml`]: "<uuid>u-1</uuid>", [`${STORE}/auto/moving`]: "", "/etc/libvirt/qemu/autostart/": "" });
    const flagged = (): string[][] => calls.flatMap(({ args }) => (args.includes("autostart") ? [args.slice(-3)] : []));
    await guestsStart(context({ fs, run }), { ...step, ran: true });
    expect(flagged()).toEqual([["autostart", "--", "u-1"]]);
    volume.symlinkSync("/etc/libvirt/qemu/auto.xml", "/etc/libvirt/qemu/autostart/auto.xml");
    await fs.remove(`${STARTED_DIR}/default`);
    await guestsStart(context({ fs, run }), { ...step, ran: true });
    expect([startsOf(calls), flagged().length]).toEqual([["u-1", "ran", "u-1", "ran"], 1]);
  });

  it("is done once per start and pool", async () => {
    const { run, calls } = programs({ virsh: () => ok() });
    const { fs } = memory(files);
    await guestsStart(context({ fs, run }), { ...step, ran: false });
    expect(await guestsStart(context({ fs, run }), { ...step, ran: true })).toBe("unchanged");
    expect(startsOf(calls)).toEqual(["auto"]);
  });

  it("asks again until libvirt has read what it was told of", async () => {
    let asked = 0;
    const { run } = programs({ virsh: ({ args }) => (args.includes("start") && (asked += 1) < 3 ? failed(1, "error: failed to get domain 'auto'") : ok()) });
    const { fs } = memory(files);
    expect(await guestsStart(context({ fs, run }), { ...step, ran: false })).toBe("changed");
    expect(asked).toBe(3);
  });

  it("names those that do not start, and starts the others", async () => {
    const { run } = programs({ virsh: ({ args }) => (args.at(-1) === "auto" ? failed(1, "error: no memory\n") : ok()) });
    const { fs } = memory(files);
    await expect(guestsStart(context({ fs, run }), { ...step, ran: true })).rejects.toThrow("auto: error: no memory");
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toEqual({ started: ["ran"], failed: [{ name: "auto", why: "error: no memory" }], moving: [], leftAlone: ["other"] });
  });

  it("names one that cannot be read, and starts the others; one that was left alone is not looked at", async () => {
    const { run, calls } = programs({ virsh: () => ok() });
    const { fs } = memory(files);
    const sick = { ...fs, readBytes: (path: string) => (/\/(auto|other)\//.test(path) ? Promise.reject(Object.assign(new Error("EIO"), { code: "EIO", path })) : fs.readBytes(path)) };
    await expect(guestsStart(context({ fs: sick, run }), { ...step, ran: true })).rejects.toThrow(/^auto: input\/output error[^;]*$/);
    expect(startsOf(calls)).toEqual(["ran"]);
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toMatchObject({ started: ["ran"], failed: [{ name: "auto" }] });
  });
});

describe("guests.start during a start", () => {
  const disks = { ...step, phase: "disks", ran: false } as const;
  it("leaves them to libvirt, and so does a later run", async () => {
    const { run, calls } = programs();
    const { fs } = memory(files);
    expect(await guestsLeft(context({ fs, run }), disks)).toBe("unchanged");
    // One that was stopped by hand meanwhile stays so.
    expect(await guestsStart(context({ fs, run }), disks)).toBe("unchanged");
    expect(calls).toEqual([]);
  });
  it("notes who was moving when this node went down: libvirt does not start it, and its flags are not to be lost", async () => {
    const { fs } = memory({ ...files, [`${STORE}/auto/moving`]: "", [`${STORE}/ran/moving`]: "", [`${STORE}/idle/moving`]: "" });
    await guestsLeft(context({ fs, run: programs().run }), disks);
    expect(JSON.parse(await fs.readText(`${STARTED_DIR}/default`))).toEqual({ started: [], failed: [], moving: ["auto", "ran"], leftAlone: [] });
  });
  it("where libvirt was there before the pool, tells it and starts them", async () => {
    const { run, calls } = programs({ virsh: () => ok(), systemctl: () => ok() });
    const { fs } = memory({ ...files, "/run/libvirt/qemu/autostarted": "" });
    expect(await guestsLeft(context({ fs, run, changed: new Set(["pool.mount"]) }), disks)).toBe("changed");
    expect(calls.map(({ program, args }) => `${program} ${args.at(-1) ?? ""}`)).toEqual(["systemctl libvirtd.service", "virsh uri", "systemctl libvirtd.service", "virsh auto", "virsh auto"]);
    expect(calls.at(-1)?.args).toContain("autostart");
  });
  it("where the pool was not there in the start, the run that mounts it starts them", async () => {
    const { run, calls } = programs({ virsh: () => ok() });
    expect(await guestsStart(context({ fs: memory(files).fs, run }), disks)).toBe("changed");
    expect(startsOf(calls)).toEqual(["auto"]);
  });
});
