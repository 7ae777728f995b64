import { explain } from "../apply/explain.ts";
import { ipOf } from "../cmdline/address.ts";
import type { Facts } from "../model/facts.ts";
import type { PeerSeen, Trouble } from "../model/pair.ts";
import type { Plan } from "../model/plan.ts";
import type { Site } from "../model/site.ts";
import { ask, enrol, NotTrusted, type Request, type Talker } from "../peers/talk.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { parseFacts } from "../schema/facts.ts";

/** The further cards' addresses first: they serve what nodes say to each other. Without prefix. */
export function addressesOf(site: Site, index: number): string[] {
  const cards = site.nodes[index]?.cards ?? [];
  return [...cards.slice(1), ...cards.slice(0, 1)].flatMap(({ addresses }) => addresses).map(ipOf);
}

/** Tries a peer's addresses one after the other. @throws the last one's Error; NotTrusted at once, since the peer is there. */
async function atAny<T>(site: Site, index: number, talk: (address: string) => Promise<T>): Promise<T> {
  let failure: unknown = new Error("it has no address");
  for (const address of addressesOf(site, index)) {
    try {
      return await talk(address);
    } catch (error) {
      failure = error;
      if (error instanceof NotTrusted) break;
    }
  }
  throw failure;
}

export function askPeer(site: Site, talker: Talker, index: number, request: Request): Promise<unknown> {
  return atAny(site, index, (address) => ask(talker, index, address, TALK_PORT, request));
}

/** At first contact; null where the peer tells none. */
export function askForSecret(site: Site, talker: Talker, index: number): Promise<string | null> {
  return atAny(site, index, (address) => enrol(talker, index, address, TALK_PORT));
}

/** Asks every peer at once for its facts, and says which resources this node has data of; one that does not answer, or has another secret, is not heard. */
export async function hear(site: Site, plan: Pick<Plan, "cluster">, talker: Talker, has: string[]): Promise<{ peers: PeerSeen[]; facts: Facts[]; openPeers: number[] }> {
  const facts: Facts[] = [];
  const openPeers: number[] = [];
  const peers = await Promise.all((plan.cluster?.peers ?? []).map(async ({ index }): Promise<PeerSeen> => {
    try {
      const parsed = parseFacts(JSON.stringify(await askPeer(site, talker, index, { ask: "state", has })));
      if (!parsed.ok) throw new Misunderstood(parsed.sentence);
      facts.push(parsed.facts);
      return { index, heard: true, why: null, trouble: null };
    } catch (error) {
      if (error instanceof NotTrusted && error.open) openPeers.push(index);
      return { index, heard: false, why: explain(error), trouble: troubleOf(error, talker) };
    }
  }));
  return { peers, facts, openPeers };
}

class Misunderstood extends Error {}

/** What stands in the way, in a word. Two nodes that may both be told a secret are about to agree: that is no trouble. */
export function troubleOf(error: unknown, { open, blank }: Pick<Talker, "open" | "blank">): Trouble | null {
  // A secret that a blank node was given, and that the peer does not know, is the one to be given anew.
  if (error instanceof NotTrusted) return error.open ? (open === true ? null : "new-there") : open === true || blank === true ? "new-here" : "other-secret";
  if (error instanceof Misunderstood || (error instanceof Error && error.message.includes("speaks version"))) return "other";
  return "silent";
}
