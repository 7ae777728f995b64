import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DESCRIPTION_BYTES, readDescription, writeDescription } from "../../../src/personal/description.ts";
import { crc32, hex8 } from "../../../src/cmdline/crc32.ts";
import { join } from "../../../src/personal/file.ts";
import { fixedStretches } from "../../../src/personal/describe.ts";
import { checkMedium, patched, personalise, readMedium, type Medium, type Patch, type SiteFiles } from "../../../src/personal/index.ts";
import { inMemory, smallIso } from "./smallIso.ts";

let small: Awaited<ReturnType<typeof smallIso>>;
let base: Medium;

beforeAll(async () => {
  small = await smallIso();
  const read = await readMedium(inMemory(small.bytes));
  if (!read.ok) throw new Error(read.problem.code);
  base = read.medium;
}, 60_000);
afterAll(() => { small.close(); });

function apply(patches: readonly Patch[]): Uint8Array {
  const bytes = small.bytes.slice();
  for (const { offset, bytes: patch } of patches) bytes.set(patch, offset);
  return bytes;
}

function personal(tokens: string, site: SiteFiles = {}): Uint8Array {
  const change = personalise(base, { tokens, extra: "quiet pci=nocrs", site });
  if ("problem" in change) throw new Error(change.problem.code);
  return apply(change.patches);
}

async function verdict(bytes: Uint8Array): Promise<string> {
  const read = await readMedium(inMemory(bytes));
  return read.ok ? ((await checkMedium(inMemory(bytes), read.medium))?.code ?? "good") : read.problem.code;
}

describe("a base medium", () => {
  it("is read: no token, no key, room for a line", () => {
    expect({ ...base, places: null }).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string, tokens: "", extra: "quiet pci=nocrs", line: "quiet pci=nocrs", roomBytes: 1997, site: {}, places: null });
  });

  it("is whole, and every byte is either in a place or in a stretch with a sum", async () => {
    expect(await verdict(small.bytes)).toBe("good");
    const { rooms, site, fixed } = base.places;
    const covered = [...rooms, site, ...fixed].reduce((sum, { bytes }) => sum + bytes, 0);
    // What is left is the description itself, which has a sum of its own.
    expect(small.bytes.length - covered).toBe(4096);
    expect(new Set(fixed.map(({ part }) => part))).toEqual(new Set(["volume", "boot.cat", "efi.img", "grub.cfg", "help.txt", "info", "initrd.img", "isolinux.bin", "isolinux.cfg", "ldlinux.c32", "vmlinuz"]));
  });

  it("tells progress up to its end, in order", async () => {
    const steps: number[] = [];
    await checkMedium(inMemory(small.bytes), base, (done, total) => steps.push(done / total));
    expect(steps.at(-1)).toBe(1);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });
});

describe("a personal medium", () => {
  const words = fc.record({
    mac: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }).map((bytes) => `0a:00:${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`),
    last: fc.integer({ min: 3, max: 254 }), host: fc.stringMatching(/^[a-z]{1,12}$/), lang: fc.constantFrom("de", "en", "fr", "it"),
  }).map(({ mac, last, host, lang }) => `mac.${mac}.eth0.192.168.0.${String(last)} submask.24 gw.192.168.0.2 host.${host} lang.${lang}`);

  it("gives back tokens and keys, is whole, and as long as the base", async () => {
    await fc.assert(fc.asyncProperty(words, fc.uint8Array({ maxLength: 2000 }), async (tokens, key) => {
      const bytes = personal(tokens, { authorized_keys: key, "site.id": new TextEncoder().encode("north\n") });
      expect(bytes.length).toBe(small.bytes.length);
      const read = await readMedium(inMemory(bytes));
      expect(read.ok && read.medium.tokens).toBe(tokens);
      expect(read.ok && read.medium.site).toEqual({ authorized_keys: key, "site.id": new TextEncoder().encode("north\n") });
    }), { numRuns: 30 });
    expect(await verdict(personal("lang.de"))).toBe("good");
  });

  it("becomes the base again, byte by byte, when all is taken back", async () => {
    const read = await readMedium(inMemory(personal("lang.de", { shadow: new Uint8Array(9) })));
    if (!read.ok) throw new Error(read.problem.code);
    const back = personalise(read.medium, { tokens: "", extra: "quiet pci=nocrs", site: {} });
    expect("patches" in back && Buffer.compare(Buffer.from(apply(back.patches)), Buffer.from(small.bytes))).toBe(0);
  });

  it("reads the same through patched() as after writing", async () => {
    const change = personalise(base, { tokens: "lang.fr", extra: "", site: {} });
    if ("problem" in change) throw new Error(change.problem.code);
    const [lazy, written] = [patched(inMemory(small.bytes), change.patches), apply(change.patches)];
    for (let at = 0; at < written.length; at += 999_983) expect(Buffer.from(await lazy.read(at, 999_983)).equals(written.subarray(at, at + 999_983))).toBe(true);
  });

  it("cannot be made with a line or an overlay that has no room", () => {
    expect(personalise(base, { tokens: "", extra: "x".repeat(1998), site: {} })).toEqual({ problem: { code: "line.room", args: { bytes: 1998, room: 1997 } } });
    expect(personalise(base, { tokens: "", extra: "", site: { "tls.crt": new Uint8Array(65536) } })).toMatchObject({ problem: { code: "site.room" } });
    expect(personalise(base, { tokens: "", extra: "a$b", site: {} })).toMatchObject({ problem: { code: "line.character" } });
  });
});

describe("damage", () => {
  it("of one bit is found wherever it is", async () => {
    const bytes = personal("mac.0a:00:00:00:00:01.eth0.192.168.0.250 submask.24", { authorized_keys: new TextEncoder().encode("ssh-ed25519 AAAA\n"), shadow: new Uint8Array(40).fill(65) });
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
      const other = bytes.slice();
      other[at] = (other[at] ?? 0) ^ (1 << bit);
      expect(await verdict(other), `byte ${String(at)}`).not.toBe("good");
    }), { numRuns: 60 });
  });

  it("of one bit is found in every place that differs between media, and in the description", async () => {
    const bytes = personal("lang.de", { "site.id": new TextEncoder().encode("north\n") });
    const { rooms, site, changing } = base.places;
    for (const { at, bytes: length } of [...rooms, site, changing]) {
      for (const place of [0, 1, 5, 7, 30, 112, 120, 250, 700, length - 1].filter((offset) => offset < length)) {
        const other = bytes.slice();
        other[at + place] = (other[at + place] ?? 0) ^ 1;
        expect(await verdict(other), `byte ${String(at + place)}`).toMatch(/^iso\.(damaged|newer)$/);
      }
    }
    const start = Math.floor(changing.at / 2048) * 2048 - 2048;
    for (let at = start; at < start + 6144; at += 97) {
      const other = bytes.slice();
      other[at] = (other[at] ?? 0) ^ 2;
      expect(await verdict(other), `byte ${String(at)}`).not.toBe("good");
    }
  }, 60_000);

  it("names the file that it is in", async () => {
    const stretch = base.places.fixed.find(({ part }) => part === "vmlinuz");
    const other = small.bytes.slice();
    other[(stretch?.at ?? 0) + 17] = 0;
    const read = await readMedium(inMemory(other));
    expect(read.ok && (await checkMedium(inMemory(other), read.medium))).toEqual({ code: "iso.damaged", args: { part: "vmlinuz" } });
  });

  it("at the end is found without reading the file", async () => {
    const cut = small.bytes.slice(0, -2048);
    expect(await readMedium(inMemory(cut))).toEqual({ ok: false, problem: { code: "iso.cut", args: { bytes: cut.length, expected: small.bytes.length } } });
    const long = new Uint8Array(small.bytes.length + 1);
    long.set(small.bytes);
    expect(await readMedium(inMemory(long))).toEqual({ ok: false, problem: { code: "iso.long", args: { bytes: long.length, expected: small.bytes.length } } });
  });

  it("of two places that say different things is found", async () => {
    const change = personalise(base, { tokens: "lang.de", extra: "", site: {} });
    if ("problem" in change) throw new Error(change.problem.code);
    // The overlay is the same before and after.
    for (const left of change.patches.filter(({ offset }) => offset !== base.places.site.at)) expect(await verdict(apply(change.patches.filter((patch) => patch !== left))), String(left.offset)).toBe("iso.damaged");
  });
});

it("a medium whose loaders have different lines is damaged, even where its sum is right", async () => {
  const [mine, other] = ["lang.de", "lang.fr"].map((tokens) => personalise(base, { tokens, extra: "", site: {} }));
  if (mine === undefined || other === undefined || "problem" in mine || "problem" in other) throw new Error("no patches");
  const grub = base.places.rooms.findIndex(({ loader }) => loader === "grub");
  const mixed = mine.patches.map((patch, i) => (i === grub ? (other.patches[i] ?? patch) : patch));
  const parts = mixed.slice(0, -1).map(({ bytes }) => bytes);
  const sum = { offset: base.places.changing.at, bytes: new TextEncoder().encode(hex8(crc32(join(parts)))) };
  expect(await readMedium(inMemory(apply([...mixed.slice(0, -1), sum])))).toEqual({ ok: false, problem: { code: "iso.damaged", args: { part: "grub.cfg" } } });
});

describe("a foreign file", () => {
  it.each([[0], [100], [40_000], [400_000]])("of %i zero bytes is none", async (length) => {
    expect(await readMedium(inMemory(new Uint8Array(length)))).toEqual({ ok: false, problem: { code: "iso.none" } });
  });

  it("is told from ours by its label, an older one of ours by what it lacks, a newer one by its format", async () => {
    const with_ = (from: string, to: string): Uint8Array => {
      const bytes = Buffer.from(small.bytes);
      for (let at = bytes.indexOf(from, 0, "latin1"); at !== -1; at = bytes.indexOf(from, at + 1, "latin1")) bytes.write(to, at, "latin1");
      return new Uint8Array(bytes);
    };
    expect(await readMedium(inMemory(with_("RAMVISOR                        ", "DEBIAN                          ")))).toMatchObject({ problem: { code: "iso.foreign", args: { label: "DEBIAN" } } });
    expect(await readMedium(inMemory(with_("MEDIUM.TXT", "NOTHIN.TXT")))).toEqual({ ok: false, problem: { code: "iso.old" } });
    expect(await readMedium(inMemory(with_('{"format":1,', '{"format":2,')))).toMatchObject({ problem: { code: "iso.damaged" } });
    const at = Buffer.from(small.bytes).indexOf("RAMVISOR MEDIUM");
    const read = readDescription(small.bytes.slice(at, at + DESCRIPTION_BYTES));
    if (read.kind !== "good") throw new Error(read.kind);
    const newer = writeDescription({ ...read.description, format: 2 }, read.changing) ?? new Uint8Array();
    expect(await readMedium(inMemory(apply([{ offset: at, bytes: newer }])))).toEqual({ ok: false, problem: { code: "iso.newer", args: { format: 2, known: 1 } } });
  });

  it("of any bytes behind a volume's head never throws", async () => {
    await fc.assert(fc.asyncProperty(fc.nat(60_000), fc.uint8Array({ minLength: 1, maxLength: 64 }), async (at, noise) => {
      const bytes = small.bytes.slice(0, 8_000_000);
      bytes.set(noise, 32_768 + at);
      await readMedium(inMemory(bytes));
    }), { numRuns: 100 });
  });
});

describe("fixedStretches", () => {
  it("are all bytes but the changing ones, each once, cut at files", () => {
    const range = fc.tuple(fc.nat(90), fc.integer({ min: 1, max: 10 })).map(([at, bytes]) => ({ at, bytes }));
    fc.assert(fc.property(fc.array(range, { maxLength: 4 }), fc.array(range, { maxLength: 4 }), (changing, files) => {
      const stretches = fixedStretches(100, changing, files.map((file, i) => ({ ...file, path: `/F${String(i)}` })));
      const count = new Array<number>(100).fill(0);
      for (const { at, bytes } of stretches) for (let i = at; i < at + bytes; i += 1) count[i] = (count[i] ?? 0) + 1;
      expect(count).toEqual(count.map((_, i) => (changing.some(({ at, bytes }) => at <= i && i < at + bytes) ? 0 : 1)));
    }));
  });
});
