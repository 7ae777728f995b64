import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { crcOfWords, parseCmdline, tokenLine } from "../../src/cmdline/index.ts";
import { splitWords } from "../../src/cmdline/words.ts";
import { problemMessages } from "../../src/messages/problems/index.ts";
import type { ProblemText } from "../../src/messages/problems/index.ts";
import { LANGS } from "../../src/model/token.ts";

const digits = fc.constantFrom("0", "1", "2", "24", "127", "192", "168", "250", "255", "256", "300");
const ipv4 = fc.array(digits, { minLength: 3, maxLength: 5 }).map((parts) => parts.join("."));
const ipv6 = fc.constantFrom("2001:db8::1/64", "2001:DB8::2/64", "fe80::1", "::1", "ff02::1/8", "2001:db8::/64", "1::2::3");
const mac = fc.constantFrom("0a:0b:0c:0d:0e:0a", "0A-0B-0C-0D-0E-0A", "0a:0b:0c:0d:0e:0b", "0a:0b:0c:0d:0e:0c", "01:00:5e:00:00:01", "0a:0b:0c:0d:0e", "");
const ifname = fc.constantFrom("eth0", "eth1", "lan", "br0", "lo", "a b", "x;y", "../x", "$(x)", "");
const address = fc.oneof(fc.constantFrom("10.0.0.1", "10.0.0.2/24", "10.0.0.3", "10.0.0.0/24"), ipv4, ipv6);
const name = fc.constantFrom("mac", "submask", "gw", "dns", "lang", "host", "ntp", "vlan", "bond", "disks", "sum", "gateway", "submsk", "GW", "constructor", "__proto__", "i915");
const value = fc.oneof(address, fc.constantFrom("24", "de", "avbox", "active-backup", "none", "mirror", "20", "", "pool.ntp.org", "255.255.255.0", "10.0.0.2,x"), fc.string({ unit: "binary", maxLength: 12 }));
const word = fc.oneof(
  fc.tuple(mac, ifname, address).map((parts) => `mac.${parts.join(".")}`),
  fc.tuple(name, fc.constantFrom(".", ".", ".", ":", "-", "="), value).map((parts) => parts.join("")),
  fc.string({ unit: fc.constantFrom('"', " ", "=", ".", "a", "g", "w", "\0", "\n", "é", "\u{1f600}", "\ud800"), maxLength: 8 }),
);
const quoted = fc.tuple(word, fc.constantFrom("%", "%", "%", '"%"', '"%', '%"', 'x="%"')).map(([text, form]) => form.replace("%", () => text));
/** Lines near to ours, where most of the rules meet. */
const line = fc.array(quoted, { maxLength: 8 }).map((words) => words.join(" "));
/** Anything at all: text, bytes taken for Latin-1, lone halves of characters. */
const anything = fc.oneof(line, fc.string({ unit: "binary", maxLength: 200 }), fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1")), fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("utf8")));

// Enough to meet the usual slip in a few seconds; FUZZ_RUNS=20000 for a long look.
const RUNS = { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) };
vi.setConfig({ testTimeout: 600_000 });

describe("any line", () => {
  it("is read without an exception, the same way each time", () => {
    fc.assert(fc.property(anything, (text) => {
      expect(parseCmdline(text)).toEqual(parseCmdline(text));
    }), RUNS);
  });

  it("lets nothing through that means something to a shell, a path or a configuration file", () => {
    fc.assert(fc.property(anything, (text) => {
      const { site } = parseCmdline(text);
      const cards = site.nodes.flatMap((node) => node.cards);
      for (const card of cards) {
        expect(card.ifname).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/);
        for (const one of card.macs) expect(one).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/);
        for (const cidr of card.addresses) expect(cidr).toMatch(/^[0-9a-f.:]+\/[0-9]{1,3}$/);
        expect(card.macs.length * card.addresses.length).toBeGreaterThan(0);
      }
      for (const { value: ip } of [...site.gateways, ...site.dns]) expect(ip).toMatch(/^[0-9a-f.:]+$/);
      for (const { value: server } of site.ntp) expect(server).toMatch(/^[A-Za-z0-9.:-]+$/);
      for (const { host } of site.nodes) expect(host).toMatch(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/);
    }), RUNS);
  });

  it("gives a site in which nothing stands twice", () => {
    fc.assert(fc.property(line, (text) => {
      const { site } = parseCmdline(text);
      const cards = site.nodes.flatMap((node) => node.cards);
      const distinct = (items: string[]): void => expect(new Set(items).size).toBe(items.length);
      distinct(cards.flatMap(({ macs }) => macs));
      distinct(cards.flatMap(({ addresses }) => addresses.map((cidr) => cidr.replace(/\/.*/, ""))));
      for (const node of site.nodes) distinct(node.cards.map((card) => card.ifname));
      distinct(site.dns.map((dns) => dns.value));
      distinct(site.nodes.map((node) => node.host));
      expect(site.nodes.map(({ index }) => index)).toEqual(site.nodes.map((_, index) => index));
      if (cards.length > 0) expect(site.hasMacToken).toBe(true);
    }), RUNS);
  });

  it("places every problem in the text, in order, and can say it in every language", () => {
    fc.assert(fc.property(anything, (text) => {
      const { problems } = parseCmdline(text);
      const words = splitWords(text);
      for (const { span, token, code, args } of problems) {
        if (span !== null) expect(words.some((one) => one.span.start === span.start && one.span.end === span.end && one.text === token)).toBe(true);
        for (const lang of LANGS) {
          const { message, hint } = (problemMessages[lang][code] as (given: unknown) => ProblemText)(args);
          expect(`${message}${hint}`).not.toMatch(/undefined|[\x00-\x1f\x7f-\x9f]/);
        }
      }
      const starts = problems.map(({ span }) => span?.start ?? -1);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    }), RUNS);
  });

  it("says the same again from its own words", () => {
    fc.assert(fc.property(anything, (text) => {
      const { site, problems } = parseCmdline(text);
      // A near miss is none of its words, and may have kept a card's place.
      if (!problems.some(({ code }) => code === "token.near-miss")) expect(parseCmdline(site.words.join(" ")).site).toEqual(site);
    }), RUNS);
  });

  it("is proved whole by its sum., wherever that stands, and by no other", () => {
    fc.assert(fc.property(line, fc.nat(), (text, place) => {
      const { words } = parseCmdline(text).site;
      const at = place % (words.length + 1);
      // A quote left open swallows what comes after it, a sum. as well.
      if (words.slice(0, at).some((one) => one.startsWith('"') || one.includes('"'))) return;
      const withSum = (crc: string): string[] => parseCmdline([...words.slice(0, at), `sum.${crc}`, ...words.slice(at)].join(" ")).problems.map(({ code }) => code);
      const right = crcOfWords(words);
      expect(withSum(right)).not.toContain("token.sum.wrong");
      expect(withSum(right.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).toContain("token.sum.wrong");
    }), RUNS);
  });
});

describe("corrections", () => {
  const closed = line.filter((text) => splitWords(text).every(({ unbalanced }) => !unbalanced));

  it("take effect when appended", () => {
    fc.assert(fc.property(closed, fc.constantFrom("de", "fr", "it", "en"), fc.integer({ min: 1, max: 4094 }), (text, lang, vlan) => {
      const { site } = parseCmdline(`${text} lang.${lang} vlan.${vlan} disks.none ntp.10.0.0.9`);
      expect([site.lang.value, site.vlan?.value, site.disks.value, site.ntp[0]?.value]).toEqual([lang, vlan, "none", "10.0.0.9"]);
    }), RUNS);
  });

  it("of a card's address take effect when appended, and nothing else of the site changes its card", () => {
    fc.assert(fc.property(closed, (text) => {
      const { site: before, problems } = parseCmdline(text);
      const card = before.nodes[0]?.cards[0];
      const first = card?.macs[0];
      if (card === undefined || first === undefined) return;
      // A card that was left out because this one had its address comes in when this one gives it up, as meant.
      if (problems.some(({ code }) => code === "token.address.taken")) return;
      const { site } = parseCmdline(`${text} mac.${first}.${card.ifname}.172.30.1.9/28`);
      const after = site.nodes[0]?.cards[0];
      expect(after?.macs).toEqual(card.macs);
      expect(after?.addresses).toContain("172.30.1.9/28");
      expect(site.nodes.map(({ cards }) => cards.length)).toEqual(before.nodes.map(({ cards }) => cards.length));
    }), RUNS);
  });

  it("as suggested make the card the wanted one", () => {
    fc.assert(fc.property(closed, (text) => {
      const mine = "52:54:00:aa:bb:cc";
      const typed = tokenLine(mine, parseCmdline(text).site);
      const { site } = parseCmdline(typed);
      expect(site.nodes.flatMap(({ cards }) => cards.flatMap(({ macs }) => macs))).toContain(mine);
    }), RUNS);
  });
});

describe("order", () => {
  const settings = fc.constantFrom("gw.10.0.0.9", "dns.10.0.0.9,10.0.0.8", "lang.de", "host.av", "ntp.10.0.0.9", "vlan.20", "disks.none", "submask.24", "quiet", "a.b=c");

  it("of tokens of different kinds means nothing; that of mac. tokens makes cards and nodes", () => {
    const macs = ["mac.0a:0b:0c:0d:0e:0a.eth0.10.0.0.1", "mac.0a:0b:0c:0d:0e:0b.eth1.10.1.0.1", "mac.0a:0b:0c:0d:0e:0c.eth0.10.0.0.2"];
    fc.assert(fc.property(fc.uniqueArray(settings), fc.array(fc.nat({ max: 3 }), { minLength: 10, maxLength: 10 }), (others, places) => {
      const mixed = [0, 1, 2, 3].flatMap((slot) => [...others.filter((_, i) => places[i] === slot), ...(macs[slot] === undefined ? [] : [macs[slot]])]);
      const read = (words: string[]) => ({ ...parseCmdline(words.join(" ")).site, words: [] });
      expect(read(mixed)).toEqual(read([...macs, ...others]));
      expect(read(mixed).nodes.map(({ cards }) => cards.length)).toEqual([2, 1]);
    }), RUNS);
  });
});
