import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstMissing, writerSector, writerXml } from "../vm/support/writer-guest.ts";
import { Cells } from "./cells.ts";

const POOLS = "/var/lib/ramvisor/pools";
let cells: Cells;

/** What virsh takes for no other guest, whatever the name. */
const uuidIn = (name: string): string => `$(sed -n 's/.*<uuid>\\(.*\\)<.uuid>.*/\\1/p' /etc/libvirt/qemu/${name}.xml)`;

/** A guest that writes; its disk ends with so many MiB that are not zero, so that a move takes its time. */
async function place(name: string, ballastMiB: number, firmware = ""): Promise<void> {
  const image = `${POOLS}/default/${name}.img`;
  await writeFile(cells.path(0, image), writerSector());
  const xml = writerXml(name, image, 1, "52:54:00:00:00:09").replace("type='kvm'", "type='qemu'").replace("</type></os>", `</type>${firmware}</os>`).replace(/<interface[\s\S]*<\/interface>/, "").replace(/<serial[\s\S]*<\/serial>/, `<serial type='file'><source path='/${name}.log'/></serial>`);
  await writeFile(cells.path(0, `/${name}.xml`), xml);
  await cells.must(0, `truncate -s 8M ${image} && head -c ${String(ballastMiB)}M /dev/urandom >> ${image} && virsh -q define /${name}.xml && virsh -q start ${uuidIn(name)}`);
  await cells.until(0, `grep -q A0000000a /${name}.log`);
}

/** What a guest told in a cell, by the letter: numbers in order. */
async function told(index: 0 | 1, name: string, letter: string): Promise<number[]> {
  const text = await readFile(cells.path(index, `/${name}.log`), "latin1").catch(() => "");
  return [...text.matchAll(new RegExp(`${letter}([0-9a-f]{8})\\n`, "g"))].map(([, digits]) => Number.parseInt(digits ?? "", 16));
}

const move = (name: string, env = ""): ReturnType<Cells["run"]> => cells.run(0, `${env} node /cell.mjs move 0 ${name}`, 300_000);
const goesOn = async (index: 0 | 1, name: string): Promise<void> => {
  const before = (await told(index, name, "A")).length;
  for (let tries = 0; (await told(index, name, "A")).length <= before + 3; tries += 1) {
    if (tries > 400) throw new Error(`${name} does not go on`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
/** Its file has room for 16,000 lines, which a guest on an idle machine tells within ten seconds; now they last for minutes. */
const patient = (name: string): Promise<string> => cells.must(0, `virsh -q blkdeviotune ${name} hda --total-iops-sec 40`);
const nothingThere = async (name: string): Promise<void> => {
  expect(await cells.must(1, `ls ${POOLS}/pool2; virsh list --all --name`)).not.toContain(name);
};

beforeAll(async () => { cells = await Cells.open(); }, 180_000);
afterAll(() => cells.close());

describe("guest move, between two libvirts of the medium", () => {
  it("moves a guest whose name is the id of another one that runs", async () => {
    await place("held", 0);
    await place("1", 8);
    expect((await cells.must(0, "virsh -q domid held")).trim()).toBe("1");
    await cells.must(0, `virsh -q autostart ${uuidIn("1")}`);
    const { code, stdout, stderr } = await move("1");
    expect(code, stdout + stderr).toBe(0);
    await goesOn(1, "1");
    await goesOn(0, "held");
    expect(await cells.must(1, `virsh dominfo ${uuidIn("1")}; cat ${POOLS}/pool2/.ramvisor/guests/1/domain.xml`)).toMatch(/Name: +1\n[\s\S]*Autostart: +enable[\s\S]*pool2\/1\.img/);
    expect((await cells.must(0, "virsh list --all --name")).trim()).toBe("held");
    await cells.must(1, `virsh -q destroy ${uuidIn("1")}; virsh -q undefine ${uuidIn("1")}; node /cell.mjs stage 1; rm ${POOLS}/pool2/1.img`);
  });

  it("refuses where the other node leads no pool, and what it cannot take along", async () => {
    expect(await move("held", "CELL_ALONE=1")).toMatchObject({ code: 1, stderr: expect.stringContaining("leads no pool") as string });
    expect(await move("nobody")).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no guest nobody") as string });
    await cells.must(1, `echo "another guest's" > ${POOLS}/pool2/held.img`);
    expect(await move("held")).toMatchObject({ code: 1, stderr: expect.stringContaining("/pool2/held.img already") as string });
    expect(await cells.must(1, `cat ${POOLS}/pool2/held.img; ls -A ${POOLS}/pool2/.ramvisor`)).toMatch(/^another guest's\n(?:guests)?$/);
    await cells.must(1, `rm ${POOLS}/pool2/held.img`);
    // What it gets at its next start holds it as well: a medium goes by the command that is shown.
    await cells.must(0, `touch ${POOLS}/default/more.img; virsh -q attach-disk held ${POOLS}/default/more.img hdc --type cdrom --mode readonly --config`);
    const { stderr: medium } = await move("held");
    expect(medium).toMatch(/more\.img\)\. Take it out first: virsh change-media held hdc --eject --config$/);
    await cells.must(0, medium.trim().replace(/.*: /, ""));
    await cells.must(0, `virsh -q attach-disk held ${POOLS}/default/more.img hdb --config`);
    expect(await move("held")).toMatchObject({ code: 1, stderr: expect.stringMatching(/only at its next start: .*more\.img/) as string });
    await cells.must(0, "virsh -q detach-disk held hdb --config");
    // A guest of its name there is another one, and is let be.
    const twin = (await readFile(cells.path(0, "/etc/libvirt/qemu/held.xml"), "utf8")).replace(/<uuid>.*<\/uuid>/, "<uuid>99999999-9999-4999-8999-999999999999</uuid>").replaceAll("default/held.img", "pool2/twin.img");
    await writeFile(cells.path(1, "/twin.xml"), twin);
    await cells.must(1, `touch ${POOLS}/pool2/twin.img; virsh -q define /twin.xml`);
    expect(await move("held")).toMatchObject({ code: 1, stderr: expect.stringContaining("On cell-2 libvirt has a guest of the name or the UUID of held already. Nothing was changed.") as string });
    expect(await cells.must(1, `virsh -q domuuid held; ls ${POOLS}/pool2`)).toBe("99999999-9999-4999-8999-999999999999\ntwin.img");
    await cells.must(1, `virsh -q undefine held; rm ${POOLS}/pool2/twin.img`);
    await goesOn(0, "held");
    await cells.must(0, "virsh -q destroy held");
    expect(await move("held")).toMatchObject({ code: 1, stderr: expect.stringContaining("does not run") as string });
  });

  it.each([
    ["by virsh domjobabort", "virsh -q domjobabort slow"],
    ["by Ctrl-C", "kill -s INT -- -$(ps -o pgid= -p $(pgrep -f '[c]ell.mjs move' | tail -n 1) | tr -d ' ')"],
  ])("leaves the guest running and nothing on the other side when it is given up %s", async (_, give) => {
    if ((await cells.run(0, "virsh -q domid slow")).code !== 0) {
      await place("slow", 300);
      await patient("slow");
    }
    await cells.must(0, "virsh -q migrate-setspeed slow 10");
    // Ctrl-C reaches all that runs in the terminal's foreground.
    const moving = cells.run(0, "setsid -w node /cell.mjs move 0 slow");
    await cells.until(0, "virsh domjobinfo slow --rawstats | grep -q 'disk_total: [1-9]'");
    await cells.must(0, give);
    expect(await moving).toMatchObject({ code: 1, stderr: expect.stringContaining("slow has not moved and runs on here") as string });
    await nothingThere("slow");
    await goesOn(0, "slow");
    expect(await told(0, "slow", "F")).toEqual([1]);
  });

  it("clears the other side where a paused guest was given up, and says that it is paused", async () => {
    await cells.must(0, "virsh -q suspend slow && virsh -q migrate-setspeed slow 10");
    const moving = move("slow");
    await cells.until(0, "virsh domjobinfo slow --rawstats | grep -q 'disk_total: [1-9]'");
    await cells.must(0, "virsh -q domjobabort slow");
    expect(await moving).toMatchObject({ code: 1, stderr: expect.stringMatching(/slow has not moved, and is "paused" here now: .*virsh resume slow/) as string });
    await nothingThere("slow");
    await cells.must(0, "virsh -q resume slow");
    await goesOn(0, "slow");
  });

  it("clears what an earlier move left whose node died in the middle", async () => {
    await cells.must(0, "virsh -q migrate-setspeed slow 10");
    const moving = move("slow");
    await cells.until(0, "virsh domjobinfo slow --rawstats | grep -q 'disk_total: [1-9]'");
    await cells.must(0, "pkill -9 -f '[c]ell.mjs move'; pkill -9 -x virsh");
    await moving;
    await cells.until(1, "test -z \"$(virsh -q list --all --name | grep slow)\"");
    expect(await cells.must(1, `ls -A ${POOLS}/pool2 ${POOLS}/pool2/.ramvisor`)).toMatch(/slow\.img[\s\S]*coming-/);
    await cells.until(0, "virsh domjobinfo slow | grep -q None");
    await cells.must(0, "virsh -q migrate-setspeed slow 1000");
    const { code, stdout, stderr } = await move("slow");
    expect(code, stdout + stderr).toBe(0);
    await goesOn(1, "slow");
    expect(await cells.must(1, `virsh -q destroy slow; virsh -q undefine slow; node /cell.mjs stage 1; rm ${POOLS}/pool2/slow.img; ls -A ${POOLS}/pool2/.ramvisor`)).not.toContain("coming-");
  });

  it("goes on where the terminal goes, and is the only move of its guest", async () => {
    await place("hung", 40);
    await patient("hung");
    await cells.must(0, "virsh -q migrate-setspeed hung 2");
    const moving = cells.run(0, "setsid -w node /cell.mjs move 0 hung");
    await cells.until(0, "virsh domjobinfo hung --rawstats | grep -q 'disk_total: [1-9]'");
    await cells.must(0, "kill -s HUP -- -$(ps -o pgid= -p $(pgrep -f '[c]ell.mjs move' | tail -n 1) | tr -d ' ')");
    expect(await move("hung")).toMatchObject({ code: 1, stderr: "hung is moving already: another ramvisor guest move runs on this node. Wait until it has ended." });
    expect(await cells.must(0, `cat /run/ramvisor/guests-moving/hung; ls -A ${POOLS}/default/.ramvisor`)).toMatch(/^\d+ \d+[\s\S]*moved-hung\.xml/);
    await cells.must(0, "virsh -q migrate-setspeed hung 1000");
    const { code, stdout, stderr } = await moving;
    expect(code, stdout + stderr).toBe(0);
    await goesOn(1, "hung");
    await cells.must(1, `virsh -q destroy hung; virsh -q undefine hung; node /cell.mjs stage 1; rm ${POOLS}/pool2/hung.img`);
  });

  it("takes it along without a line lost: disks, definition and autostart flag", async () => {
    await place("writer", 40);
    await cells.must(0, "virsh -q autostart writer && node /cell.mjs stage 0");
    const { code, stdout, stderr } = await move("writer");
    expect(code, stdout + stderr).toBe(0);
    await goesOn(1, "writer");
    const [before, after] = [await told(0, "writer", "A"), await told(1, "writer", "A")];
    expect([...(await told(0, "writer", "F")), ...(await told(1, "writer", "F"))]).toEqual([1]);
    expect(after[0]).toBe((before.at(-1) ?? 0) + 1);
    await nothingThere("slow");
    expect(await cells.must(1, "virsh dominfo writer; virsh dumpxml --inactive writer")).toMatch(/Autostart: +enable[\s\S]*pool2\/writer\.img/);
    expect((await cells.must(1, `ls ${POOLS}/pool2/.ramvisor/guests/writer`)).split("\n")).toEqual(["autostart", "domain.xml", "running"]);
    expect(await cells.must(0, `virsh list --all --name; ls -AR ${POOLS}/default`)).not.toContain("writer");
  });

  it("and is taken over from there: the guest finds every line that was acknowledged", async () => {
    // What the mirror does: the other side has the same bytes. The node dies with the guest running.
    await cells.must(1, "pkill -9 -f '[q]emu-system'; sleep 1");
    await cells.must(0, "true");
    const acknowledged = (await told(1, "writer", "A")).at(-1) ?? 0;
    await cells.must(0, `rm -rf ${POOLS}/pool2`);
    const { cp } = await import("node:fs/promises");
    await cp(cells.path(1, `${POOLS}/pool2`), cells.path(0, `${POOLS}/pool2`), { recursive: true });
    await cells.must(0, "rm -f /writer.log; node /cell.mjs takeover 0 pool2");
    await goesOn(0, "writer");
    expect((await told(0, "writer", "F"))[0]).toBeGreaterThan(acknowledged);
    await cells.must(0, "virsh -q destroy writer");
    expect(firstMissing(await readFile(cells.path(0, `${POOLS}/pool2/writer.img`)))).toBeGreaterThan((await told(0, "writer", "A")).at(-1) ?? 0);
  });

  it.each([
    ["libvirt's own folder", "flash", "/var/lib/libvirt/qemu/nvram/flash_VARS.fd"], ["the pool", "flash2", `${POOLS}/default/nv/flash2_VARS.fd`],
  ])("takes firmware along that lies in the pool, with its variables in %s", async (_, name, variables) => {
    // A BIOS serves as well as UEFI's: both are flash to QEMU.
    await cells.must(0, `cp $(find /usr/share -name bios-256k.bin | head -n 1) ${POOLS}/default/CODE.fd; head -c 131072 /dev/zero > ${POOLS}/default/VARS.fd; mkdir -p ${POOLS}/default/nv; chmod 0711 ${POOLS}/default/nv`);
    await place(name, 8, `<loader readonly='yes' type='pflash'>${POOLS}/default/CODE.fd</loader><nvram template='${POOLS}/default/VARS.fd'>${variables}</nvram>`);
    const { code, stdout, stderr } = await move(name);
    expect(code, stdout + stderr).toBe(0);
    await goesOn(1, name);
    expect([...(await told(0, name, "F")), ...(await told(1, name, "F"))]).toEqual([1]);
    expect(await cells.must(1, `virsh dumpxml --inactive ${name}`)).toMatch(/pool2\/CODE\.fd[\s\S]*pool2\/VARS\.fd/);
    // It starts from what is there, too, and nothing of it alone is left here.
    await cells.must(1, `virsh -q destroy ${name}; rm -f /${name}.log; virsh -q start ${name}`);
    await cells.until(1, `grep -q F /${name}.log`);
    await cells.must(1, `virsh -q destroy ${name}; cmp ${POOLS}/pool2/CODE.fd $(find /usr/share -name bios-256k.bin | head -n 1)`);
    expect(await cells.must(0, `ls -AR ${POOLS}/default`)).not.toContain(name);
  });

  it("refuses where the other pool has another file under the firmware's name", async () => {
    await place("odd", 0, `<loader readonly='yes' type='pflash'>${POOLS}/default/CODE.fd</loader><nvram template='${POOLS}/default/VARS.fd'/>`);
    await cells.must(1, `echo other > ${POOLS}/pool2/VARS.fd`);
    expect(await move("odd")).toMatchObject({ code: 1, stderr: expect.stringContaining("/pool2/VARS.fd already") as string });
    await nothingThere("odd");
    await cells.must(0, "virsh -q destroy odd");
  });

  it("leaves the guest running when the cable breaks, and clears the other side once it is there again", async () => {
    await place("cut", 300);
    await patient("cut");
    await cells.must(0, "virsh -q migrate-setspeed cut 10");
    const moving = move("cut");
    await cells.until(0, "virsh domjobinfo cut --rawstats | grep -q 'disk_total: [1-9]'");
    await cells.cable(false);
    await cells.until(0, "! pgrep -x virsh", 170_000);
    await cells.cable(true);
    expect(await moving).toMatchObject({ code: 1 });
    await nothingThere("cut");
    await goesOn(0, "cut");
  });
});
