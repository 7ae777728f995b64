import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCmdline } from "../../../../src/cmdline/index.ts";
import { fillFields } from "../../../../src/page/form/fill.ts";
import { placedWords } from "../../../../src/page/form/words.ts";
import { splitLine } from "../../../../src/personal/index.ts";

const HOSTS = join(import.meta.dirname, "../../../hosts");
const lines = readdirSync(HOSTS).filter((name) => !name.startsWith("_")).map((name) => [name, readFileSync(join(HOSTS, name, "cmdline"), "utf8").trim()] as const);

/** What a line wants, however it is written. */
const wanted = (line: string): string => JSON.stringify(parseCmdline(line).site, (key, value: unknown) => (["token", "tokens", "words"].includes(key) ? undefined : value));

describe("the form of a line that is there", () => {
  it.each(lines)("means the same again: %s", (_, line) => {
    const { tokens, extra } = splitLine(line);
    const fields = fillFields(tokens, extra);
    expect(fields.options).toBe(extra);
    const again = placedWords(fields).map(({ text }) => text).join(" ");
    expect(wanted(again)).toBe(wanted(tokens));
    // What is wrong with it stays to be seen, and nothing is lost of it.
    if (parseCmdline(tokens).problems.length > 0) expect(parseCmdline(again).problems.map(({ code }) => code)).toEqual(parseCmdline(tokens).problems.map(({ code }) => code));
  });

  it("has fields for every good token of the README's kinds", () => {
    const fields = fillFields("mac.0a:00:00:00:00:01.eth0.192.168.0.250/24 mac.0a:00:00:00:00:01.eth0.2001:db8::250/64 mac.0a:00:00:00:00:02.eth1.10.0.0.1/8 gw.192.168.0.2 gw.2001:db8::1 dns.192.168.0.2 dns.192.168.0.3 host.avbox ntp.a.example vlan.20 disks.none lang.it", "quiet");
    expect(fields).toEqual({
      machines: [{ cards: [{ macs: "0a:00:00:00:00:01", ifname: "eth0", addresses: "192.168.0.250/24, 2001:db8::250/64" }, { macs: "0a:00:00:00:00:02", ifname: "eth1", addresses: "10.0.0.1/8" }] }],
      mask: "", gateway: "192.168.0.2, 2001:db8::1", dns: "192.168.0.2, 192.168.0.3", ntp: "a.example", vlan: "20", bond: "", lang: "it", host: "avbox", disks: "none", tokens: "", options: "quiet",
    });
  });

  it("keeps a line that it cannot show, as it is", () => {
    const line = "mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 mac.0a:0b:0c:0d:0e:0e.eth0.192.168.0.250 submask.24 submask.25";
    expect(fillFields(line, "").tokens).toBe(line);
  });
});
