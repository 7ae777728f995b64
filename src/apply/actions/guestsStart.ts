import { join } from "node:path";
import type { StepOf } from "../../model/step.ts";
import { LOCAL_VIRSH } from "../../status/libvirt.ts";
import { standingOf } from "../guestElsewhere.ts";
import { isRunning, LIBVIRT, NONE_STARTED, readStored, RESTORED_DIR, STARTED_DIR, type StartedGuests, storedGuests, storeOf, uuidHere, uuidOf } from "../guestStore.ts";
import type { ApplyContext, Result } from "../context.ts";
import { CommandFailed, explain } from "../explain.ts";
import { serviceStart } from "./serviceStart.ts";

const POLL_MS = 500;
/** How long libvirt may take to know a guest, a pool or a network after it was told to read again. */
const KNOWN_MS = 60_000;
const UNKNOWN = /failed to get domain|domain not found|no domain with matching/i;
const NOT_YET = /failed to get domain|domain not found|no domain with matching|pool not found|pool .* is not active|network .* is not active|network not found|failed to connect/i;
/** virsh(1), domstate --reason: what a guest that is being received is, until it runs. */
const COMING = /^paused \((?:migrating|starting up|post-copy.*)\)/;

/**
 * The same during a start, where libvirt starts them once its time comes. Where it was up before the pool was there, as after a check that
 * took long, it is told of the pool, and they are started here.
 */
export async function guestsLeft(context: ApplyContext, step: StepOf<"guests.start">): Promise<Result> {
  const { fs } = context;
  if (await fs.exists(LIBVIRT.autostarted)) {
    await serviceStart(context, { action: "service.start", phase: step.phase, unit: "libvirtd.service" });
    return guestsStart(context, step);
  }
  // What was moving when this node went down may run on another one: libvirt is not to start it, and its flags stay until somebody has looked.
  if (!(await fs.exists(join(STARTED_DIR, step.pool)))) await noteStarted(fs, step.pool, { ...NONE_STARTED, moving: await movingGuests(fs, step) });
  return "unchanged";
}

/** Stored guests that were moving, and are to start or ran; those that cannot be read are named by who defines them. */
async function movingGuests(fs: ApplyContext["fs"], { pool, path }: StepOf<"guests.start">): Promise<string[]> {
  const names = await storedGuests(fs, storeOf(path)).catch(() => []);
  const files = await Promise.all(names.map((name) => readStored(fs, storeOf(path), name).catch(() => null)));
  const standing = await Promise.all(files.map((one, at) => (one === null ? null : standingOf(fs, pool, names[at] ?? "", one))));
  return names.filter((_, at) => files[at]?.has("moving") === true && standing[at] !== "older" && (files[at].has("autostart") || files[at].has("running")));
}

async function noteStarted(fs: ApplyContext["fs"], pool: string, done: StartedGuests): Promise<void> {
  await fs.makeDir(STARTED_DIR, 0o755);
  await fs.replace(join(STARTED_DIR, pool), `${JSON.stringify(done)}\n`);
}

/**
 * Starts the guests of a pool that has just been mounted on a running host: libvirt does that only when it starts itself.
 * Once for each time that the pool is mounted: a guest that is stopped later stays so. @throws CommandFailed where one does not start or cannot be read; the others do.
 * After a takeover between two nodes there is no other on which a guest that was moving could run; with more, it may run on the third.
 */
export async function guestsStart({ fs, run, sleep, log }: ApplyContext, { pool, path, ran, others }: StepOf<"guests.start">): Promise<Result> {
  if (await fs.exists(join(STARTED_DIR, pool))) return "unchanged";
  const leftAlone = (await fs.readText(join(RESTORED_DIR, pool))).split("\n");
  const done: StartedGuests = { started: [], failed: [], moving: [], leftAlone: [] };
  for (const name of await storedGuests(fs, storeOf(path))) {
    const isLeftAlone = leftAlone.includes(name);
    const files = await readStored(fs, storeOf(path), name).catch((error: unknown) => ({ why: explain(error) }));
    if (files !== null && "why" in files) {
      // Who was to define it has said so of one that was left alone.
      if (!isLeftAlone) done.failed.push({ name, ...files });
      continue;
    }
    const mayRunElsewhere = files?.has("moving") === true && (!ran || others === true);
    const wanted = files !== null && (files.has("autostart") || ((ran || mayRunElsewhere) && files.has("running")));
    // The pool that it moved to starts it.
    if (!wanted || (await standingOf(fs, pool, name, files)) === "older") continue;
    const uuid = uuidOf(files);
    const asked = uuid ?? name;
    const here = await standsHere(name, { uuid, isLeftAlone, mayBeComing: ran && files.has("moving") });
    if (here === "runs") continue;
    if (here === "half") {
      done.moving.push(name);
      continue;
    }
    if (here === "another" || isLeftAlone) {
      done.leftAlone.push(name);
      continue;
    }
    if (mayRunElsewhere) {
      done.moving.push(name);
      continue;
    }
    const why = await start(asked);
    if (why === null) done.started.push(name);
    else done.failed.push({ name, why });
    if (why === null && files.has("autostart")) await setAutostart(name, asked);
  }
  await noteStarted(fs, pool, done);
  if (done.started.length > 0) log.info({ pool, guests: done.started }, "guests started");
  if (done.moving.length > 0) log.warn({ pool, guests: done.moving }, "these guests were moving when their node died: they may run on another one, and are not started");
  if (done.leftAlone.length > 0) log.warn({ pool, guests: done.leftAlone }, "these guests are not started: others of their names are defined here");
  if (done.failed.length > 0) throw new CommandFailed(done.failed.map(({ name, why }) => `${name}: ${why}`).join("; "));
  return done.started.length > 0 ? "changed" : "unchanged";

  /**
   * What runs here by the name: this guest, or `another` one. A guest that may just have been coming from the node that died stands here as a `half`, paused,
   * until libvirt sees that nobody sends any more.
   */
  async function standsHere(name: string, { uuid, isLeftAlone, mayBeComing }: { uuid: string | null; isLeftAlone: boolean; mayBeComing: boolean }): Promise<"runs" | "none" | "half" | "another"> {
    for (let waited = 0; waited <= KNOWN_MS; waited += POLL_MS) {
      if (!(await isRunning(fs, name))) return "none";
      const here = await uuidHere(fs, name);
      if (here === null || uuid === null ? isLeftAlone : here !== uuid) return "another";
      if (!mayBeComing) return "runs";
      const { code, stdout, stderr } = await run("virsh", [...LOCAL_VIRSH, "domstate", "--reason", "--", uuid ?? name], { timeoutMs: 20_000 });
      if (code === 0 && !COMING.test(stdout)) return "runs";
      // What still runs here and is not known by this UUID is another guest of the name.
      if (code !== 0 && UNKNOWN.test(stderr)) return (await isRunning(fs, name)) ? "another" : "none";
      if (code === null) return "half";
      await sleep(POLL_MS);
    }
    return "half";
  }

  /** virsh takes a name that is a number for the id of another guest that runs: it is asked by UUID. */
  async function start(asked: string): Promise<string | null> {
    for (let waited = 0; ; waited += POLL_MS) {
      const { code, stderr, failure } = await run("virsh", [...LOCAL_VIRSH, "start", "--", asked], { timeoutMs: 120_000 });
      if (code === 0 || /already active/i.test(stderr)) return null;
      if (waited >= KNOWN_MS || !NOT_YET.test(stderr)) return (failure ?? stderr.trim().replace(/\n+/g, " ")) || "virsh failed";
      await sleep(POLL_MS);
    }
  }

  /** One that was moving came without the flag, so that libvirt's first start would not start it. It runs here now, and is this node's as before. */
  async function setAutostart(name: string, asked: string): Promise<void> {
    if (await fs.readLink(join(LIBVIRT.autostart, `${name}.xml`)).then(() => true, () => false)) return;
    const { code, stderr, failure } = await run("virsh", [...LOCAL_VIRSH, "autostart", "--", asked], { timeoutMs: 20_000 });
    if (code !== 0) log.warn({ guest: name, why: failure ?? stderr.trim() }, "this guest has lost its autostart flag");
  }
}
