import { expect, it } from "vitest";
import { parseCmdline } from "../../../../src/cmdline/index.ts";
import { secretOf } from "../../../../src/page/form/pairSecret.ts";

const site = (...macs: string[]): ReturnType<typeof parseCmdline>["site"] =>
  parseCmdline(macs.map((mac, i) => `mac.0a:0b:0c:0d:0e:${mac}.eth${mac.startsWith("2") ? "1" : "0"}.192.168.0.${String(i + 1)}/24`).join(" ")).site;
const make = (text: string) => (): Uint8Array => new TextEncoder().encode(text);

it("is made for several nodes, and once for the same ones, in whatever order and with whatever further cards", () => {
  const first = secretOf(site("01", "02"), null, make("first"));
  expect(new TextDecoder().decode(first?.file)).toBe("first");
  for (const same of [site("01", "02"), site("02", "01"), site("01", "20", "02", "21")]) expect(secretOf(same, first, make("second"))?.file).toBe(first?.file);
  // A slip in one address that shows when its machine has started, and a third machine.
  for (const corrected of [site("01", "03"), site("01", "02", "03")]) expect(secretOf(corrected, first, make("second"))?.file).toBe(first?.file);
  for (const other of [site("03", "04"), site("03", "04", "05")]) expect(new TextDecoder().decode(secretOf(other, first, make("second"))?.file)).toBe("second");
  for (const single of [site("01"), site()]) expect(secretOf(single, first, make("second"))).toBeNull();
});
