import { join } from "node:path";
import { applyBySide } from "../apply/applyBySide.ts";
import { mirrorDevice, stateOf } from "../apply/drbd.ts";
import { executorsFor } from "../apply/executors.ts";
import { RESTORED_DIR, startedGuests } from "../apply/guestStore.ts";
import { mountAt } from "../apply/mounts.ts";
import type { WriteFs } from "../apply/writeFs.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { networkChecks } from "../status/network.ts";
import { takeoverMessages } from "../messages/takeover/index.ts";
import type { Check } from "../model/report.ts";
import type { Step } from "../model/step.ts";
import type { Lang } from "../model/token.ts";
import { anyAnswers } from "../peers/reach.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { refuseTakeover } from "../plan/cluster/takeover.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { failureText } from "../report/failureText.ts";
import { startsGuests, takeoverSteps } from "../plan/steps/pair.ts";
import type { Caller } from "./commands.ts";
import { applyContext } from "./context.ts";
import type { PairDocument } from "../model/pair.ts";
import { insteadOf } from "./insteadOf.ts";
import { readLinks } from "./links.ts";
import { withLock } from "./lock.ts";
import { planWithoutPeers } from "./planWithoutPeers.ts";
import { commandLine, PAIR, systemdRuns } from "./state.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { ipOf } from "../cmdline/address.ts";

/** Where no systemd runs, no guest does either. */
async function isInUse(fs: WriteFs, resource: string, pool: string, running: boolean): Promise<boolean> {
  const isMounted = (await mountAt(fs, poolPath(pool)))?.device === mirrorDevice(minorOf(resource)).device;
  return isMounted && (!running || (await startedGuests(fs, pool)) !== null);
}

const SSH_PORT = 22;

/**
 * A card that is gone has no carrier to be asked for: silence says nothing of the peer then. Addresses are not looked at: one whose link is down is not
 * listed (getifaddrs in Node), and a cable that ends at the peer has no link once that is off.
 */
function holdsLink(checks: readonly Check[]): boolean {
  return checks.every(({ name, code, ok }) => ok || name === "address" || code === "bridge.missing");
}

/**
 * `ramvisor takeover`: this node leads what a peer led that is gone. Each resource is checked by itself; 0 where at least
 * one was taken over, none was refused but those that this node leads already, and every guest that ran there was started.
 */
export async function takeover(caller: Caller, { peerIsOff, lang: wanted }: { peerIsOff: boolean; lang: Lang | null }, answers = anyAnswers): Promise<0 | 1> {
  const { machine, out, err } = caller;
  const { fs } = machine;
  const line = parseCmdline(await commandLine(fs));
  const lang = wanted ?? line.site.lang.value;
  const messages = takeoverMessages[lang];
  const now = await planWithoutPeers(machine, line, (facts) => caller.again(facts));
  const resources = now?.plan.cluster?.resources.filter(({ name }) => name !== "") ?? [];
  if (now === null || resources.length === 0) {
    await err(`${messages.noPair}\n`);
    return 1;
  }
  const { facts, plan } = now;
  const peers = plan.cluster?.peers ?? [];
  const seen = JSON.parse(await fs.readText(PAIR).catch(() => "{}")) as Partial<Pick<PairDocument, "links" | "resources">>;
  // The pair's stage may not have seen yet that the link is lost.
  const links = await readLinks(machine, resources.map(({ name }) => name), seen.links ?? {});
  const running = await systemdRuns(fs);
  const hasLink = holdsLink(await networkChecks(machine, plan));
  // It was heard to say that its disk is not there, or is blank: it cannot lead, and need not be off for what the operator vouches for.
  const hasNoSide = (name: string): boolean => ["no-partner", "only-copy", "may-be-behind", "other-size", "one-empty"].includes(seen.resources?.find((one) => one.name === name)?.situation ?? "");
  return withLock(machine, async () => {
    let [refused, notStarted] = [0, 0];
    const taken: { pool: string; steps: Step[]; isRead: boolean }[] = [];
    for (const resource of resources) {
      const { name, pool, peerIndex } = resource;
      const disk = facts.disks.find(({ id }) => id === resource.disk);
      const link = links[name];
      const addresses = peers.filter(({ index }) => index === peerIndex).flatMap((peer) => peer.addresses).map(ipOf);
      const steps = disk === undefined ? [] : takeoverSteps(resource, disk, plan.node.site, plan.node.count);
      const why = refuseTakeover({
        inUse: await isInUse(fs, name, pool, running), readable: disk?.unreadable !== true, ready: steps.length > 0, peerKnown: peerIndex !== null, state: await stateOf(machine, minorOf(name)), peerIsOff,
        peerAnswers: !(peerIsOff && hasNoSide(name)) && await answers(addresses, [TALK_PORT, SSH_PORT]), hasLink, noted: disk?.marker.state === "good" && disk.marker.marker.state === "ready", wasConnected: link?.wasWhole ?? false, peerAhead: link?.peerAheadTime != null,
      });
      const aheadSince = link?.peerAheadTime ?? null;
      if (why !== null) {
        if (why === "peer-ahead" && aheadSince !== null) await err(`${name}: ${messages.ahead(aheadSince)}\n`);
        await (why === "leads" ? out : err)(`${messages.failed(name, messages.refusal[why])}.\n`);
        if (why !== "leads") refused += 1;
        continue;
      }
      await out(`${name}: ${messages.apart(link?.lostAt == null ? null : machine.uptime() - link.lostAt)}\n`);
      if (aheadSince !== null) await out(`${name}: ${messages.ahead(aheadSince)} ${messages.goesOnWithout}\n`);
      const context = applyContext(machine, plan);
      const outcomes = await applyBySide(machine, plan, steps.filter((step) => !startsGuests(step)), executorsFor(context, running), { abandoned: context.abandoned });
      // Guests that could not be read do not undo that this node leads, and has the others: the list of those that were restored is there.
      const unread = (await fs.exists(join(RESTORED_DIR, pool))) ? outcomes.find(({ error, action }) => error !== null && action === "guests.restore") : undefined;
      const failed = outcomes.find((one) => one.error !== null && one !== unread);
      if (failed !== undefined) {
        refused += 1;
        await err(`${messages.failed(name, failureText(failed, lang) ?? failed.action)}\n`);
        continue;
      }
      await out(`${messages.taken(name, pool, poolPath(pool))}\n`);
      if (unread !== undefined) await err(`${messages.failed(name, failureText(unread, lang) ?? unread.action)}\n`);
      notStarted += unread === undefined ? 0 : 1;
      taken.push({ pool, steps, isRead: unread === undefined });
    }
    // A guest may have disks on several resources: none is started before all are mounted.
    for (const { pool, steps, isRead } of taken) {
      const context = applyContext(machine, plan);
      const [start] = await applyBySide(machine, plan, steps.filter(startsGuests), executorsFor(context, running), { abandoned: context.abandoned });
      const guests = await startedGuests(fs, pool);
      if (guests === null) {
        // Without systemd none is to start; else it has not come so far as to name those that did not.
        if (start?.error == null) continue;
        notStarted += 1;
        await err(`${messages.failed(pool, failureText(start, lang) ?? start.action)}\n`);
        continue;
      }
      const named = guests.failed.length + guests.moving.length + guests.leftAlone.length;
      // That none ran there is so only where each could be read, and none is named as not started.
      if (running && (guests.started.length > 0 || (named === 0 && isRead))) await out(`${messages.started(guests.started)}\n`);
      for (const guest of guests.failed) await err(`${messages.notStarted(guest.name, guest.why)}\n`);
      for (const guest of guests.moving) await err(`${messages.wasMoving(guest)}\n`);
      for (const guest of guests.leftAlone) await err(`${messages.leftAlone(guest, await insteadOf(fs, pool, guest))}\n`);
      notStarted += named;
    }
    if (taken.length > 0) await out(`${messages.peerWord}\n`);
    return refused + notStarted === 0 ? 0 : 1;
  });
}
