import { duration } from "./duration.ts";
import type { TakeoverMessages } from "./shape.ts";

export const en: TakeoverMessages = {
  refusal: {
    leads: "is led by this node already",
    "not-finished": "was never finished: there is no data on it",
    "not-up": "is not up; journalctl -t ramvisor says why",
    connected: "is connected: the peer is there. Stop the guests there and move them instead",
    "peer-answers": "the peer still answers on the network. Switch it off first: two nodes that write to the same guests are worse than none",
    "not-up-to-date": "is not up to date on this node: the peer has data that this one lacks. Bring the peer back",
    "never-heard": "was not connected in this start: the peer may have newer data. If it is off for good, or you know that it has none, type: ramvisor takeover --peer-is-off",
  },
  noPair: "This host has no side of a pair.",
  apart: (s) => (s === null ? "The nodes have not been connected in this start." : `The nodes have been apart for ${duration(s)}.`),
  taken: (r, p, path) => `${r}: this node leads now. Pool ${p} is mounted at ${path}.`,
  started: (names) => (names.length === 0 ? "No guest ran there." : `Started: ${names.join(", ")}.`),
  notStarted: (guest, why) => `Guest ${guest} does not start: ${why}`,
  wasMoving: (guest) => `Guest ${guest} was moving to another node and is not started: look on the other nodes with virsh list --all, and if it runs on none, start it here: virsh start ${guest}`,
  failed: (r, why) => `${r}: ${why}`,
  peerWord: "When the peer comes back it follows this node and gets what it has missed, unless it was written to meanwhile.",
};
