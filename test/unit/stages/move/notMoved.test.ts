import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notMoved } from "../../../../src/stages/move/notMoved.ts";
import { prepare } from "../../../../src/stages/move/prepare.ts";
import { failed } from "../../apply/fakes.ts";
import { DEFINED, moving, OTHER_UUID, OtherNode, TARGET, UUID } from "./otherNode.ts";

const IMAGE = `${TARGET}/web.img`;
let other: OtherNode;
beforeEach(() => { other = new OtherNode(); });
afterEach(() => { other.close(); });

describe("a migration that failed", () => {
  it.each([
    ["running", /^web has not moved and runs on here: why$/],
    ["paused", /^web has not moved, and is "paused" here now: why\. To have it run on: virsh resume web$/],
    ["shut off", /^web has not moved, and is "shut off" here now: why\. To have it run on: virsh start web$/],
    ["crashed", /is "crashed" here now/],
  ])("is cleared on the other node while the guest is %s here", async (state, sentence) => {
    const { move, said } = moving(other, { state: () => state });
    await prepare(move);
    expect(await notMoved(move, "why")).toBe("here");
    expect([said, other.read(IMAGE)]).toEqual([[expect.stringMatching(sentence)], null]);
  });

  it("says that the guest runs on where libvirt has let it go meanwhile", async () => {
    let asked = 0;
    const { move, said } = moving(other, { state: () => ((asked += 1) > 1 ? "running" : "paused") });
    expect([await notMoved(move, "why"), said]).toEqual(["here", ["web has not moved and runs on here: why"]]);
  });

  it.each([["running", /runs on both nodes now[\s\S]*virsh destroy web; virsh undefine web --nvram; rm -f '.*web\.img'$/], ["paused", /^It is not clear where web runs: why\..*'.*pool2\/web\.img'$/]])("is unclear where the guest came there and is %s here: nothing is removed", async (state, sentence) => {
    const { move, said } = moving(other, { state: () => state });
    await prepare(move);
    other.knows(`${UUID} web`);
    expect([await notMoved(move, "why"), said.at(-1)]).toEqual(["unclear", expect.stringMatching(sentence)]);
    expect(other.read(IMAGE)).not.toBeNull();
  });

  it.each([["none", ""], ["another one of its name", `<uuid>${OTHER_UUID}</uuid>`]])("is unclear where the guest is defined here no more: %s", async (_, xml) => {
    const { move, said, fs } = moving(other);
    await prepare(move);
    await fs.replace(DEFINED, xml);
    if (xml === "") await fs.remove(DEFINED);
    expect([await notMoved(move, "why"), said]).toEqual(["unclear", [expect.stringMatching(/^It is not clear where web runs/)]]);
    expect(other.read(IMAGE)).not.toBeNull();
  });

  it("says where to look, and claims nothing, where it could not be looked whether the guest came there", async () => {
    const { move, said } = moving(other);
    await prepare(move);
    other.before = () => failed(255, "ssh: no route");
    expect(await notMoved(move, "why")).toBe("unclear");
    expect(said.at(-1)).toMatch(/^It could not be looked whether web came to lab-2: ssh: no route\. Look there first: virsh list --all\. If it runs there, stop it there: virsh destroy web; if it is not there, the next move removes what is left\.$/);
    expect(other.read(IMAGE)).not.toBeNull();
  });

  it("names a guest whose name is a number by its UUID", async () => {
    const { move, said } = moving(other, { files: { "/etc/libvirt/qemu/1.xml": `<uuid>${UUID}</uuid>` }, over: { name: "1" } });
    await prepare(move);
    other.knows(`${UUID} 1`);
    await notMoved(move, "why");
    expect(said.at(-1)).toContain(`virsh destroy ${UUID}; virsh undefine ${UUID} --nvram`);
  });
});
