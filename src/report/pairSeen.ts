import { seenMessages, type DiskWord, type SeenMessages } from "../messages/seen/index.ts";
import { pairMessages } from "../messages/pair/index.ts";
import { planMessages, type Advice } from "../messages/plan/index.ts";
import { takeoverMessages } from "../messages/takeover/index.ts";
import { duration } from "../messages/takeover/duration.ts";
import type { Change, PairReport, PairWord, PeerReport, ResourceReport } from "../model/pair.ts";
import type { Lang } from "../model/token.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { advise, typed } from "./lines.ts";
import { failedSays, stuckSays, type Todo } from "./pairHeld.ts";
import type { Paint } from "./paint.ts";
import { inOneLine } from "./advice.ts";
import { printable } from "./width.ts";
import { wrap } from "./wrap.ts";

const DISK_WORD: Readonly<Record<string, DiskWord>> = { UpToDate: "current", Outdated: "behind", Consistent: "comparing", Negotiating: "comparing", Attaching: "comparing", Inconsistent: "incomplete", Diskless: "failed", Failed: "failed", DUnknown: "unknown" };
const TONE: Readonly<Record<PairWord, "good" | "warn" | "bad">> = { whole: "good", syncing: "warn", making: "warn", waiting: "warn", lost: "bad", refused: "bad", diverged: "bad", failed: "bad", stuck: "bad" };
/** A list of guests longer than this is cut: the rest is in report.json. */
const MOST_CHANGES = 8;

/** How the pair fares, for the console and `ramvisor status`: a paragraph for each resource, and for each peer that is not trusted. Empty on a single machine. */
export function pairSeenLines(pair: PairReport | null | undefined, lang: Lang, width: number, paint: Paint): string[] {
  if (pair === null || pair === undefined) return [];
  return [...pair.resources.flatMap((resource) => resourceLines(resource, pair, lang, width, paint)), ...trustLines(pair, lang, width, paint), ...keptLines(pair, lang, width)];
}

/** One resource's paragraph; its first line begins with the resource's and the pool's name. */
export function resourceLines(resource: ResourceReport, pair: PairReport, lang: Lang, width: number, paint: Paint): string[] {
  const messages = seenMessages[lang];
  const { colon, label: { next }, oneLine } = planMessages[lang];
  const name = resource.name === "" ? printable(resource.disk) : `${resource.name} (${resource.pool})`;
  const [first = "", ...rest] = wrap(`${name}${colon} ${messages.word[resource.state]} - ${sentencesOf(resource, pair, lang).join(" ")}`, { width, indent: 2, hang: 4 });
  const advice = adviceOf(resource, pair, lang);
  const todo = advice.flatMap(({ text, commands }, place) => [
    ...wrap(place === 0 ? `${next} ${text}` : text, { width, indent: place === 0 ? 4 : 7, hang: 7 }),
    ...commands.flatMap((command) => typed(command, oneLine, 9, width)),
  ]);
  const moving = resource.moving.flatMap((guest) => wrap(takeoverMessages[lang].wasMoving(printable(guest)), { width, indent: 4, hang: 4 }));
  return [paint(TONE[resource.state], first), ...rest, ...moving, ...todo];
}

/** How far a synchronisation is, in one sentence. */
export function progressLines(resource: ResourceReport, pair: PairReport, lang: Lang, width: number): string[] {
  const { word } = seenMessages[lang];
  return wrap(`${resource.name} (${resource.pool})${planMessages[lang].colon} ${word.syncing} - ${sentence([getsText(resource, pair, lang)])}`, { width, indent: 2, hang: 4 });
}

function getsText({ diskState, peerHost, percent }: ResourceReport, { host }: PairReport, lang: Lang): string {
  return seenMessages[lang].gets(diskState === "UpToDate" ? (peerHost ?? "?") : host, percent);
}

/** What to do about a resource, in one line; null where there is nothing to do. */
export function resourceRemedy(resource: ResourceReport, pair: PairReport, lang: Lang): string | null {
  const text = adviceOf(resource, pair, lang).flatMap((one) => [one.text, ...one.commands]).join(" ");
  return text === "" ? null : text;
}

/** What to do about a peer that is not trusted, in one line; null where there is nothing to do. */
export function troubleText(peer: PeerReport, pair: PairReport, lang: Lang): string | null {
  const advice = troubleOf(peer, pair, lang);
  return advice === null ? null : inOneLine(advice);
}

function sentencesOf(resource: ResourceReport, pair: PairReport, lang: Lang): string[] {
  const messages = seenMessages[lang];
  const { state, role, peerRole, situation } = resource;
  const peer = resource.peerHost ?? "?";
  const lead = role === "Primary" ? messages.usedOn(pair.host) : peerRole === "Primary" ? messages.usedOn(peer) : messages.unused;
  switch (state) {
    case "whole":
    case "making": return [sentence([lead, ...sides(resource, pair, messages)])];
    case "syncing": return [sentence([lead, getsText(resource, pair, lang), ...sides(resource, pair, messages)])];
    case "waiting": return [sentence([...(situation === "never-formed" ? [lead] : []), situation === "only-copy" || situation === "may-be-behind" ? pairMessages[lang].situation[situation] : situation === "peer-silent" ? messages.waits(waitedFor(resource, pair)) : messages.waitsForDisk, ...(resource.name === "" ? [] : sides(resource, pair, messages))])];
    case "lost": return lostSentences(resource, pair, messages);
    case "refused": return [sentence([pairMessages[lang].situation[situation], ...unreadableDisk(resource, pair)])];
    case "failed": return [sentence([...failedSays(resource, pair, lang).clauses, ...sides(resource, pair, messages)])];
    case "stuck": return [sentence([...stuckSays(resource, pair, lang).clauses, ...sides(resource, pair, messages)])];
    case "diverged": return [messages.split, ...(["own", "peer"] as const).map((side) => changesText(side === "own" ? pair.host : peer, resource.changes?.[side] ?? null, messages))];
  }
}

const hosts = (peers: readonly PeerReport[]): string => peers.map(({ host }) => host).join(", ");

/** A disk that has no place yet waits for all who might have the other one. */
function waitedFor({ peerHost }: ResourceReport, { peers }: PairReport): string {
  const silent = peers.filter(({ heard }) => !heard);
  return peerHost ?? hosts(silent.length > 0 ? silent : peers);
}

function lostSentences(resource: ResourceReport, pair: PairReport, messages: SeenMessages): string[] {
  const failed = failedSide(resource, pair);
  if (failed !== null) return [sentence([messages.failedDisk(failed.host, failed.disk), ...sides(resource, pair, messages)])];
  const since = resource.goneSeconds === null ? null : duration(resource.goneSeconds);
  return [sentence([messages.gone(resource.peerHost ?? "?", since), resource.role !== "Primary" ? messages.stopped : resource.mounted ? messages.alone : messages.unmounted, ...sides(resource, pair, messages)])];
}

function failedSide({ diskState, peerDiskState, disk, peerDisk, peerHost }: ResourceReport, { host }: PairReport): { host: string; disk: string } | null {
  if (DISK_WORD[diskState ?? ""] === "failed") return { host, disk: printable(disk) };
  return DISK_WORD[peerDiskState ?? ""] === "failed" ? { host: peerHost ?? "?", disk: printable(peerDisk ?? "?") } : null;
}

function sides({ disk, diskState, peerDisk, peerHost, peerDiskState }: ResourceReport, { host }: PairReport, { diskWord }: SeenMessages): string[] {
  const word = (state: string | null): string => diskWord[state === null ? "down" : (DISK_WORD[state] ?? "unknown")];
  return [`${host} ${printable(disk)} ${word(diskState)}`, ...(peerHost === null ? [] : [`${peerHost}${peerDisk === null ? "" : ` ${printable(peerDisk)}`} ${word(peerDiskState ?? "DUnknown")}`])];
}

/** Clauses as one sentence; it may begin with a host's name, which stays as it is. */
function sentence(clauses: readonly string[]): string {
  return `${clauses.join("; ")}.`;
}

/** Which disk it is, and whose. */
function unreadableDisk({ unreadable, disk, peerDisk, peerHost }: ResourceReport, { host }: PairReport): string[] {
  if (unreadable === undefined) return [];
  return [unreadable === "own" ? `${host} ${printable(disk)}` : `${peerHost ?? "?"} ${printable(peerDisk ?? "?")}`];
}

function changesText(host: string, changes: readonly Change[] | null, messages: SeenMessages): string {
  if (changes === null || changes.length === 0) return messages.unchanged(host);
  const told = changes.slice(0, MOST_CHANGES).map(({ guest, what, last }) => `${guest === null ? "" : `${printable(guest)} `}${guest === null ? messages.changedWhat.file : `(${what.map((one) => messages.changedWhat[one]).join(", ")})`} ${last.slice(0, 16).replace("T", " ")}`);
  return messages.changed(host, [...told, ...(changes.length > MOST_CHANGES ? ["…"] : [])].join("; "));
}

function adviceOf(resource: ResourceReport, pair: PairReport, lang: Lang): Todo[] {
  const { todo } = seenMessages[lang];
  const { state, situation, role, mounted, hasData, peerAheadSince } = resource;
  const peer = resource.peerHost ?? "?";
  const say = (text: string, ...commands: string[]): Todo => ({ text, commands });
  switch (state) {
    case "whole":
    case "syncing":
    case "making": return [];
    case "waiting": {
      const remedy = pairMessages[lang].remedy[situation];
      if (remedy !== undefined) return [say(remedy)];
      if (situation !== "peer-silent") return [say(todo.disk(resource.peerHost ?? hosts(pair.peers))), ...(situation === "no-partner" && hasData ? [say(todo.orWithout, "ramvisor takeover --peer-is-off")] : [])];
      // Who is there, and is not trusted, is spoken of below.
      const silent = pair.peers.filter(({ host, heard, trouble }) => !heard && (trouble === null || trouble === "silent") && (resource.peerHost === null || host === resource.peerHost));
      return [...(silent.length === 0 ? [] : [say(todo.start(hosts(silent)))]), ...(hasData ? [say(todo.orAlone, "ramvisor takeover --peer-is-off")] : [])];
    }
    case "lost": {
      const failed = failedSide(resource, pair);
      if (failed !== null) return [say(todo.disk(failed.host))];
      // A takeover that was cut off, or could not mount it.
      if (role === "Primary") return [...(mounted ? [] : [say(todo.finish, "ramvisor takeover")]), say(todo.follow(peer))];
      // It would be refused without the word.
      return [peerAheadSince === null ? say(todo.takeover(peer), "ramvisor takeover") : say(todo.takeoverBehind(peer), "ramvisor takeover --peer-is-off")];
    }
    case "refused": {
      const remedy = pairMessages[lang].remedy[situation];
      // The disk opposite is refused: this side has the data, and is up; it may be in use.
      return [...(remedy === undefined ? [] : [say(remedy)]), ...(situation === "other-size" && hasData && !mounted ? [say(todo.orWithout, "ramvisor takeover --peer-is-off")] : [])];
    }
    case "failed": return [failedSays(resource, pair, lang).todo];
    case "stuck": return [stuckSays(resource, pair, lang).todo];
    case "diverged": return [
      say(todo.choose),
      ...[{ host: pair.host, disk: resource.disk }, { host: peer, disk: resource.peerDisk ?? "?" }].map(({ host, disk }) => say(todo.giveUp(host), ...giveUpCommands(resource, disk))),
      say(todo.afterwards),
    ];
  }
}

/** What ends the use of a side, and hands its disk over. After a restart nothing of it is in use, and the first does nothing. */
function giveUpCommands({ name, pool }: ResourceReport, disk: string): string[] {
  return [`umount ${poolPath(pool)}; drbdadm down ${name}`, `ramvisor disk free ${printable(disk)}`];
}

function troubleOf({ host, addresses, trouble, why }: PeerReport, pair: PairReport, lang: Lang): Advice | null {
  if (trouble === null || trouble === "silent") return null;
  const messages = seenMessages[lang].trouble;
  if (trouble === "other") return { text: messages.other(host, why ?? ""), command: null };
  const [own, peer] = [pair.address ?? pair.host, addresses[0]?.split("/")[0] ?? host];
  const [from, to] = trouble === "new-here" ? [peer, own] : [own, peer];
  return messages[trouble](pair.host, host, `ssh root@${from} cat /run/ramvisor/pair.secret | ssh root@${to} install -m 600 /dev/stdin /run/ramvisor/pair.secret`);
}

function trustLines(pair: PairReport, lang: Lang, width: number, paint: Paint): string[] {
  const { label: { next }, oneLine } = planMessages[lang];
  const { problem, disks } = pair.trust ?? { problem: null, disks: [] };
  const own = problem === null ? [] : [seenMessages[lang].trust[problem](disks.map(printable).join(", "))];
  // What is wrong on this side explains the rest.
  const advices = own.length > 0 ? own : pair.peers.flatMap((peer) => (peer.heard ? [] : (troubleOf(peer, pair, lang) ?? [])));
  return advices.flatMap(({ text, command }) => {
    const [first = "", ...rest] = advise({ text, command: null }, next, oneLine, 2, width);
    // A shell goes on behind a bar at a line's end: each half can be copied as it stands.
    return [paint("bad", first), ...rest, ...(command ?? "").split(/(?<=\|) /).filter((part) => part !== "").flatMap((part) => typed(part, oneLine, 4, width))];
  });
}

function keptLines({ peers }: PairReport, lang: Lang, width: number): string[] {
  return peers.flatMap(({ heard, kept, host }) => (heard || kept === null ? [] : wrap(seenMessages[lang].kept(host, kept), { width, indent: 2, hang: 4 })));
}
