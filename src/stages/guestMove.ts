import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { mustRun } from "../apply/command.ts";
import { explain } from "../apply/explain.ts";
import { isGuestName, isRunning, LIBVIRT, MOVING_DIR, storeOf } from "../apply/guestStore.ts";
import type { Machine } from "../apply/machine.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { guestMoveMessages, type GuestMoveMessages } from "../messages/guestMove/index.ts";
import { formatBytes } from "../messages/plan/numbers.ts";
import type { RunResult } from "../model/ports.ts";
import type { Lang } from "../model/token.ts";
import { jobProgress, movedDisks, movedFirmware, type MovedDisk, type MovedFirmware, movedXml, quoted } from "../plan/guestMove.ts";
import type { Caller } from "./commands.ts";
import { guestsStage } from "./guests.ts";
import { withLock } from "./lock.ts";
import { LOCAL_VIRSH } from "../status/libvirt.ts";
import { endMove, storedAt } from "./moveEnd.ts";
import { findPlaces, reachPeer, type Place } from "./moveTarget.ts";
import { planWithoutPeers } from "./planWithoutPeers.ts";
import { commandLine } from "./state.ts";

/** A move takes as long as its disks are large. */
const MOVE_LIMIT_MS = 7 * 24 * 3_600_000;
/** The stage that is run there waits a minute for another run of ramvisor. */
const REMOTE_LIMIT_MS = 100_000;
const POLL_MS = 1000;
const CLEAR_TRIES = 12;
const CLEAR_PAUSE_MS = 5000;
/** Exit codes of what is run on the other node. */
const [FILE_THERE, RUNS_THERE, UNKNOWN_THERE] = [17, 18, 19];

/** What one move works with. */
interface Move {
  machine: Machine;
  name: string;
  host: string;
  address: string;
  pool: Place;
  disks: MovedDisk[];
  firmware: MovedFirmware[];
  /** Where its definition for the other node is kept until that has stored it: in a pool of this node, as it may be all that is left of it. */
  keptAt: string;
  messages: GuestMoveMessages;
  lang: Lang;
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
}

/**
 * `ramvisor guest move NAME`: libvirt's own live migration with storage copy into a pool that the other node leads, so that no
 * resource is ever primary on both sides. 0 where the guest runs there; else it runs on here, and nothing is left there.
 */
export async function guestMove(caller: Caller, { name, to, lang: wanted }: { name: string; to: string | null; lang: Lang | null }): Promise<0 | 1> {
  const { machine, out, err } = caller;
  const { fs, run } = machine;
  const line = parseCmdline(await commandLine(fs));
  const lang = wanted ?? line.site.lang.value;
  const messages = guestMoveMessages[lang];
  const refuse = async (sentence: string): Promise<1> => {
    await err(`${sentence}\n`);
    return 1;
  };
  const plan = (await planWithoutPeers(machine, line, (facts) => caller.again(facts)))?.plan;
  const index = plan?.node.index ?? null;
  if (plan?.cluster == null || index === null || plan.cluster.resources.length === 0) return refuse(messages.noPair);
  if (!isGuestName(name) || !(await fs.exists(join(LIBVIRT.definitions, `${name}.xml`)))) return refuse(messages.unknown(name));
  if (!(await isRunning(fs, name))) return refuse(messages.notRunning(name));
  const places = await findPlaces(machine, plan.cluster, to, name, messages);
  if (typeof places === "string") return refuse(places);
  const dump = async (...more: string[]): Promise<string> => (await mustRun(run, "virsh", [...LOCAL_VIRSH, "dumpxml", ...more, "--migratable", "--security-info", "--domain", name])).stdout;
  const [live, kept] = [await dump(), await dump("--inactive")];
  if ((await mustRun(run, "virsh", [...LOCAL_VIRSH, "snapshot-list", "--name", "--domain", name])).stdout.trim() !== "") return refuse(messages.snapshots(name));
  const found = movedDisks(live, places.own, places.target.pool);
  if ("immovable" in found) return refuse(messages[found.immovable.kind](name, found.immovable.what));
  const { peer, pool } = places.target;
  const own = places.own.find(({ path }) => found.disks[0]?.from.startsWith(`${path}/`)) ?? places.own[0] ?? { path: MOVING_DIR };
  const keptAt = join(own.path, ".ramvisor", `moved-${name}.xml`);
  const move = { machine, name, host: peer.host, pool, disks: found.disks, firmware: movedFirmware(live, places.own, pool), keptAt, messages, lang, out, err };
  const address = await reachPeer(machine, index, peer).catch((error: unknown) => ({ why: explain(error) }));
  if (typeof address !== "string") return refuse(messages.unreachable(peer.host, address.why));
  await fs.makeDir(MOVING_DIR, 0o755);
  await fs.replace(join(MOVING_DIR, name), "");
  let confirmed = false;
  try {
    // On the mirror before anything moves: where this node dies halfway, it does not start what may run there.
    await withLock(machine, () => guestsStage(machine));
    const code = await carry({ ...move, address }, live, kept, caller.ownTerminal !== null);
    confirmed = code === 0;
    return code;
  } finally {
    if (await endMove(machine, name, confirmed)) await fs.remove(keptAt);
    else await err(`${messages.kept(name, peer.host, { dir: await storedAt(machine, name, places.own), pool: pool.name, moved: keptAt })}\n`);
    await withLock(machine, () => guestsStage(machine));
  }
}

async function carry(move: Move, live: string, kept: string, onTerminal: boolean): Promise<0 | 1> {
  const { machine, name, host, pool, disks, firmware, messages, out, err } = move;
  const { fs, run } = machine;
  const refusal = await prepare(move);
  if (refusal !== null) {
    await err(`${refusal}\n`);
    return 1;
  }
  await out(`${messages.begins(name, host, pool.name)}\n`);
  const files = { live: join(MOVING_DIR, `.${name}-live.xml`), kept: move.keptAt };
  await fs.replace(files.live, movedXml(live, disks, firmware), { mode: 0o600 });
  await fs.makeDir(dirname(files.kept), 0o700);
  await fs.replace(files.kept, movedXml(kept, disks, firmware), { mode: 0o600, durable: true });
  const ip = move.address.includes(":") ? `[${move.address}]` : move.address;
  const moved = run("virsh", [
    ...LOCAL_VIRSH, "migrate", "--live", "--persistent", "--undefinesource", ...(disks.length === 0 ? [] : ["--copy-storage-all"]), "--auto-converge", "--abort-on-error",
    "--xml", files.live, "--persistent-xml", files.kept, "--domain", name, "--desturi", `qemu+ssh://root@${ip}/system`, "--migrateuri", `tcp://${ip}`,
  ], { timeoutMs: MOVE_LIMIT_MS });
  await watch(move, moved, onTerminal);
  const result = await moved;
  await fs.remove(files.live);
  if (result.code === 0) return settle(move);
  const why = firstLine(result);
  const state = (await run("virsh", [...LOCAL_VIRSH, "domstate", "--domain", name])).stdout.trim();
  if (state !== "running") {
    await err(`${messages.unclear(name, host, why)}\n`);
    return 1;
  }
  await err(`${messages.stays(name, why)}\n`);
  await clear(move);
  return 1;
}

/** Empty images of the right size on the other node, made there before libvirt looks for them. Gives the sentence of a refusal. */
async function prepare(move: Move): Promise<string | null> {
  const { machine, host, pool, disks, messages, lang } = move;
  const sizes: number[] = [];
  let wantedBytes = 0;
  for (const { from, format } of disks) {
    const said = JSON.parse((await mustRun(machine.run, "qemu-img", ["info", "-U", "--output=json", "-f", format, from])).stdout) as { "virtual-size": number; "actual-size": number };
    sizes.push(said["virtual-size"]);
    wantedBytes += Math.min(said["actual-size"] * 1.05, said["virtual-size"]);
  }
  const space = await remote(move, `df --output=avail -B1 ${quoted(pool.path)} | tail -n 1`);
  const freeBytes = Number(space.stdout.trim());
  if (space.code !== 0 || !Number.isFinite(freeBytes)) return messages.unreachable(host, firstLine(space));
  if (freeBytes < wantedBytes) return messages.noSpace(host, pool.name, formatBytes(wantedBytes, lang), formatBytes(freeBytes, lang));
  for (const { to } of disks) if ((await remote(move, `test ! -e ${quoted(to)} || exit ${String(FILE_THERE)}`)).code === FILE_THERE) return messages.taken(host, to);
  const fault = await placeFirmware(move);
  if (fault !== null) return fault;
  // Folders that QEMU's own user may pass, images for root alone until libvirt hands them over.
  const made = await remote(move, ["set -e", "umask 066", ...disks.map(({ to, format }, at) => `mkdir -p ${quoted(dirname(to))}; qemu-img create -q -f ${quoted(format)} ${quoted(to)} ${String(sizes[at])}`)].join("\n"));
  if (made.code === 0) return null;
  await clear(move);
  return messages.unreachable(host, firstLine(made));
}

/** The firmware's files in the other node's pool; those that are shared by guests stay there. Gives the sentence of a refusal. */
async function placeFirmware(move: Move): Promise<string | null> {
  const { machine, host, firmware, messages } = move;
  for (const { from, to, own } of firmware) {
    const content = await machine.fs.readBytes(from);
    const there = await remote(move, `test ! -e ${quoted(to)} || { sha256sum < ${quoted(to)}; exit ${String(FILE_THERE)}; }`);
    if (there.code === FILE_THERE && !own && there.stdout.startsWith(createHash("sha256").update(content).digest("hex"))) continue;
    if (there.code === FILE_THERE) return messages.taken(host, to);
    const part = `${to}.part`;
    const script = `set -e; umask ${own ? "066" : "022"}; mkdir -p ${quoted(dirname(to))}; base64 -d > ${quoted(part)}; sync ${quoted(part)}; mv -n ${quoted(part)} ${quoted(to)}`;
    const made = await remote(move, script, Buffer.from(content).toString("base64"));
    if (made.code !== 0) return messages.unreachable(host, firstLine(made));
  }
  return null;
}

/** Says how far it is, until it is over. */
async function watch({ machine, name, messages, lang, out }: Move, moved: Promise<unknown>, onTerminal: boolean): Promise<void> {
  let [over, told] = [false, -1];
  const end = moved.then(() => { over = true; });
  for (;;) {
    await Promise.race([end, machine.sleep(POLL_MS)]);
    if (over) break;
    const job = jobProgress((await machine.run("virsh", [...LOCAL_VIRSH, "domjobinfo", "--rawstats", "--domain", name])).stdout);
    const percent = job === null ? 0 : Math.floor((100 * job.doneBytes) / job.totalBytes);
    if (job === null || percent <= told || (!onTerminal && percent < told + 10)) continue;
    told = percent;
    const line = messages.progress(percent, formatBytes(job.doneBytes, lang), formatBytes(job.totalBytes, lang));
    await out(onTerminal ? `\r${line}\x1b[K` : `${line}\n`);
  }
  if (onTerminal && told >= 0) await out("\r\x1b[K");
}

/** It runs there: its definition is on the resource that holds its disks before anything here goes. */
async function settle(move: Move): Promise<0 | 1> {
  const { machine, name, host, pool, disks, messages, out, err } = move;
  const autostart = await machine.fs.readLink(join(LIBVIRT.autostart, `${name}.xml`)).then(() => true, () => false);
  const stored = join(storeOf(pool.path), name, "domain.xml");
  const kept = await remote(move, `${autostart || (await wasAutostart(move)) ? `virsh -q autostart --domain ${quoted(name)} && ` : ""}ramvisor stage guests && test -s ${quoted(stored)}`);
  await out(`${messages.moved(name, host, pool.name)}\n`);
  if (kept.code !== 0) {
    await err(`${messages.afterwards(firstLine(kept))}\n`);
    return 1;
  }
  for (const { from } of [...disks, ...ownOf(move)]) await machine.fs.remove(from);
  return 0;
}

/** libvirt has taken the link away with the definition; the store still has the flag. */
async function wasAutostart({ machine: { fs }, name, disks }: Move): Promise<boolean> {
  const homes = new Set(disks.map(({ from }) => /^(\/var\/lib\/ramvisor\/pools\/[^/]+)\//.exec(from)?.[1] ?? ""));
  for (const home of homes) if (home !== "" && (await fs.exists(join(storeOf(home), name, "autostart")))) return true;
  return false;
}

/** Removes what was begun there, unless a guest of this name runs there after all. */
async function clear(move: Move): Promise<void> {
  const { name, host, disks, messages, err } = move;
  const files = [...disks, ...ownOf(move)].map(({ to }) => quoted(to)).join(" ");
  if (files === "") return;
  const script = `running=$(virsh -q list --name) || exit ${String(UNKNOWN_THERE)}; ! printf '%s\\n' "$running" | grep -Fxq -e ${quoted(name)} || exit ${String(RUNS_THERE)}; rm -f -- ${files}`;
  let done = await remote(move, script);
  // 255 is ssh's own: what broke the move may be over in a moment. And libvirt there may not have ended its half yet.
  for (let tries = 1; (done.code === 255 || done.code === RUNS_THERE || done.code === UNKNOWN_THERE || done.failure === "timeout") && tries < CLEAR_TRIES; tries += 1) {
    await move.machine.sleep(CLEAR_PAUSE_MS);
    done = await remote(move, script);
  }
  if (done.code === RUNS_THERE) await err(`${messages.onBoth(name, host, files)}\n`);
  else if (done.code !== 0) await err(`${messages.leftOver(host, files, firstLine(done))}\n`);
}

const ownOf = ({ firmware }: Move): MovedFirmware[] => firmware.filter(({ own }) => own);

function remote({ machine, address }: Move, script: string, input?: string): Promise<RunResult> {
  return machine.run("ssh", ["-o", "BatchMode=yes", `root@${address}`, "--", script], { timeoutMs: REMOTE_LIMIT_MS, ...(input === undefined ? {} : { input }) });
}

function firstLine({ stderr, stdout, failure, code }: RunResult): string {
  return (stderr.trim() || stdout.trim()).split("\n")[0] || (failure ?? `code ${String(code)}`);
}
