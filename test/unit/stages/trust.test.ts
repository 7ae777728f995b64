import { describe, expect, test } from "vitest";
import type { Disks } from "../../../src/apply/blockDevice.ts";
import type { DiskMarker, Facts } from "../../../src/model/facts.ts";
import { encodeSecret, SECRET_BYTES, SECRET_OFFSET } from "../../../src/peers/secretBlock.ts";
import { agreeOn, heldSecret } from "../../../src/stages/trust.ts";
import { memory, noDisks } from "../apply/fakes.ts";
import { captured } from "./host.ts";

const KEPT = "/run/ramvisor/pair.secret";
const OVERLAY = "/run/ramvisor/site/pair.secret";
const A = "the secret of one pair, long";
const B = "the secret of another, long";

interface GivenDisk {
  state?: DiskMarker["state"];
  secret?: string;
  agreed?: boolean;
  site?: string;
  damaged?: boolean;
  /** It was found so in this round; its reads hang. */
  unreadable?: true;
  /** False: it never had another side. */
  formed?: boolean;
}

function host(given: GivenDisk[], files: Record<string, string> = {}): { held: () => ReturnType<typeof heldSecret>; fs: ReturnType<typeof memory>["fs"] } {
  const base = captured("qemu-one-blank-disk");
  const [disk] = base.disks;
  if (disk === undefined) throw new Error("no disk");
  const disks = given.map(({ state = "ready", site = "default", unreadable, formed }, place) => ({
    ...disk, ...(unreadable === true ? { unreadable } : {}), id: `disk${place}`, path: `/dev/vd${place}`,
    marker: { state: "good" as const, marker: { format: 1, site, disk: `disk${place}`, sizeBytes: 1, role: "pair" as const, pool: "default", state, partitionUuid: "p", filesystemUuid: "f", ...(formed === undefined ? {} : { pair: { resource: "r32", uuid: "u", side: 0 as const, dataBytes: 1, partitionBytes: 1, formed } }) } },
  }));
  const blocks: Disks = {
    isBlockDevice: () => Promise.resolve(true),
    open: (path) => {
      const { secret, site = "default", damaged, agreed, unreadable } = given[Number(path.slice(-1))] ?? {};
      const block = secret === undefined ? Buffer.alloc(SECRET_BYTES) : encodeSecret(site, secret, agreed);
      if (damaged === true) block[40] = 0;
      return Promise.resolve({ read: (offset) => unreadable === true ? new Promise(() => undefined) : Promise.resolve(offset === SECRET_OFFSET ? block : Buffer.alloc(SECRET_BYTES)), write: () => Promise.reject(new Error("nothing is written here")), sync: () => Promise.resolve(), close: () => Promise.resolve() });
    },
  };
  const { fs } = memory({ "/run/ramvisor/": "", ...files });
  return { held: () => heldSecret({ fs, disks: blocks }, { ...base, disks } as Facts, "default"), fs };
}

test("a node whose only side with data cannot be read is no blank one: it is told no secret, and waits for none", async () => {
  expect(await host([{ unreadable: true, secret: A }]).held()).toMatchObject({ secret: null, open: false, blank: false, trust: { problem: "missing" } });
});

test("a single machine's pool that is to be one of a pair, with no secret on the medium: one is chosen, once, and handed out by a person alone", async () => {
  const { held, fs } = host([{ formed: false }]);
  const first = await held();
  expect(first).toMatchObject({ open: false, blank: false, trust: { source: "given", problem: null } });
  expect(first.secret).toMatch(/^.{16,}$/);
  expect((await held()).secret).toBe(first.secret);
  expect((await fs.readText(KEPT)).trim()).toBe(first.secret);
  // Not where one may be there: on a side that cannot be read, is damaged, or had another one.
  for (const other of [{ formed: false, unreadable: true as const }, { formed: false, secret: A, damaged: true }, { formed: true }, {}]) {
    expect((await host([{ formed: false }, other]).held())).toMatchObject({ secret: null, trust: { problem: "missing" } });
  }
});

describe("the secret that counts", () => {
  test.each([
    ["the overlay's, whatever the disks carry", [{ secret: A }, { secret: B }], { [OVERLAY]: `${B}\n`, [KEPT]: A }, B, "overlay", false],
    ["that of the sides with data, before one that a person wrote", [{ secret: A }], { [KEPT]: B }, A, "disk", false],
    ["that of one side with data, where another cannot be read", [{ secret: A }, { unreadable: true as const, secret: A }], {}, A, "disk", false],
    ["that of one side with data, where another has none yet", [{ secret: A }, {}], {}, A, "disk", false],
    ["one that a person wrote, where there is data and no secret", [{}], { [KEPT]: `${B}\n` }, B, "given", false],
    ["one that a person wrote, before that of an unfinished side", [{ state: "claiming" as const, secret: A }], { [KEPT]: B }, B, "given", false],
    ["one that a person wrote, on a node with nothing", [], { [KEPT]: B }, B, "given", false],
    ["that of an unfinished side, which may be that of a peer with data", [{ state: "claiming" as const, secret: A }], {}, A, "disk", false],
    ["the same, as it was read in this start before", [{ state: "claiming" as const, secret: A }], { [KEPT]: A }, A, "disk", false],
    ["that of an unfinished side that was agreed before the power failed", [{ state: "claiming" as const, secret: A, agreed: true }], {}, A, "agreed", true],
    ["one that may be a pair's, before one that was agreed", [{ state: "claiming" as const, secret: A, agreed: true }, { state: "claiming" as const, secret: B }], {}, B, "disk", false],
    ["that of a side with data, whatever is called agreed on it", [{ secret: A, agreed: true }], {}, A, "disk", false],
    ["none, on a node with nothing", [], {}, null, "none", true],
    ["none of another site's disk", [{ secret: A, site: "north" }], {}, null, "none", true],
    ["none that is damaged, on an unfinished side", [{ state: "claiming" as const, secret: A, damaged: true }], {}, null, "none", true],
  ])("%s", async (_, disks, files, secret, source, open) => {
    const { held, fs } = host(disks, files);
    expect(await held()).toMatchObject({ secret, trust: { source, problem: null, disks: [] }, open });
    // Root's programs find it, and root alone.
    if (secret !== null) expect([(await fs.readText(KEPT)).trim(), (files as Record<string, string>)[KEPT]?.trim() === secret ? 0o600 : await fs.mode(KEPT)]).toEqual([secret, 0o600]);
  });

  test("two sides with two secrets: none, and which disks", async () => {
    const { held, fs } = host([{ secret: A }, { secret: B }]);
    expect(await held()).toEqual({ secret: null, trust: { source: "none", problem: "differ", disks: ["disk0", "disk1"] }, open: false, blank: false });
    expect(await fs.exists(KEPT)).toBe(false);
  });

  test("data and no secret, or a damaged one: it is asked for, and the node is open to nobody", async () => {
    for (const disk of [{}, { secret: A, damaged: true }]) {
      expect(await host([disk]).held()).toEqual({ secret: null, trust: { source: "none", problem: "missing", disks: ["disk0"] }, open: false, blank: false });
    }
  });

  test("what was agreed is told from what a person wrote", async () => {
    const { held, fs } = host([]);
    const secret = await agreeOn({ fs }, null);
    expect(await held()).toEqual({ secret, trust: { source: "agreed", problem: null, disks: [] }, open: true, blank: true });
    await fs.replace(KEPT, `${B}\n`);
    expect(await held()).toMatchObject({ trust: { source: "given" }, open: false, blank: true });
    expect([await agreeOn({ fs }, A), (await held()).secret, await fs.mode(KEPT), await fs.mode("/run/ramvisor/pair.agreed")]).toEqual([A, A, 0o600, 0o600]);
    expect(await fs.readText("/run/ramvisor/pair.agreed")).not.toContain(A);
  });

  test("what was agreed before the power failed stays agreed in every later look of the start", async () => {
    const { held } = host([{ state: "claiming", secret: A, agreed: true }]);
    for (let look = 0; look < 2; look += 1) expect(await held()).toMatchObject({ secret: A, trust: { source: "agreed" }, open: true });
  });

  test("once a side holds data its secret is told to nobody, not even after the side was given up in the same start", async () => {
    const { held, fs } = host([{ secret: A }]);
    await agreeOn({ fs }, A);
    expect(await held()).toMatchObject({ secret: A, trust: { source: "disk" }, open: false });
    expect(await fs.exists("/run/ramvisor/pair.agreed")).toBe(false);
    // The disk was freed.
    expect(await heldSecret({ fs, disks: noDisks }, { disks: [] }, "default")).toMatchObject({ secret: A, open: false, blank: true });
  });
});
