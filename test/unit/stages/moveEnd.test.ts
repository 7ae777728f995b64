import { describe, expect, it } from "vitest";
import { guestMoveMessages } from "../../../src/messages/guestMove/index.ts";
import { LANGS } from "../../../src/model/token.ts";
import { guestsStage } from "../../../src/stages/guests.ts";
import { endMove, storedAt } from "../../../src/stages/moveEnd.ts";
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
    expect(await endMove({ fs }, "web", true)).toBe(true);
    expect(await guestsStage(machine(fs))).toEqual({ saved: [], removed: ["web"] });
  });

  it("keeps it where the other node lost power before it had stored the guest, until it is defined here again", async () => {
    const { fs } = memory(moving());
    expect(await endMove({ fs }, "web", false)).toBe(false);
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
    expect(await endMove({ fs }, "web", false)).toBe(true);
    await guestsStage(machine(fs));
    expect(await fs.list(`${STORE}/web`)).toEqual(["domain.xml"]);
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

  it.each(LANGS)("says in %s what to do with a guest that runs on both nodes, and where the newest disks are of one whose new node died", (lang) => {
    const messages = guestMoveMessages[lang];
    expect(messages.onBoth("web", "lab-2", "'/pools/pool2/web.img'")).toMatch(/web.*lab-2.*virsh destroy web; virsh undefine web --nvram; rm -f '\/pools\/pool2\/web\.img'$/);
    expect(messages.kept("web", "lab-2", { dir: "/d", pool: "pool2", moved: "/m.xml" })).toMatch(/lab-2.*pool2.*ramvisor takeover; virsh define \/m\.xml; virsh start web\..*virsh define \/d\/domain\.xml$/);
  });
});
