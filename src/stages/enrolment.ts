import type { Machine } from "../apply/machine.ts";
import type { Facts } from "../model/facts.ts";
import type { Site } from "../model/site.ts";
import { newSecret } from "../peers/enrol.ts";
import { keyFor } from "../peers/keys.ts";
import type { Talker } from "../peers/talk.ts";
import { addressesOf, askForSecret } from "./hear.ts";
import { agreeOn, heldSecret, type Held } from "./trust.ts";

/** The node at place `index` of the line, before it knows a secret: with a key that nobody else has. */
export function newTalker(index: number): Talker {
  return { index, key: keyFor(newSecret(), "talk"), open: false };
}

/** The secret as it is known now, by which `talker` goes from now on. The first node chooses one where nobody can have any. */
export async function learnSecret(machine: Machine, facts: Facts, site: Site, siteId: string, talker: Talker): Promise<Held> {
  const isFirst = talker.index === 0;
  let held = await heldSecret(machine, facts, siteId);
  if (held.secret === null && held.open && isFirst) held = { ...held, secret: await agreeOn(machine, null), trust: { ...held.trust, source: "agreed" } };
  const { secret, open } = held;
  talker.open = open;
  if (secret !== null) talker.key = keyFor(secret, "talk");
  // The first node of the line chooses, and tells only who asks from that node's own address.
  talker.handOut = (client, address) => (isFirst && open && addressesOf(site, client).includes(address.replace(/^::ffff:/, "")) ? secret : null);
  return held;
}

/**
 * Asks the first node for the secret where this node may be told one and knows none, or another than that node's, which has no data
 * either. True where it was told one; it counts from the next look on.
 */
export async function enrolAtFirst(machine: Machine, site: Site, talker: Talker, { secret, trust, open }: Held, openPeers: readonly number[]): Promise<boolean> {
  if (!open || talker.index === 0 || trust.source === "given" || (secret !== null && !openPeers.includes(0))) return false;
  const told = await askForSecret(site, talker, 0).catch(() => null);
  if (told === null) return false;
  await agreeOn(machine, told);
  machine.log.info({}, "a secret was agreed with the first node");
  return true;
}
