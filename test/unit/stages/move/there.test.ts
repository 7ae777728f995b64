import { chmodSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clear } from "../../../../src/stages/move/clear.ts";
import { prepare } from "../../../../src/stages/move/prepare.ts";
import { settle } from "../../../../src/stages/move/settle.ts";
import { failed } from "../../apply/fakes.ts";
import { LIST, moving, OTHER_UUID, OtherNode, STORED, TARGET, UUID } from "./otherNode.ts";

const IMAGE = `${TARGET}/web.img`;
const OWN = "/var/lib/ramvisor/pools/default";
const FIRMWARE = [{ from: `${OWN}/CODE.fd`, to: `${TARGET}/CODE.fd`, own: false }, { from: `${OWN}/nv/web.fd`, to: `${TARGET}/nv/web.fd`, own: true }];
const FILES = { [`${OWN}/CODE.fd`]: "code", [`${OWN}/nv/web.fd`]: "vars" };
let other: OtherNode;
beforeEach(() => { other = new OtherNode(); });
afterEach(() => { other.close(); });
const left = (): string[] => readdirSync(other.at(TARGET), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name).sort();

describe("what a move makes on the other node", () => {
  it("is an image of the right size and its firmware, and is removed where the guest did not come: what guests share stays", async () => {
    const { move } = moving(other, { files: FILES, over: { firmware: FIRMWARE } });
    expect(await prepare(move)).toBeNull();
    expect([other.read(IMAGE)?.length, other.read(`${TARGET}/CODE.fd`), other.read(`${TARGET}/nv/web.fd`)]).toEqual([4096, "code", "vars"]);
    expect((other.read(LIST) ?? "").split("\n").map((line) => line.replace(/^\d+ .*? \//, "/"))).toEqual([`${other.at(IMAGE)}`, other.at(`${TARGET}/nv/web.fd`), ""]);
    expect(await clear(move)).toEqual({ state: "cleared" });
    expect(left()).toEqual(["CODE.fd"]);
    // And a second time there is nothing to clear.
    expect(await clear(move)).toEqual({ state: "cleared" });
  });

  it.each([0, 1])("is nothing where ssh fails once, at its step %i: what another guest has there stays whole", async (step) => {
    const { move } = moving(other, { files: FILES, over: { firmware: FIRMWARE } });
    const path = [IMAGE, `${TARGET}/CODE.fd`][step] ?? "";
    other.write(path, "another guest's");
    other.before = (call) => (call === step ? failed(255, "ssh: connect to host 10.0.0.2 port 22: No route to host") : undefined);
    expect(await prepare(move)).toMatch(/^lab-2 cannot be reached: ssh: connect/);
    expect([left().length, other.read(path)]).toEqual([1, "another guest's"]);
  });

  it.each([[1, /cannot be reached: ssh/], [2, /cannot be reached: ssh/], [3, /cannot be reached any more: ssh.*the next move removes/], [4, /cannot be reached any more: ssh/]])("is cleared by the next move where ssh is gone from its step %i on", async (step, sentence) => {
    const { move } = moving(other, { files: FILES, over: { firmware: FIRMWARE } });
    other.before = (call) => (call >= step ? failed(255, "ssh: no route") : undefined);
    expect(await prepare(move)).toMatch(sentence);
    other.before = () => undefined;
    expect(await prepare(move)).toBeNull();
  });

  it("never takes the place of a file that comes between the look and the making", async () => {
    const { move } = moving(other, { over: { disks: ["a", "web"].map((name) => ({ from: `${OWN}/${name}.img`, to: `${TARGET}/${name}.img`, format: "raw" })) } });
    other.before = (call) => {
      if (call === 1) other.write(IMAGE, "another guest's");
      return undefined;
    };
    expect(await prepare(move)).toMatch(/there is a file \/var\/lib\/ramvisor\/pools\/pool2\/web\.img already/);
    expect([left(), other.read(IMAGE)]).toEqual([["web.img"], "another guest's"]);
  });

  it("never goes through a link, be there a file behind it or not", async () => {
    symlinkSync("/dev/null", other.at(IMAGE));
    expect(await prepare(moving(other).move)).toMatch(/web\.img already/);
    rmSync(other.at(IMAGE));
    symlinkSync("nowhere", other.at(IMAGE));
    expect(await prepare(moving(other).move)).toMatch(/web\.img already/);
  });

  it("is told from what somebody put in its place", async () => {
    const { move } = moving(other);
    await prepare(move);
    rmSync(other.at(IMAGE));
    other.write(IMAGE, "another guest's");
    expect([await clear(move), left(), other.read(IMAGE)]).toEqual([{ state: "cleared" }, ["web.img"], "another guest's"]);
  });

  it("and was left by a node that died in the middle is cleared by the next move, unless libvirt there knows the guest", async () => {
    await prepare(moving(other).move);
    other.write(IMAGE, "half");
    other.knows(`${UUID} web`);
    expect(await prepare(moving(other).move)).toMatch(/^On lab-2 libvirt has a guest/);
    expect(other.read(IMAGE)).toBe("half");
    other.knows();
    expect(await prepare(moving(other).move)).toBeNull();
    expect(other.read(IMAGE)).toBe("\0".repeat(4096));
  });

  it("is the guest's own once it has come: nothing clears it any more, and its old variables here go", async () => {
    const variables = "/var/lib/libvirt/qemu/nvram/web_VARS.fd";
    const { move, fs } = moving(other, { files: { [variables]: "old", [`${OWN}/.ramvisor/guests/web/autostart`]: "" }, over: { variables: "web_VARS.fd" } });
    await prepare(move);
    await fs.remove("/etc/libvirt/qemu/web.xml");
    expect(await settle(move)).toBe("there");
    expect([other.read(LIST), await fs.exists(variables), await fs.exists(`${OWN}/web.img`)]).toEqual([null, false, false]);
    expect(other.read("autostart")).toContain(`autostart --domain ${UUID}`);
    await clear(move);
    expect(left()).toContain("web.img");
  });

  it("a guest of the same name there, or one with its UUID, holds it here, and nothing there is touched", async () => {
    for (const guest of [`${OTHER_UUID} web`, `${UUID} other`]) {
      other.knows(guest);
      expect(await prepare(moving(other).move)).toMatch(/^On lab-2 libvirt has a guest of the name or the UUID of web already\. Nothing was changed/);
    }
    expect(left()).toEqual([]);
    other.knows(`${OTHER_UUID} web2`);
    expect(await prepare(moving(other).move)).toBeNull();
  });

  it("another guest that its pool stores under the name, and libvirt has not, holds it here, until that is out of the way", async () => {
    other.write(STORED, `<domain><uuid>${OTHER_UUID}</uuid></domain>`);
    const said = await prepare(moving(other).move);
    expect(said).toMatch(/^On lab-2 pool pool2 stores another guest of the name web, which libvirt there does not have\. Nothing was changed\. .*: mv \/var\/lib\/ramvisor\/pools\/pool2\/\.ramvisor\/guests\/web \/var\/lib\/ramvisor\/pools\/pool2\/web-older$/);
    expect(left()).toEqual(["domain.xml"]);
    await execa("sh", ["-c", (said ?? "").replace(/.*: mv/, "mv").replaceAll(TARGET, other.at(TARGET))]);
    expect(await prepare(moving(other).move)).toBeNull();
  });

  it("what its pool stores of the guest itself does not", async () => {
    other.write(STORED, `<domain><uuid>${UUID}</uuid></domain>`);
    expect(await prepare(moving(other).move)).toBeNull();
  });

  it.each([["another guest was left alone there", "", (): void => { other.write(STORED, `<domain><uuid>${OTHER_UUID}</uuid></domain>`); }], ["there is no room", " (not kept: db in pool pool2 (no space))", (): void => { other.write("pool-is-full", ""); }]])("is unclear, and nothing here goes, where its definition was not stored though it came: %s", async (_, why, happens) => {
    const { move, said, fs } = moving(other);
    await prepare(move);
    happens();
    expect(await settle(move)).toBe("unclear");
    expect([said.at(-1), await fs.exists(`${OWN}/web.img`)]).toEqual([`Moved, but: lab-2 has not stored its definition: ${STORED}${why}`, true]);
  });

  it("is the guest's own though another one there could not be kept", async () => {
    const { move, said } = moving(other);
    await prepare(move);
    other.write("another-is-not-kept", "");
    expect([await settle(move), said]).toEqual(["there", ["web runs on lab-2 now, its disks in pool pool2."]]);
  });

  it("is the guest's own though the stage there, which met a disk that hangs, does not end", async () => {
    const { move } = moving(other);
    await prepare(move);
    other.write("a-disk-hangs", "");
    other.write("bin/sleep", "#!/bin/sh\n");
    chmodSync(other.at("bin/sleep"), 0o755);
    expect(await settle(move)).toBe("there");
  });

  it("is cleared though another guest of its name is there, and not where the guest itself is", async () => {
    const { move } = moving(other);
    await prepare(move);
    other.knows(`${UUID} web`);
    expect(await clear(move)).toEqual({ state: "there" });
    other.knows(`${OTHER_UUID} web`);
    expect([await clear(move), left()]).toEqual([{ state: "cleared" }, []]);
  });

  it("is cleared once the other node can be reached again, within a minute", async () => {
    const { move } = moving(other);
    await prepare(move);
    other.before = (call) => (call < 10 ? failed(255, "ssh: no route") : undefined);
    expect([await clear(move), left()]).toEqual([{ state: "cleared" }, []]);
  });

  it.each(["ssh", "libvirt"])("stays where nobody knows whether the guest came: %s does not answer", async (what) => {
    const { move } = moving(other);
    await prepare(move);
    if (what === "ssh") other.before = () => failed(255, "ssh: no route");
    else other.write("libvirt-is-down", "");
    expect(await clear(move)).toMatchObject({ state: "unknown", why: what === "ssh" ? "ssh: no route" : "error: failed to connect" });
    expect(other.read(IMAGE)).not.toBeNull();
  });
});
