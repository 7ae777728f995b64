import parser from "yargs-parser";
import type { CliMessages } from "./messages/cli/index.ts";
import { cliMessages } from "./messages/cli/index.ts";
import { ISO_REPEAT, ISO_SWITCHES, ISO_VALUES, isoOptionsIn, parseIso, type IsoOptions } from "./cliIso.ts";
import { isoMessages } from "./messages/iso/index.ts";
import type { Lang } from "./model/token.ts";
import { LANGS } from "./model/token.ts";

export const STAGES = ["disks", "ready", "late", "guests", "pair", "pair-end"] as const;
export type StageName = (typeof STAGES)[number];

const FORMATS = ["text", "json"] as const;
export type Format = (typeof FORMATS)[number];

const COMMANDS = ["apply", "disk", "facts", "status", "stage", "takeover", "guest", "iso"] as const;

interface Common {
  format: Format;
  /** Null where none was given: the command line's language counts, or the environment's. */
  lang: Lang | null;
}

/** What the agent is asked to do. `-` as a file stands for standard input; null for this machine's own. */
export type Options = Common &
  (
    | { command: "boot" }
    | { command: "plan"; cmdline: string | null; facts: string[] }
    | { command: "apply"; tokens: string[] }
    /** `id`: as in the plan, any name under /dev/disk/by-id, or a path under /dev. */
    | { command: "disk-free"; id: string }
    | { command: "facts" }
    | { command: "status"; waitSeconds: number }
    /** `peerIsOff`: the operator's word where nothing here can know. */
    | { command: "takeover"; peerIsOff: boolean }
    /** `to`: the host name of the node it moves to; null where there is but one. */
    | { command: "guest-move"; name: string; to: string | null }
    /** Started by the medium's units; not in the help. */
    | { command: "stage"; stage: StageName }
    | IsoOptions
    | { command: "help" }
    | { command: "version" }
  );

export type CommandName = Options["command"];

/** One sentence for standard error; the exit code is 2. */
export interface UsageError {
  error: string;
}

const VALUES = ["cmdline", "facts", "format", "lang", "wait", "to", ...ISO_VALUES] as const;
const SWITCHES = ["dry-run", "help", "version", "peer-is-off", ...ISO_SWITCHES] as const;

type Given = Record<(typeof VALUES)[number], string[]> & Record<(typeof SWITCHES)[number], boolean> & { words: string[] };
type Errors = CliMessages["error"];

/**
 * Reads the agent's own arguments (never the kernel's command line) by yargs-parser, strictly: an unknown option or
 * command, an option given twice or without its value is an error. Its sentence is in the language of `--lang`, else in
 * `fallback`. Pure, never throws.
 */
export function parseArgv(argv: readonly string[], fallback: Lang = "en"): Options | UsageError {
  const { given, fault } = read(argv);
  const lang = LANGS.find((known) => known === given.lang[0]) ?? null;
  const errors = cliMessages[lang ?? fallback].error;
  const error = fault?.(errors) ?? checkValues(given, errors);
  if (error !== null) return { error };
  const common: Common = { format: FORMATS.find((known) => known === given.format[0]) ?? "text", lang };
  if (given.help) return { command: "help", ...common };
  if (given.version) return { command: "version", ...common };
  return decide(given, common, errors, fallback);
}

/** The help text, at most 80 columns wide, with a last newline. */
export function helpText(lang: Lang): string {
  return `${cliMessages[lang].help}\n`;
}

/** yargs-parser's answer with each option as a list of strings; what it cannot make sense of is a fault. */
function read(argv: readonly string[]): { given: Given; fault: ((errors: Errors) => string) | null } {
  const { argv: result, error } = parser.detailed([...argv], {
    string: [...VALUES],
    boolean: [...SWITCHES],
    // Without this a lone `-` would be taken for an option and not for the value before it.
    narg: Object.fromEntries(VALUES.map((name) => [name, 1])),
    alias: { help: ["h"], output: ["o"] },
    configuration: {
      "parse-numbers": false, "parse-positional-numbers": false, "dot-notation": false, "camel-case-expansion": false,
      "boolean-negation": false, "short-option-groups": false, "strip-aliased": true,
    },
  });
  const seen = new Map<string, unknown>(Object.entries(result));
  const list = (name: string): string[] => [seen.get(name) ?? []].flat().map(String);
  const given = { words: list("_") } as Given;
  for (const name of VALUES) given[name] = list(name);
  for (const name of SWITCHES) given[name] = seen.get(name) === true;

  const known = new Set<string>(["_", ...VALUES, ...SWITCHES]);
  const stranger = [...seen.keys()].find((name) => !known.has(name));
  const valued = SWITCHES.find((name) => seen.has(name) && seen.get(name) !== true);
  if (stranger !== undefined) return { given, fault: (errors) => errors.unknownOption(stranger.length === 1 ? `-${stranger}` : `--${stranger}`) };
  // "Not enough arguments following: facts"
  if (error !== null) return { given, fault: (errors) => errors.missingValue(`--${/\S+$/.exec(error.message)?.[0] ?? "?"}`) };
  if (valued !== undefined) return { given, fault: (errors) => errors.noValue(`--${valued}`) };
  return { given, fault: null };
}

/** What is wrong with the options' values, whatever the command; null where all are good. */
function checkValues(given: Given, errors: Errors): string | null {
  const repeated = VALUES.find((name) => name !== "facts" && !ISO_REPEAT.includes(name) && given[name].length > 1);
  if (repeated !== undefined) return errors.twice(`--${repeated}`);
  const [lang] = given.lang;
  if (lang !== undefined && !LANGS.some((known) => known === lang)) return errors.badValue("--lang", lang, LANGS.join(", "));
  if (given.to.includes("")) return errors.missingValue("--to");
  const [format] = given.format;
  if (format !== undefined && !FORMATS.some((known) => known === format)) return errors.badValue("--format", format, FORMATS.join(", "));
  const [wait] = given.wait;
  if (wait !== undefined && !(/^\d{1,5}(\.\d+)?$/.test(wait) && Number(wait) <= 86_400)) return errors.badSeconds(wait);
  for (const name of ["cmdline", "facts"] as const) if (given[name].includes("")) return errors.emptyFile(`--${name}`);
  // Tokens may be given as an empty text, which means none of their own.
  const empty = ISO_VALUES.find((name) => name !== "tokens" && name !== "kernel" && given[name].some((value) => value.trim() === ""));
  if (empty !== undefined) return errors.missingValue(`--${empty}`);
  return [...given.cmdline, ...given.facts].filter((file) => file === "-").length > 1 ? errors.stdinTwice : null;
}

function decide(given: Given, common: Common, errors: Errors, fallback: Lang): Options | UsageError {
  const [word, ...rest] = given.words;
  if (word !== undefined && !COMMANDS.some((known) => known === word)) return { error: errors.unknownCommand(word) };
  if (given["dry-run"] && word !== undefined) return { error: errors.tooMany("ramvisor --dry-run", word) };
  for (const name of ["cmdline", "facts"] as const) if (given[name].length > 0 && !given["dry-run"]) return { error: errors.onlyWith(`--${name}`, "--dry-run") };
  const [forIso] = isoOptionsIn(given);
  if (forIso !== undefined && word !== "iso") return { error: errors.onlyWith(forIso, "ramvisor iso") };
  if (given.wait.length > 0 && word !== "status") return { error: errors.onlyWith("--wait", "ramvisor status") };
  if (given.to.length > 0 && word !== "guest") return { error: errors.onlyWith("--to", "ramvisor guest move") };
  if (given["peer-is-off"] && word !== "takeover") return { error: errors.onlyWith("--peer-is-off", "ramvisor takeover") };
  if (given["dry-run"]) return { command: "plan", ...common, cmdline: given.cmdline[0] ?? null, facts: given.facts };
  if (word === undefined) return { command: "boot", ...common };
  if (word === "apply") return rest.every((token) => token.trim() === "") ? { error: errors.noTokens } : { command: "apply", ...common, tokens: rest };
  if (word === "disk") {
    const [what, id = "", more] = rest;
    if (what !== undefined && what !== "free") return { error: errors.unknownCommand(`disk ${what}`) };
    if (what === undefined || id.trim() === "") return { error: errors.noDisk };
    return more === undefined ? { command: "disk-free", ...common, id } : { error: errors.tooMany("ramvisor disk free ID", more) };
  }
  if (word === "guest") {
    const [what, name = "", more] = rest;
    if (what !== undefined && what !== "move") return { error: errors.unknownCommand(`guest ${what}`) };
    if (what === undefined || name.trim() === "") return { error: errors.noGuest };
    return more === undefined ? { command: "guest-move", ...common, name, to: given.to[0] ?? null } : { error: errors.tooMany("ramvisor guest move NAME", more) };
  }
  if (word === "iso") {
    if (rest.length > 1) return { error: errors.tooMany("ramvisor iso", rest[1] ?? "") };
    const options = parseIso(given, rest, isoMessages[common.lang ?? fallback]);
    return "error" in options ? options : { ...options, ...common };
  }
  if (word === "stage") {
    const stage = STAGES.find((known) => known === rest[0]);
    return stage === undefined || rest.length > 1 ? { error: errors.badStage(STAGES.join(", ")) } : { command: "stage", ...common, stage };
  }
  const [extra] = rest;
  if (extra !== undefined) return { error: errors.tooMany(`ramvisor ${word}`, extra) };
  if (word === "takeover") return { command: "takeover", ...common, peerIsOff: given["peer-is-off"] };
  if (word === "status") return { command: "status", ...common, waitSeconds: Number(given.wait[0] ?? 0) };
  return given.format[0] === "text" ? { error: errors.badValue("--format", "text", "json") } : { command: "facts", ...common, format: "json" };
}
