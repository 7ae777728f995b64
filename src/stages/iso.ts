import type { IsoChange } from "../cliIso.ts";
import { parseCmdline } from "../cmdline/index.ts";
import type { Options } from "../cli.ts";
import { BadInput, overlayInputs } from "../isofile/inputs.ts";
import { makePairSecret } from "../isofile/secrets.ts";
import { summarise } from "../isofile/summary.ts";
import { outputPath, readMediumFile, writeMedium } from "../isofile/write.ts";
import { isoMessages, mediumProblemText } from "../messages/iso/index.ts";
import type { Lang } from "../model/token.ts";
import { mergeTokens, spaced } from "../personal/fields.ts";
import { composeLine, personalise, type Medium, type MediumProblem, type SiteFiles } from "../personal/index.ts";
import type { Hidden } from "../ports/hidden.ts";
import { siteArchive } from "../personal/overlay.ts";
import { mediumDocument } from "../report/mediumDocument.ts";
import { mediumText, type MediumView } from "../report/mediumText.ts";
import type { Caller } from "./commands.ts";
import { errnoText, unreadableSentence } from "./messages.ts";

type Code = 0 | 1 | 2 | 3;
type Of<C extends Options["command"]> = Extract<Options, { command: C }>;
type IsoCaller = Pick<Caller, "readFile" | "readLine" | "lang" | "color" | "out" | "err"> & { machine: Pick<Caller["machine"], "run" | "uptime">; hidden: Hidden | null };

/** Parts of the overlay by the name that `--drop` gives them. */
const PART: Readonly<Record<string, (name: string) => boolean>> = {
  "host-keys": (name) => name.startsWith("ssh_host_"),
  tls: (name) => name.startsWith("tls."),
};
/** What only its owner may read. */
const SECRET = /^(shadow|tls\.key|pair\.secret|ssh_host_.*_key)$/;

const isErrno = (error: unknown): error is NodeJS.ErrnoException => typeof (error as NodeJS.ErrnoException).code === "string";

/** `ramvisor iso --show FILE`: reads every byte, prints what is on it, and no secret. */
export async function isoShow(caller: Omit<IsoCaller, "hidden">, options: Of<"iso-show">): Promise<Code> {
  const lang = options.lang ?? caller.lang;
  const read = await opened(caller, options.file, lang, true);
  if (read === null) return 2;
  return await print(caller, options, view(options.file, read.medium, read.sizeBytes, false), false, lang);
}

/** `ramvisor iso BASE -o FILE …`: a personal medium. Nothing is written unless all of it is good. */
export async function iso(caller: IsoCaller, options: Of<"iso">): Promise<Code> {
  const started = caller.machine.uptime();
  const lang = options.lang ?? caller.lang;
  const messages = isoMessages[lang];
  const refuse = async (sentence: string, code: Code = 2): Promise<Code> => {
    await caller.err(`${sentence}\n`);
    return code;
  };

  const read = await opened(caller, options.base, lang, false);
  if (read === null) return 2;
  const { medium } = read;
  const { siteFrom } = options.change;
  // Every byte of it: what is taken from a damaged medium may be what was damaged.
  const before = siteFrom === null ? read : await opened(caller, siteFrom, lang, true);
  if (before === null) return 2;
  const words = spaced(options.change.tokens);
  if (words !== null) return refuse(mediumProblemText(words, lang));
  const wanted = wantedLine(before.medium, options.change);
  const composed = composeLine({ ...wanted, room: medium.roomBytes });
  if (composed.refusal !== null) return refuse(mediumProblemText(composed.refusal, lang));
  const errors = composed.problems.filter(({ severity }) => severity === "error");

  let given: SiteFiles;
  try {
    given = await overlayInputs(options.change, { run: caller.machine.run, readFile: reading(caller, lang), readLine: () => caller.readLine(), hidden: caller.hidden }, messages);
  } catch (error) {
    if (error instanceof BadInput) return refuse(error.message);
    throw error;
  }
  const { site, secretMade } = wantedSite(before.medium.site, given, options.change, composed.site.nodes.length);
  if (errors.length > 0) {
    await print(caller, options, { ...view(options.output, { ...medium, site }, read.sizeBytes, false), composed, checked: false }, false, lang);
    return refuse(messages.tokenErrors(errors.length), 3);
  }
  const change = personalise(medium, { ...wanted, site });
  if ("problem" in change) return refuse(mediumProblemText(change.problem, lang));

  const written = await write(options, change.patches, composed.line, site).catch((error: unknown) => {
    if (!isErrno(error)) throw error;
    return messages.notWritten(options.output, errnoText(lang, error));
  });
  if (written === null) return refuse(messages.notRegular(options.output));
  if (typeof written === "string") return refuse(written, 1);
  if (!written.ok) return refuse(inFile(options.base, written.problem, lang));
  const code = await print(caller, options, view(options.output, written.medium, written.sizeBytes, secretMade), true, lang);
  const seconds = (caller.machine.uptime() - started).toFixed(1);
  if (options.format === "text") await caller.out(`\n${messages.written(options.output, seconds)}\n`);
  return code;
}

const inFile = (file: string, problem: MediumProblem, lang: Lang): string => `${file}: ${mediumProblemText(problem, lang)}`;

/** The medium in a file; null where there is none, and a sentence was said. */
async function opened(caller: Pick<IsoCaller, "err">, file: string, lang: Lang, whole: boolean): Promise<{ medium: Medium; sizeBytes: number } | null> {
  try {
    const read = await readMediumFile(file, whole);
    if (read.ok) return read;
    await caller.err(`${inFile(file, read.problem, lang)}\n`);
  } catch (error) {
    if (!isErrno(error)) throw error;
    await caller.err(`${unreadableSentence(lang, file, error)}\n`);
  }
  return null;
}

const reading = (caller: Pick<IsoCaller, "readFile">, lang: Lang) => (file: string): Promise<string> =>
  caller.readFile(file).catch((error: unknown) => {
    throw isErrno(error) ? new BadInput(unreadableSentence(lang, file, error)) : error;
  });

async function write({ base, output }: Of<"iso">, patches: Parameters<typeof writeMedium>[2], line: string, site: SiteFiles): Promise<Awaited<ReturnType<typeof writeMedium>> | null> {
  const path = await outputPath(output);
  return path === null ? null : writeMedium(base, path, patches, line, Object.keys(site).some((name) => SECRET.test(name)));
}

function wantedLine({ tokens, extra }: Medium, change: IsoChange): { tokens: string; extra: string } {
  const drop = new Set(change.drop);
  return { tokens: mergeTokens(tokens, change.tokens, drop).join(" "), extra: change.kernel ?? (drop.has("kernel") ? "" : extra) };
}

/** What was there and is not dropped, with what is given over it: a kind of thing is replaced as a whole. A pair gets a secret. */
function wantedSite(before: SiteFiles, given: SiteFiles, { drop }: IsoChange, nodes: number): { site: SiteFiles; secretMade: boolean } {
  const replaced = [...drop, ...Object.keys(PART).filter((part) => Object.keys(given).some((name) => PART[part]?.(name)))];
  const goes = (name: string): boolean => replaced.some((part) => part === name || PART[part]?.(name) === true);
  const site: SiteFiles = { ...Object.fromEntries(Object.entries(before).filter(([name]) => !goes(name))), ...given };
  const secretMade = nodes > 1 && site["pair.secret"] === undefined && !drop.includes("pair.secret");
  return { site: secretMade ? { ...site, "pair.secret": Buffer.from(makePairSecret()) } : site, secretMade };
}

/** The line as it stands on the medium is what counts, a wrong `sum.` included. */
function view(file: string, medium: Medium, sizeBytes: number, secretMade: boolean): MediumView {
  const { line, version, roomBytes, site } = medium;
  const overlay = summarise(site);
  return {
    file, version, sizeBytes, overlay, secretMade, checked: true,
    composed: { line, bytes: line.length, room: roomBytes, ...parseCmdline(line) },
    overlayBytes: overlay.length === 0 ? 0 : siteArchive(site).length,
  };
}

async function print(caller: Pick<IsoCaller, "out" | "color">, { format }: Of<"iso" | "iso-show">, shown: MediumView, written: boolean, lang: Lang): Promise<Code> {
  await caller.out(format === "json" ? `${JSON.stringify(mediumDocument(shown, written, lang), null, 2)}\n` : mediumText(shown, lang, caller.color));
  return shown.composed.problems.some(({ severity }) => severity === "error") ? 3 : 0;
}
