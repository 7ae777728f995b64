import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { toJsonSchema } from "@valibot/to-json-schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsSchema, parseFacts } from "../../../src/schema/facts.ts";

const machines = fileURLToPath(new URL("../../hosts/_machines/", import.meta.url));
const published = fileURLToPath(new URL("../../../src/schema/facts.schema.json", import.meta.url));
const machine = (name: string): Record<string, unknown> => JSON.parse(readFileSync(`${machines}${name}.json`, "utf8")) as Record<string, unknown>;
const blank = machine("qemu-one-blank-disk");

/** The blank machine with one place changed: `set("disks.0.sizeBytes", "big")`. */
function set(place: string, value: unknown): string {
  const copy = structuredClone(blank);
  const keys = place.split(".");
  const last = String(keys.pop());
  const target = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined) Reflect.deleteProperty(target, last);
  else target[last] = value;
  return JSON.stringify(copy);
}

describe("the captured machines", () => {
  const names = readdirSync(machines);
  it("are there", () => {
    expect(names.length).toBeGreaterThanOrEqual(10);
  });
  it.each(names)("%s is a facts document, nothing missing, nothing more", (name) => {
    const text = readFileSync(machines + name, "utf8");
    const parsed = parseFacts(text);
    expect(parsed).toEqual({ ok: true, facts: JSON.parse(text) as unknown });
  });
});

describe("the published JSON Schema", () => {
  it("is what the code says (refresh with: npx vitest run -u test/unit/schema/facts.test.ts)", async () => {
    expect(existsSync(published)).toBe(true);
    const schema = { $id: "ramvisor.facts/1", title: "Ramvisor: what the agent sees of a machine", ...toJsonSchema(factsSchema, { typeMode: "input" }) };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(published);
  });
});

describe("parseFacts", () => {
  it.each([
    ["", "This is not a JSON document: it is empty."],
    ["[]", "This is not a facts document: expected a JSON object, found an array."],
    ["7", "This is not a facts document: expected a JSON object, found 7."],
    ["null", "This is not a facts document: expected a JSON object, found null."],
    ["{}", 'This is not a facts document that this Ramvisor reads: it names no schema, expected "ramvisor.facts/1".'],
    ['{"schema":"ramvisor.facts/2"}', 'This is not a facts document that this Ramvisor reads: its schema is "ramvisor.facts/2", expected "ramvisor.facts/1".'],
    [set("disks.0.sizeBytes", "big"), 'The facts document is not valid: disks[0].sizeBytes is "big", expected number.'],
    [set("disks.0.sizeBytes", -1), "The facts document is not valid: disks[0].sizeBytes is -1, expected >=0."],
    [set("disks.0.sizeBytes", 1.5), "The facts document is not valid: disks[0].sizeBytes is 1.5, expected a whole number."],
    [set("disks.0.path", "/dev/a b"), 'The facts document is not valid: disks[0].path is "/dev/a b", expected a path under /dev.'],
    [set("nics.0.mac", undefined), "The facts document is not valid: nics[0].mac is missing."],
    [set("nics.0.mac", "0A:0B:0C:0D:0E:0F"), 'The facts document is not valid: nics[0].mac is "0A:0B:0C:0D:0E:0F", expected a hardware address in lower case with colons.'],
    [set("overlay.siteId", "Werk Nord"), 'The facts document is not valid: overlay.siteId is "Werk Nord", expected 1 to 32 characters of a-z, 0-9 and -.'],
    [set("firmware", "coreboot"), 'The facts document is not valid: firmware is "coreboot", expected ("bios" | "uefi").'],
    [set("disks.0.marker", { state: "odd" }), 'The facts document is not valid: disks[0].marker.state is "odd", expected ("none" | "good" | "free" | "newer" | "damaged").'],
  ])("%#: says in one sentence what is wrong", (text, sentence) => {
    expect(parseFacts(text)).toEqual({ ok: false, sentence });
  });

  it("names JSON's own error, on one line", () => {
    const parsed = parseFacts('{"schema":\n\n oops');
    expect(parsed).toMatchObject({ ok: false, sentence: expect.stringMatching(/^This is not a JSON document: .+\.$/) as unknown });
  });

  it("passes over fields that it does not know, and a byte order mark", () => {
    const parsed = parseFacts(`\ufeff${JSON.stringify({ ...blank, later: { added: true } })}`);
    expect(parsed).toEqual({ ok: true, facts: blank });
  });

  it("never throws, and puts no control character into its sentence", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.jsonValue().map((value) => set("disks.0", value)), fc.string({ unit: "binary" }).map((schema) => JSON.stringify({ schema }))), (text) => {
      const parsed = parseFacts(text);
      if (!parsed.ok) expect(parsed.sentence).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    }));
  });
});
