import type { Machine } from "../apply/machine.ts";
import type { Facts } from "../model/facts.ts";
import type { Site } from "../model/site.ts";
import { newSecret } from "../peers/enrol.ts";
import { keyFor } from "../peers/keys.ts";
import type { Talker } from "../peers/talk.ts";
import { addressesOf, askForSecret } from "./hear.ts";
import { agreeOn, endAgreement, heldSecret, holdsData, type Held } from "./trust.ts";

/** The node at place `index` of the line, before it knows a secret: with a key that nobody else has. */
export function newTalker(index: number): Talker {
  return { index, key: keyFor(newSecret(), "talk"), open: false, blank: false };
}

/** The secret as it is known now, by which `talker` goes from now on. The first node chooses one where nobody can have any. */
export async function learnSecret(machine: Machine, facts: Facts, site: Site, siteId: string, talker: Talker): Promise<Held> {
  const isFirst = talker.index === 0;
  let held = await heldSecret(machine, facts, siteId);
  if (held.secret === null && held.open && isFirst) held = { ...held, secret: await agreeOn(machine, null), trust: { ...held.trust, source: "agreed" } };
  const { secret, trust, open } = held;
  [talker.open, talker.blank] = [open, held.blank];
  if (secret !== null) talker.key = keyFor(secret, "talk");
  // The first node of the line chooses, and tells only who asks from that node's own address; and only what was agreed while nobody
  // had data. One that a person put here, or that a side was getting data under, is the secret of a pair.
  const may = isFirst && open && trust.source === "agreed";
  talker.handOut = (client, address) => (may && addressesOf(site, client).includes(address.replace(/^::ffff:/, "")) ? secret : null);
  return held;
}

/** First contact is over once any node is heard to hold data: what was agreed is the secret to it. */
export async function sawPeers(machine: Pick<Machine, "fs">, talker: Talker, told: readonly Facts[], siteId: string): Promise<void> {
  if (!told.some(({ disks }) => holdsData(disks, siteId))) return;
  talker.handOut = () => null;
  await endAgreement(machine);
}

/**
 * Asks the first node for the secret where this node may be told one and knows none, or another than that node's, which has no data
 * either. True where it was told one; it counts from the next look on.
 */
export async function enrolAtFirst(machine: Machine, site: Site, talker: Talker, { secret, open }: Pick<Held, "secret" | "open">, openPeers: readonly number[]): Promise<boolean> {
  if (!open || talker.index === 0 || (secret !== null && !openPeers.includes(0))) return false;
  const told = await askForSecret(site, talker, 0).catch(() => null);
  if (told === null) return false;
  await agreeOn(machine, told);
  machine.log.info({}, "a secret was agreed with the first node");
  return true;
}
