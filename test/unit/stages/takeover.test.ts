import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { anyAnswers } from "../../../src/peers/reach.ts";
import { duration } from "../../../src/messages/takeover/duration.ts";
import { takeoverMessages } from "../../../src/messages/takeover/index.ts";
import { LANGS } from "../../../src/model/token.ts";
import type { Caller } from "../../../src/stages/commands.ts";
import { takeover } from "../../../src/stages/takeover.ts";
import { machine, memory, ok, programs } from "../apply/fakes.ts";
import { gen, meta, sideDisk } from "../plan/cluster/fixtures.ts";
import { bootFiles, captured, goodHost, LINE } from "./host.ts";

/** A machine whose address is up; what is seen of its card lies in `fs`. */
const onNetwork = (...given: Parameters<typeof machine>): ReturnType<typeof machine> => Object.assign(machine(...given), { links: [{ ifname: "br0", address: "192.168.0.250/24" }] });

test("a machine that refuses a connection is switched on", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await anyAnswers(["127.0.0.1"], [port])).toBe(true);
  await new Promise<void>((resolve) => server.close(() => { resolve(); }));
  expect(await anyAnswers(["127.0.0.1"], [port])).toBe(true);
  expect(await anyAnswers([], [port])).toBe(false);
});

describe.each(LANGS)("what takeover says in %s", (lang) => {
  const { refusal, apart, ahead, goesOnWithout, taken, started, notStarted, wasMoving } = takeoverMessages[lang];
  test("each refusal is one clause of its own", () => {
    const said = Object.values(refusal);
    expect(new Set(said).size).toBe(12);
    for (const text of said) expect(text).toMatch(/^[a-zàèéê'].*[^.]$/);
  });
  test("a peer that is ahead: since when, that its data are not here, and the word for one that is gone", () => {
    expect(ahead("2026-11-22T08:00:01.000Z")).toMatch(/2026-11-22 08:00 UTC\.$/);
    expect(goesOnWithout).toMatch(/\.$/);
    expect(refusal["peer-ahead"]).toMatch(/ramvisor takeover --peer-is-off$/);
  });
  test("since when, and where the pool is", () => {
    expect(apart(75)).toContain("75 s");
    expect(apart(null)).not.toMatch(/null|NaN/);
    expect(started(["web", "db"])).toContain("web, db");
    expect(started([])).not.toBe(started(["web"]));
    expect(notStarted("web", "no memory")).toMatch(/web.*: no memory/);
    expect(wasMoving("web")).toMatch(/web.*virsh list --all.*virsh start web$/);
    expect(taken("r0", "default", "/pools/default")).toMatch(/r0.*default.*\/pools\/default/);
  });
});

test("durations", () => {
  expect([0, 119, 120, 7199, 7200, 11_100].map(duration)).toEqual(["0 s", "119 s", "2 min", "119 min", "2 h 0 min", "3 h 5 min"]);
});

describe("a peer that wrote on while the mirror's link was gone, and is silent now", () => {
  const nodes = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
  const facts = { ...captured("qemu-one-blank-disk"), disks: [sideDisk("B0", 1, meta(gen("A")), { site: "default" })] };

  const REFUSED = { out: "", err: expect.stringMatching(/^r0: this node's own network has no link: /) as string };

  async function said(peerAheadTime: string | null, peerIsOff: boolean, files: Record<string, string> = { "/sys/class/net/eth0/carrier": "1\n" }, links?: []): Promise<{ out: string; err: string }> {
    const link = { connected: false, lostAt: 1, lostTime: "2026-11-22T08:00:00.000Z", wasWhole: true, peerAheadTime };
    const { fs } = memory({ ...bootFiles(nodes, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/run/ramvisor/pair.json": JSON.stringify({ links: { r0: link } }), "/proc/drbd": " 0: cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----\n", ...files });
    const [out, err]: [string[], string[]] = [[], []];
    const host = onNetwork(fs, goodHost().run);
    if (links !== undefined) host.links = links;
    const caller = { machine: host, again: (now: unknown) => Promise.resolve(now), out: (text: string) => Promise.resolve(void out.push(text)), err: (text: string) => Promise.resolve(void err.push(text)) } as unknown as Caller;
    await takeover(caller, { peerIsOff, lang: "en" }, () => Promise.resolve(false));
    return { out: out.join(""), err: err.join("") };
  }

  test("is not taken over: it was heard to be ahead", async () => {
    const { out, err } = await said("2026-11-22T08:00:04.000Z", false);
    expect(out).toBe("");
    expect(err).toMatch(/^r0: The peer has newer data; this was first heard at 2026-11-22 08:00 UTC\.\nr0: lacks what the peer wrote/);
  });
  test("is by the operator's word, and what is not here is said", async () => {
    expect((await said("2026-11-22T08:00:04.000Z", true)).out).toMatch(/^r0: The nodes have been apart .*\nr0: The peer has newer data; .* What it wrote without this node is not here\.\n/);
  });
  test("is not where this node's own cable is out", async () => {
    const out = { "/sys/class/net/eth0/carrier": "0\n" };
    expect(await said(null, false, out)).toMatchObject(REFUSED);
    expect((await said(null, true, out)).out).toMatch(/^r0: The nodes have been apart/);
  });
  test("nor where its card is gone or its bridge has no port; an address is not listed where a cable ends at the peer that is off", async () => {
    expect(await said(null, false, {})).toMatchObject(REFUSED);
    expect(await said(null, false, { "/sys/class/net/eth0/carrier": "1\n", "/sys/class/net/br0/brif/": "" })).toMatchObject(REFUSED);
    expect((await said(null, false, { "/sys/class/net/eth0/carrier": "1\n" }, [])).out).toMatch(/^r0: The nodes have been apart/);
  });
  test("is, without it, where it was not heard to write", async () => {
    const { out, err } = await said(null, false);
    expect(out).toMatch(/^r0: The nodes have been apart .*\n$/);
    // There is no disk below this machine: the checks are what is tried here.
    expect(err).not.toMatch(/newer data|lacks/);
  });
});

describe("a node that leads already", () => {
  const facts = { ...captured("qemu-one-blank-disk"), disks: [sideDisk("B0", 1, meta(gen("A")), { site: "default" })] };
  const nodes = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
  const path = "/var/lib/ramvisor/pools/default";
  const guest = (name: string, uuid: string): Record<string, string> => ({ [`${path}/.ramvisor/guests/${name}/domain.xml`]: `<domain><uuid>${uuid}</uuid></domain>`, [`${path}/.ramvisor/guests/${name}/running`]: "" });

  /** `started`: UUIDs. */
  async function again(files: Record<string, string>): Promise<{ code: number; out: string; err: string; started: string[] }> {
    const { fs } = memory({
      ...bootFiles(nodes, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/run/systemd/system/": "", "/sys/class/net/eth0/carrier": "1\n", "/etc/libvirt/qemu/": "", "/run/ramvisor/pair.json": JSON.stringify({ links: { r0: { connected: false, lostAt: 1, lostTime: "2026-11-22T08:00:00.000Z", wasWhole: true, peerAheadTime: null } } }),
      "/proc/drbd": " 0: cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown C r-----\n", "/proc/self/mountinfo": `25 1 147:0 / ${path} rw - ext4 /dev/drbd0 rw\n`, ...guest("web", "1"), ...files,
    });
    const [out, err, started]: [string[], string[], string[]] = [[], [], []];
    const { run } = programs({ systemctl: () => ok("active\n"), virsh: ({ args }) => {
      if (args.includes("start")) started.push(args.at(-1) ?? "");
      return ok();
    } });
    const caller = { machine: onNetwork(fs, run), again: (now: unknown) => Promise.resolve(now), out: (text: string) => Promise.resolve(void out.push(text)), err: (text: string) => Promise.resolve(void err.push(text)) } as unknown as Caller;
    const code = await takeover(caller, { peerIsOff: false, lang: "en" }, () => Promise.resolve(false));
    return { code, out: out.join(""), err: err.join(""), started };
  }

  test("has nothing to do where its guests were started", async () => {
    expect(await again({ "/run/ramvisor/guests-started/default": "{}" })).toMatchObject({ code: 0, out: expect.stringContaining("led by this node already") as string, started: [] });
  });
  test("does what is left where a takeover was cut off before its guests were started", async () => {
    expect(await again({ "/run/ramvisor/guests-restored/default": "" })).toMatchObject({ code: 0, out: expect.stringContaining("Started: web.") as string, err: "", started: ["1"] });
  });
  test("names a guest that ran and is not started, since another one has its name here", async () => {
    const { code, err, started } = await again({ ...guest("db", "2"), "/etc/libvirt/qemu/db.xml": "<domain><uuid>3</uuid></domain>" });
    expect([code, started]).toEqual([1, ["1"]]);
    expect(err).toMatch(/^Guest db is not started: another one of its name is defined on this node\. .*virsh define \/var\/lib\/ramvisor\/pools\/default\/\.ramvisor\/guests\/db\/domain\.xml; virsh start db\n$/);
  });
  test("and where that other one runs", async () => {
    const { code, err, started } = await again({ ...guest("db", "u-dead"), "/etc/libvirt/qemu/db.xml": "<domain><uuid>u-own</uuid></domain>", "/run/libvirt/qemu/db.xml": "<domstatus><domain><uuid>u-own</uuid></domain></domstatus>" });
    expect([code, started, err]).toEqual([1, ["1"], expect.stringMatching(/^Guest db is not started: another one of its name is defined on this node\./)]);
  });
  const half = { [`${path}/.ramvisor/guests/web/domain.xml`]: "" };
  test("says that no guest ran there", async () => {
    expect(await again(half)).toMatchObject({ code: 0, out: expect.stringContaining("No guest ran there.") as string, err: "" });
  });
  test.each([["one is named that is not started", { "/etc/libvirt/qemu/web.xml": "<domain><uuid>3</uuid></domain>" }], ["one could not be read", { ...half, [`${path}/.ramvisor/guests/notes.txt`]: "a stray file" }]])("does not say so where %s", async (_, files) => {
    const { code, out, err } = await again(files);
    expect([code, out.includes("No guest ran there."), err]).toEqual([1, false, expect.stringMatching(/Guest web is not started|notes\.txt/)]);
  });
  test("the commands for it put the stored UEFI variables into place, and name guests whose name is a number by UUID", async () => {
    const nvram = { [`${path}/.ramvisor/guests/db/nvram-db_VARS.fd`]: "newer" };
    expect((await again({ ...guest("db", "2"), ...nvram, "/etc/libvirt/qemu/db.xml": "<domain><uuid>3</uuid></domain>" })).err).toContain(
      `virsh undefine db --nvram; cp ${path}/.ramvisor/guests/db/nvram-db_VARS.fd /var/lib/libvirt/qemu/nvram/db_VARS.fd; virsh define ${path}/.ramvisor/guests/db/domain.xml; virsh start db\n`);
    expect((await again({ ...guest("7", "2"), "/etc/libvirt/qemu/7.xml": "<domain><uuid>3</uuid></domain>" })).err).toContain(
      `virsh undefine 3 --keep-nvram; virsh define ${path}/.ramvisor/guests/7/domain.xml; virsh start 2\n`);
  });
});

test("a peer that is there and has no disk for it is gone on without, by the operator's word alone", async () => {
  const facts = { ...captured("qemu-one-blank-disk"), disks: [sideDisk("B0", 1, meta(gen("A")), { site: "default" })] };
  const nodes = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
  const said = async (situation: string, peerIsOff: boolean): Promise<string> => {
    const { fs } = memory({
      ...bootFiles(nodes, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/sys/class/net/eth0/carrier": "1\n", "/run/ramvisor/pair.json": JSON.stringify({ links: {}, resources: [{ name: "r0", situation }] }),
      "/proc/drbd": " 0: cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----\n",
    });
    const said: string[] = [];
    const say = (text: string): Promise<void> => Promise.resolve(void said.push(text));
    await takeover({ machine: onNetwork(fs, goodHost().run), again: (now: unknown) => Promise.resolve(now), out: say, err: say } as unknown as Caller, { peerIsOff, lang: "en" }, () => Promise.resolve(true));
    return said.join("");
  };
  for (const situation of ["no-partner", "only-copy", "may-be-behind", "other-size", "one-empty"]) expect(await said(situation, true)).toMatch(/^r0: The nodes have not been connected in this start\./);
  for (const [situation, peerIsOff] of [["no-partner", false], ["may-be-behind", false], ["other-size", false], ["peer-silent", true], ["in-step", true]] as const) expect(await said(situation, peerIsOff)).toContain("the peer still answers");
});

test("guests that could not be read are told of beside those that were started: this node leads all the same", async () => {
  const facts = { ...captured("qemu-one-blank-disk"), disks: [sideDisk("B0", 1, meta(gen("A")), { site: "default" })] };
  const nodes = LINE.replace("submask", "mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask");
  const path = "/var/lib/ramvisor/pools/default";
  const link = { connected: false, lostAt: 1, lostTime: "2026-11-22T08:00:00.000Z", wasWhole: true, peerAheadTime: null };
  const { fs } = memory({
    ...bootFiles(nodes, facts), "/run/ramvisor/facts.json": JSON.stringify(facts), "/run/ramvisor/pair.json": JSON.stringify({ links: { r0: link } }), "/run/systemd/system/": "", "/sys/class/net/eth0/carrier": "1\n", "/etc/libvirt/qemu/": "",
    "/proc/drbd": " 0: cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----\n", "/proc/self/mountinfo": `25 1 147:0 / ${path} rw - ext4 /dev/drbd0 rw\n`,
    [`${path}/.ramvisor/guests/web/domain.xml`]: "<domain/>", [`${path}/.ramvisor/guests/web/running`]: "", [`${path}/.ramvisor/guests/notes.txt`]: "a stray file",
  });
  const [out, err]: [string[], string[]] = [[], []];
  const run = programs({ virsh: () => ok(), systemctl: () => ok("active\n") }).run;
  const caller = { machine: onNetwork(fs, run), again: (now: unknown) => Promise.resolve(now), out: (text: string) => Promise.resolve(void out.push(text)), err: (text: string) => Promise.resolve(void err.push(text)) } as unknown as Caller;
  expect(await takeover(caller, { peerIsOff: false, lang: "en" }, () => Promise.resolve(false))).toBe(1);
  expect(out.join("")).toMatch(/r0: this node leads now\. [^]*Started: web\.\n/);
  expect(err.join("")).toMatch(/^r0: not defined, since they could not be read in the pool default: notes\.txt /);
});
