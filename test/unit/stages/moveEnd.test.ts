import { describe, expect, it } from "vitest";
import { guestMoveMessages } from "../../../src/messages/guestMove/index.ts";
import { LANGS } from "../../../src/model/token.ts";
import { guestsStage } from "../../../src/stages/guests.ts";
import { beginMove, endMove } from "../../../src/stages/move/mark.ts";
import { storedAt } from "../../../src/stages/move/storedAt.ts";
import { machine, memory } from "../apply/fakes.ts";
import { captured, LINE } from "./host.ts";

const POOL = "/var/lib/ramvisor/pools/default";
const STORE = `${POOL}/.ramvisor/guests`;
const MOVING = "/run/ramvisor/guests-moving/web";
const DEFINED = "/etc/libvirt/qemu/web.xml";
/** In the middle of a move: stored, and no more defined here than `more` says. */
const moving = (more: Record<string, string> = {}): Record<string, string> => ({
  "/proc/cmdline": LINE, "/run/ramvisor/facts.json": JSON.stringify(captured("qemu-one-blank-disk")), "/proc/self/mountinfo": `25 1 254:1 / ${POOL} rw - ext4 /dev/vda1 rw\n`,
  "/run/ramvisor/guests-restored/default": "", "/etc/libvirt/qemu/": "", [`${STORE}/web/domain.xml`]: "<uuid>1</uuid>", [`${STORE}/web/moving`]: "", [MOVING]: "", ...more,
});

describe("the end of a move", () => {
  it("lets what is stored here go where the other node has stored it", async () => {
    const { fs } = memory(moving());
    expect(await endMove({ fs }, "web", "there")).toBe("over");
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: ["web"] });
  });

  it("keeps it where the other node lost power before it had stored the guest, until it is defined here again", async () => {
    const { fs } = memory(moving());
    expect(await endMove({ fs }, "web", "unclear")).toBe("gone");
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: [] });
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml", "moving"]);
    await fs.replace(DEFINED, "<uuid>1</uuid>");
    await guestsStage(machine(fs));
    expect([await fs.list(`${STORE}/web`), await fs.exists(MOVING)]).toEqual([["domain.xml"], false]);
    await fs.remove(DEFINED);
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: ["web"] });
  });

  it("is over where the guest stayed here", async () => {
    const { fs } = memory(moving({ [DEFINED]: "<uuid>1</uuid>" }));
    expect(await endMove({ fs }, "web", "here")).toBe("over");
    await guestsStage(machine(fs));
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml"]);
  });

  it("is not over where the guest is here and may run there too, until a later move", async () => {
    const { fs } = memory(moving({ [DEFINED]: "<uuid>1</uuid>" }));
    expect(await endMove({ fs }, "web", "unclear")).toBe("defined");
    await guestsStage(machine(fs));
    expect([await fs.list(`${STORE}/web`), await fs.exists(MOVING)]).toEqual([["domain.xml", "moving"], true]);
    expect(await beginMove(machine(fs), "web")).toBe(true);
    await endMove({ fs }, "web", "here");
    await guestsStage(machine(fs));
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml"]);
  });

  it("has a mark of one process at a time; those of processes that are gone are taken over", async () => {
    const stat = (start: string): string => `7 (node) S ${"0 ".repeat(18)}${start} 0\n`;
    const given = moving({ "/proc/7/stat": stat("70"), "/proc/100/stat": stat("1000") });
    for (const [mark, isFree] of [["7 70", false], ["7 71", true], ["8 70", true], ["left\n", true], ["unclear\n", true], ["", true]] as const) {
      const { fs } = memory({ ...given, [MOVING]: mark });
      expect([mark, await beginMove(machine(fs), "web"), await fs.readText(MOVING)]).toEqual([mark, isFree, isFree ? "100 1000" : mark]);
    }
    const { fs } = memory(given);
    await fs.remove(MOVING);
    expect([await beginMove(machine(fs), "web"), await fs.readText(MOVING)]).toEqual([true, "100 1000"]);
  });

  it("a move under way is not ended by its guest's being defined here", async () => {
    const { fs } = memory(moving({ [DEFINED]: "<uuid>1</uuid>" }));
    await guestsStage(machine(fs));
    expect([await fs.exists(MOVING), await fs.list(`${STORE}/web`)]).toEqual([true, ["domain.xml", "moving"]]);
  });

  it.each(LANGS)("says in %s where to look and what to type", async (lang) => {
    const { fs } = memory(moving());
    const dir = await storedAt({ fs }, "web", [{ name: "pool2", path: "/var/lib/ramvisor/pools/pool2" }, { name: "default", path: POOL }]);
    expect(dir).toBe(`${STORE}/web`);
    expect(guestMoveMessages[lang].kept("web", "lab-2", { dir, pool: "pool2", moved: "/pools/moved-web.xml" })).toMatch(/virsh list --all .*lab-2.*virsh define \/var\/lib\/ramvisor\/pools\/default\/\.ramvisor\/guests\/web\/domain\.xml$/);
  });

  it.each(LANGS)("says in %s what holds a guest and what became of it, each with what to do", (lang) => {
    const messages = guestMoveMessages[lang];
    expect(messages.sameThere("web", "lab-2", "web")).toMatch(/lab-2.*virsh list --all --name --uuid.*virsh undefine web.*virsh domrename/);
    expect(messages.otherStored("web", "lab-2", "pool2", "mv /a /b")).toMatch(/lab-2.*pool2.*web.*: mv \/a \/b$/);
    expect(messages.notNoted("web", "/d")).toMatch(/^web .*\/d .*ramvisor status.*journalctl -t ramvisor/);
    expect(messages.notStored("lab-2", "/d/domain.xml")).toMatch(/^lab-2 .*: \/d\/domain\.xml$/);
    expect(messages.later("web", "/d.img")).toMatch(/^web .*\/d\.img\./);
    expect(messages.medium("web", "/x.iso", "virsh change-media web sda --eject --live --config")).toMatch(/^web .*\/x\.iso.*virsh change-media web sda --eject --live --config$/);
    expect(messages.movesAlready("web")).toMatch(/^web .*ramvisor guest move/);
    expect(messages.staysAs("web", "paused", "why", "virsh resume web")).toMatch(/^web .*paused.*why.*: virsh resume web$/);
    expect(messages.notLooked("web", "lab-2", "why", "web")).toMatch(/web.*lab-2.*why.*virsh list --all.*virsh destroy web/);
    expect(messages.begunLeft("lab-2", "why")).toMatch(/^lab-2 .*why\..*\.$/);
    expect(messages.unclear("web", "lab-2", "why", "'/i.img'")).toMatch(/web.*why.*lab-2.*virsh list --all\. .*lab-2.*'\/i\.img'$/);
  });

  it.each(LANGS)("says in %s what to do with a guest that runs on both nodes, and where the newest disks are of one whose new node died", (lang) => {
    const messages = guestMoveMessages[lang];
    expect(messages.onBoth("web", "lab-2", "'/pools/pool2/web.img'")).toMatch(/web.*lab-2.*virsh destroy web; virsh undefine web --nvram; rm -f '\/pools\/pool2\/web\.img'$/);
    expect(messages.kept("web", "lab-2", { dir: "/d", pool: "pool2", moved: "/m.xml" })).toMatch(/lab-2.*pool2.*ramvisor takeover; virsh define \/m\.xml; virsh start web\..*virsh define \/d\/domain\.xml$/);
  });
});
