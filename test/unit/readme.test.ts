import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseArgv } from "../../src/cli.ts";
import { DROPPABLE, ISO_SWITCHES, ISO_VALUES } from "../../src/cliIso.ts";
import { parseCmdline } from "../../src/cmdline/index.ts";
import { KINDS, splitToken, TOKEN_KINDS } from "../../src/cmdline/kinds.ts";
import { planMessages } from "../../src/messages/plan/index.ts";
import type { DiskReason, DiskVerdict, Situation } from "../../src/model/plan.ts";
import { decide } from "../../src/plan/cluster/decide.ts";
import { makePlan } from "../../src/plan/index.ts";
import type { DiskWish } from "../../src/plan/disks/verdict.ts";
import { ipxeScript } from "../../src/qemu/netboot.ts";
import { DEFAULT_LINE } from "../../src/qemu/options.ts";
import { planText } from "../../src/report/planText.ts";
import { parseFacts } from "../../src/schema/facts.ts";
import { codes, pairRows, read, README, table, TOP } from "./readme.ts";

describe("the disk table", () => {
  const rows = table("reason", "what is seen on the whole disk", "verdict").map(([reason = "", , verdict = ""]) => ({ reason: codes(reason)[0] ?? "", verdict }));
  /** Typed over the planner's wish, so that a new one does not compile here before it is in the table. */
  const unclaimed: { [W in NonNullable<DiskWish["blank"]>]: DiskVerdict } = {
    "disks-none": "leave", rescue: "leave", unconfigured: "leave", "token-error": "leave", "waits-for-peer": "wait",
  };
  const source = read("src/plan/disks/verdict.ts");
  const together = table("reason", "what is seen of several disks together", "verdict").map(([reason = "", , verdict = ""]) => ({ reason: codes(reason)[0] ?? "", verdict }));

  test("has one row for each reason that the planner knows", () => {
    // The messages are typed over DiskReason: their keys are all of them.
    const known = Object.keys(planMessages.en.diskReason) as DiskReason[];
    expect([...rows, ...together].map(({ reason }) => reason).sort()).toEqual(known.sort());
  });

  test("says what the look at several disks together may come to", () => {
    const code = `${read("src/plan/disks/members.ts")}${read("src/plan/disks/index.ts")}`;
    const inCode = [...new Set([...code.matchAll(/reason: "(replacement|mirror-[a-z]+)"/g)].map(([, reason]) => reason))];
    expect(together.map(({ reason }) => reason).sort()).toEqual(inCode.sort());
    const refused = [...new Set([...code.matchAll(/(?:set\([a-zA-Z.]*disk, \{ |"refuse", |: \{ )reason: "(mirror-[a-z]+)"/g)].map(([, reason]) => reason))];
    expect(together.filter(({ verdict }) => verdict === "refuse").map(({ reason }) => reason).sort()).toEqual(refused.filter((reason) => reason !== "mirror-behind").sort());
  });

  test("refuses for the reasons of the code, in its order", () => {
    const inCode = [...new Set([...source.matchAll(/\brefuse\("([a-z-]+)"/g)].map(([, reason]) => reason))];
    expect(inCode.length).toBeGreaterThan(15);
    expect(rows.filter(({ verdict }) => verdict === "refuse").map(({ reason }) => reason)).toEqual(inCode);
  });

  test("gives every other reason the code's verdict", () => {
    const written = [source, read("src/plan/disks/index.ts")].flatMap((text) => [...text.matchAll(/verdict: "([a-z]+)", reason: "([a-z-]+)"/g)].map(([, verdict = "", reason = ""]) => [reason, verdict]));
    const expected = { ...Object.fromEntries(written.filter(([, verdict]) => verdict !== "refuse")), ...unclaimed };
    expect(Object.fromEntries(rows.filter(({ verdict }) => verdict !== "refuse").map(({ reason, verdict }) => [reason, verdict]))).toEqual(expected);
  });

  test("claims in its last two rows alone", () => {
    expect(rows.flatMap(({ verdict }, index) => (verdict === "claim" ? [index] : []))).toEqual([rows.length - 2, rows.length - 1]);
  });
});

describe("the pair's table", () => {
  const rows = pairRows();
  const states = table("what happens", "that is").map(([state]) => state);

  test("is the switch of the code, row by row", () => {
    const inCode = [...read("src/plan/cluster/decide.ts").matchAll(/case "([a-z-]+)": return "([a-z]+)";/g)].map(([, situation, state]) => [situation, state]);
    expect(inCode.length).toBeGreaterThanOrEqual(15);
    expect(rows).toEqual(inCode);
  });

  test("decides what the code decides, and each outcome is explained", () => {
    for (const [situation, state] of rows) expect(decide(situation as Situation), situation).toBe(state);
    expect([...new Set(rows.map(([, state]) => state))].sort()).toEqual([...states].sort());
  });
});

describe("the token table", () => {
  const rows = table("token", "meaning", "example");

  test("has one row for each kind of token", () => {
    expect(rows.map(([token = ""]) => (codes(token)[0] ?? "").split(".")[0]).sort()).toEqual([...TOKEN_KINDS].sort());
  });

  test.each(rows.map(([token = "", , example = ""]) => [codes(token)[0] ?? "", codes(example)] as const))("%s has examples that are well formed", (token, examples) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const split = splitToken(example);
      expect(split?.kind, example).toBe(token.split(".")[0]);
      expect(split === null ? null : KINDS[split.kind](split.value, null).complaints, example).toEqual([]);
    }
  });

  test("the lines under it give the nodes and cards that are written behind them", () => {
    const examples = README.split("\n").filter((line) => /^ {4}mac\./.test(line)).map((line) => /^ {4}(.+?) {2,}(.+)$/.exec(line) ?? []);
    const shapes = examples.map(([, line = "", said]) => {
      const { nodes } = parseCmdline(line).site;
      return { said, nodes: nodes.length, cards: nodes.flatMap(({ cards }) => cards.map(({ macs, addresses }) => [macs.length, addresses.length])) };
    });
    expect(shapes).toEqual([
      { said: "one node, two cards", nodes: 1, cards: [[1, 1], [1, 1]] },
      { said: "two nodes", nodes: 2, cards: [[1, 1], [1, 1]] },
      { said: "one node, one bond", nodes: 1, cards: [[2, 1]] },
      { said: "one card, IPv4 and IPv6", nodes: 1, cards: [[1, 2]] },
    ]);
  });
});

describe("a personal medium", () => {
  const section = /### Make a personal medium\n([^]*?)\n### /.exec(README)?.[1] ?? "";
  const rows = table("option", "sets");

  test("has a row for each option, and no other", () => {
    const told = rows.flatMap(([option = ""]) => [...option.matchAll(/--([a-z-]+)/g)].map(([, name]) => name));
    const known = [...ISO_VALUES, ...ISO_SWITCHES, "lang"].filter((name) => name !== "output" && name !== "show");
    expect(told.toSorted()).toEqual(known.toSorted());
  });

  test("names what --drop knows", () => {
    const [option = "", sets = ""] = rows.find(([first]) => first?.startsWith("`--drop")) ?? [];
    expect(option).toBe("`--drop NAME`");
    expect(codes(sets).filter((name) => !DROPPABLE.includes(name))).toEqual([]);
  });

  test("is made by commands that the agent takes", () => {
    const commands = section.replaceAll("\\\n", " ").split("\n").flatMap((line) => /^ {4}npx ramvisor (.+)$/.exec(line)?.[1] ?? []);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(parseArgv(command.trim().split(/\s+/)), command).toMatchObject({ command: "iso" });
  });
});

test("each link leads to a heading or a file", () => {
  const anchors = new Set([...README.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => `#${heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-")}`));
  const links = [...README.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter((link) => !anchors.has(link) && !existsSync(join(TOP, link)))).toEqual([]);
});

describe("network boot", () => {
  test("shows the iPXE script that a start in QEMU uses", () => {
    const shown = /boot\.ipxe <<'END'\n([^]*?) {4}END/.exec(README)?.[1]?.replaceAll(/^ {4}/gm, "") ?? "";
    const line = /^set line (quiet .*)/m.exec(shown)?.[1] ?? "";
    expect(shown).toBe(ipxeScript(line));
    expect(parseCmdline(line).problems).toEqual([]);
  });
});

describe("the transcript", () => {
  test("shows the line that the project is about", () => {
    expect(README).toContain(`\n    ${DEFAULT_LINE}\n`);
  });

  test("is what a dry run prints, shortened by whole lines where it says so", () => {
    const facts = parseFacts(read("test/hosts/_machines/qemu-one-blank-disk.json"));
    if (!facts.ok) throw new Error(facts.sentence);
    const { site, problems } = parseCmdline(DEFAULT_LINE);
    const whole = `\n${planText(makePlan(site, problems, facts.facts), { lang: "en", color: false }).trimEnd()}\n`;
    const shown = /<!-- transcript -->\n```\n([^]*?)\n```/.exec(README)?.[1] ?? "";
    const parts = shown.split("\n[…]\n");
    const places = parts.map((part) => whole.indexOf(`\n${part}\n`));
    expect(parts.filter((_, index) => places[index] === -1)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(whole.endsWith(`\n${parts.at(-1) ?? ""}\n`)).toBe(true);
  });
});
