import { applySteps } from "../apply/applySteps.ts";
import { stateOf } from "../apply/drbd.ts";
import { duringStart, onRunningHost } from "../apply/executors.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { takeoverMessages } from "../messages/takeover/index.ts";
import type { Lang } from "../model/token.ts";
import { anyAnswers } from "../peers/reach.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { refuseTakeover } from "../plan/cluster/takeover.ts";
import { makePlan } from "../plan/index.ts";
import { poolPath } from "../plan/disks/pools.ts";
import { takeoverSteps } from "../plan/steps/pair.ts";
import { parseFacts } from "../schema/facts.ts";
import { servicesLast } from "./boot.ts";
import type { Caller } from "./commands.ts";
import { applyContext } from "./context.ts";
import type { Link } from "../model/pair.ts";
import { withLock } from "./lock.ts";
import { commandLine, FACTS, PAIR, systemdRuns } from "./state.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { ipOf } from "../cmdline/address.ts";

const SSH_PORT = 22;

/**
 * `ramvisor takeover`: this node leads what a peer led that is gone. Each resource is checked by itself; 0 where at least
 * one was taken over and none was refused but those that this node leads already.
 */
export async function takeover(caller: Caller, { peerIsOff, lang: wanted }: { peerIsOff: boolean; lang: Lang | null }): Promise<0 | 1> {
  const { machine, out, err } = caller;
  const { fs } = machine;
  const parsed = parseFacts(await fs.readText(FACTS).catch(() => ""));
  const { site, problems } = parseCmdline(await commandLine(fs));
  const messages = takeoverMessages[wanted ?? site.lang.value];
  const facts = parsed.ok ? await caller.again(parsed.facts) : null;
  const plan = facts === null ? null : makePlan(site, problems, facts, []);
  const resources = plan?.cluster?.resources.filter(({ name }) => name !== "") ?? [];
  if (facts === null || plan === null || resources.length === 0) {
    await err(`${messages.noPair}\n`);
    return 1;
  }
  const peers = plan.cluster?.peers ?? [];
  const links = JSON.parse(await fs.readText(PAIR).catch(() => "{}")) as { links?: Record<string, Link> };
  return withLock(machine, async () => {
    let [taken, refused] = [0, 0];
    for (const resource of resources) {
      const { name, pool, peerIndex } = resource;
      const disk = facts.disks.find(({ id }) => id === resource.disk);
      const link = links.links?.[name];
      const addresses = peers.filter(({ index }) => index === peerIndex).flatMap((peer) => peer.addresses).map(ipOf);
      const steps = disk === undefined ? [] : takeoverSteps(resource, disk, plan.node.site);
      const why = refuseTakeover({
        ready: steps.length > 0, state: await stateOf(machine, minorOf(name)), peerIsOff,
        peerAnswers: await anyAnswers(addresses, [TALK_PORT, SSH_PORT]), wasConnected: link?.wasWhole ?? false,
      });
      if (why !== null) {
        await (why === "leads" ? out : err)(`${messages.failed(name, messages.refusal[why])}.\n`);
        if (why !== "leads") refused += 1;
        continue;
      }
      await out(`${name}: ${messages.apart(link?.lostAt == null ? null : machine.uptime() - link.lostAt)}\n`);
      const context = applyContext(machine, plan);
      const running = await systemdRuns(fs);
      const services = running ? plan.steps.filter((step) => step.action === "service.start" && step.unit === "libvirtd.service") : [];
      const outcomes = await applySteps(servicesLast([...steps, ...services]), running ? onRunningHost(context) : duringStart(context), () => machine.uptime(), machine.log);
      const failed = outcomes.find(({ error }) => error !== null);
      if (failed === undefined) {
        taken += 1;
        await out(`${messages.taken(name, pool, poolPath(pool))}\n`);
      } else {
        refused += 1;
        await err(`${messages.failed(name, failed.error ?? failed.action)}\n`);
      }
    }
    if (taken > 0) await out(`${messages.peerWord}\n`);
    return refused === 0 ? 0 : 1;
  });
}
