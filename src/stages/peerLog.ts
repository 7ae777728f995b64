import { join } from "node:path";
import type { Machine } from "../apply/machine.ts";
import type { LogPlace, PeerLog } from "../peers/talk.ts";
import { PEERS_DIR } from "../status/pair.ts";
import { REPORT } from "./state.ts";

/** So much of a peer's log is kept. */
const MOST_LINES = 200;
const MOST_BYTES = 64 * 1024;
const LONGEST_LINE = 500;
const CURSOR = /^-- cursor: (\S+)$/;

/** This node's report and log for a neighbour: the lines behind `since`, or the last ones where that is of another start. */
export async function ownLog({ fs, run }: Pick<Machine, "fs" | "run">, since: LogPlace | null): Promise<PeerLog> {
  const boot = (await fs.readText("/proc/sys/kernel/random/boot_id").catch(() => "")).trim();
  const from = since !== null && since.boot === boot ? since.cursor : null;
  const read = (cursor: string | null): ReturnType<typeof run> =>
    run("journalctl", ["-b", "-q", "--no-pager", "-o", "short-iso", "--show-cursor", ...(cursor === null ? ["-n", String(MOST_LINES)] : [`--after-cursor=${cursor}`])], { timeoutMs: 10_000 });
  let [used, said] = [from, await read(from)];
  // The journal may have thrown that entry away.
  if (said.code !== 0 && from !== null) [used, said] = [null, await read(null)];
  const lines = said.code === 0 ? said.stdout.split("\n").filter((line) => line !== "") : [];
  const cursor = lines.map((line) => CURSOR.exec(line)?.[1]).find((found) => found !== undefined) ?? used;
  const report = await fs.readText(REPORT).then((text) => JSON.parse(text) as unknown, () => null);
  return { boot, from: used, cursor, report, lines: bounded(lines.filter((line) => !CURSOR.test(line))) };
}

/** The last lines, within the bounds; each as text that harms no terminal. */
function bounded(lines: readonly string[]): string[] {
  const last = lines.slice(-MOST_LINES).map((line) => line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, " ").slice(0, LONGEST_LINE));
  let bytes = 0;
  let first = last.length;
  for (; first > 0; first -= 1) {
    bytes += Buffer.byteLength(last[first - 1] ?? "") + 1;
    if (bytes > MOST_BYTES) break;
  }
  return last.slice(first);
}

/** Where a peer's log was read up to, as far as this process knows. */
export type LogPlaces = Map<string, LogPlace>;

/**
 * Keeps what a peer told: `report.json` and `log`, in a folder of its own, for root. When it comes back from another start, what
 * it said last in the one before stays beside them as `report.before.json` and `log.before`.
 */
export async function keepPeerLog({ fs }: Pick<Machine, "fs">, host: string, told: PeerLog, places: LogPlaces): Promise<void> {
  if (!isPeerLog(told)) throw new Error("what the peer says of its log is not understood");
  const dir = join(PEERS_DIR, host);
  const file = (name: string): string => join(dir, name);
  await fs.makeDir(PEERS_DIR, 0o700);
  await fs.makeDir(dir, 0o700);
  const bootBefore = (await fs.readText(file("boot")).catch(() => "")).trim();
  if (bootBefore !== "" && bootBefore !== told.boot) {
    for (const [name, kept] of [["log", "log.before"], ["report.json", "report.before.json"]] as const) await fs.rename(file(name), file(kept)).catch(() => undefined);
  }
  if (bootBefore !== told.boot) await fs.replace(file("boot"), `${told.boot}\n`, { mode: 0o600 });
  const known = places.get(host);
  // Behind what is here, or instead of it: a piece in between would pass for nothing having happened.
  const follows = told.from !== null && known?.boot === told.boot && known.cursor === told.from;
  if (!follows && told.from !== null) {
    places.delete(host);
    return;
  }
  if (!follows || told.lines.length > 0) {
    const before = follows ? (await fs.readText(file("log")).catch(() => "")).split("\n").filter((line) => line !== "") : [];
    await fs.replace(file("log"), bounded([...before, ...told.lines]).map((line) => `${line}\n`).join(""), { mode: 0o600 });
  }
  const report = `${JSON.stringify(told.report, null, 2)}\n`;
  if (told.report !== null && report.length <= 4 * MOST_BYTES && (await fs.readText(file("report.json")).catch(() => "")) !== report) await fs.replace(file("report.json"), report, { mode: 0o600 });
  places.set(host, { boot: told.boot, cursor: told.cursor });
}

function isPeerLog(told: unknown): told is PeerLog {
  const { boot, from, cursor, lines } = (told ?? {}) as Partial<Record<keyof PeerLog, unknown>>;
  const isCursor = (value: unknown): boolean => value === null || (typeof value === "string" && value.length < 1000);
  return typeof boot === "string" && /^[0-9a-f-]{0,64}$/.test(boot) && isCursor(from) && isCursor(cursor) && Array.isArray(lines) && lines.every((line) => typeof line === "string");
}
