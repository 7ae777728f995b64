import { join } from "node:path";
import { mustRun } from "../apply/command.ts";
import { explain } from "../apply/explain.ts";
import { isGuestName, isRunning, LIBVIRT, MOVING_DIR } from "../apply/guestStore.ts";
import { variablesFile } from "../apply/guestVariables.ts";
import { parseCmdline } from "../cmdline/index.ts";
import { guestMoveMessages, type GuestMoveMessages } from "../messages/guestMove/index.ts";
import { virshWord } from "../messages/plan/shell.ts";
import type { Lang } from "../model/token.ts";
import { movedFirmware, whatMoves, type Immovable } from "../plan/guestMove.ts";
import { LOCAL_VIRSH } from "../status/libvirt.ts";
import type { Caller } from "./commands.ts";
import { definedUuid, type Move } from "./move/move.ts";
import { runMove } from "./move/runMove.ts";
import { findPlaces, reachPeer } from "./move/target.ts";
import { planWithoutPeers } from "./planWithoutPeers.ts";
import { commandLine } from "./state.ts";

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
  const uuid = isGuestName(name) ? await definedUuid(machine, name) : null;
  if (uuid === null) return refuse(messages.unknown(name));
  const word = virshWord(name, uuid);
  if (!(await isRunning(fs, name))) return refuse(messages.notRunning(name, word));
  const places = await findPlaces(machine, plan.cluster, to, name, messages);
  if (typeof places === "string") return refuse(places);
  const dump = async (...more: string[]): Promise<string> => (await mustRun(run, "virsh", [...LOCAL_VIRSH, "dumpxml", ...more, "--migratable", "--security-info", "--domain", uuid])).stdout;
  const [live, kept] = [await dump(), await dump("--inactive")];
  if ((await mustRun(run, "virsh", [...LOCAL_VIRSH, "snapshot-list", "--name", "--domain", uuid])).stdout.trim() !== "") return refuse(messages.snapshots(name, word));
  const { peer, pool } = places.target;
  const found = whatMoves(live, kept, places.own, pool);
  if ("immovable" in found) return refuse(heldBy(found.immovable, name, word, messages));
  const own = places.own.find(({ path }) => found.disks[0]?.from.startsWith(`${path}/`)) ?? places.own[0] ?? { path: MOVING_DIR };
  const keptAt = join(own.path, ".ramvisor", `moved-${name}.xml`);
  const address = await reachPeer(machine, index, peer).catch((error: unknown) => ({ why: explain(error) }));
  if (typeof address !== "string") return refuse(messages.unreachable(peer.host, address.why));
  let ctrlC = false;
  const move: Move = { machine, name, uuid, host: peer.host, address, pool, disks: found.disks, firmware: movedFirmware(live, places.own, pool), variables: variablesFile(live, LIBVIRT.nvram), keptAt, givenUp: () => ctrlC, messages, lang, out, err };
  const unheard = caller.onCtrlC?.(() => { ctrlC = true; });
  const outcome = await runMove(move, { live, kept, own: places.own, onTerminal: caller.ownTerminal !== null }).finally(() => unheard?.());
  return outcome === "there" ? 0 : 1;
}

function heldBy({ kind, what, eject }: Immovable, name: string, word: string, messages: GuestMoveMessages): string {
  return kind === "medium" ? messages.medium(name, what, `virsh change-media ${word} ${eject ?? ""}`) : messages[kind](name, what);
}
