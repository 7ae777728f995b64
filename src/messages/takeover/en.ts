import { duration, minute } from "./duration.ts";
import type { TakeoverMessages } from "./shape.ts";

export const en: TakeoverMessages = {
  refusal: {
    leads: "is led by this node already",
    "disk-unreadable": "lies on a disk that cannot be read any more on this node. Look at the disk and its cable",
    "not-finished": "was never finished: there is no data on it",
    "peer-unknown": "which node has the other side is not known: none in the line has the address that is noted on the disk. Start with that node's token",
    "not-up": "is not up; journalctl -t ramvisor says why",
    connected: "is connected: the peer is there. Stop the guests there and move them instead",
    "peer-answers": "the peer still answers on the network. Switch it off first: two nodes that write to the same guests are worse than none",
    "cut-off": "this node's own network has no link: it may be the one that is cut off. Look at its cable and switch. If the peer is off, type: ramvisor takeover --peer-is-off",
    "not-up-to-date": "is not up to date on this node: the peer has data that this one lacks. Bring the peer back",
    "peer-ahead": "lacks what the peer wrote after the link was lost. Bring the peer back. Only if it is gone for good, and its data with it, type: ramvisor takeover --peer-is-off",
    "not-noted": "has a whole copy, which was never noted: a peer that comes back may lead without it. If the peer is off for good, type: ramvisor takeover --peer-is-off",
    "never-heard": "was not connected in this start: the peer may have newer data. If it is off for good, or you know that it has none, type: ramvisor takeover --peer-is-off",
  },
  ahead: (time) => `The peer has newer data; this was first heard at ${minute(time)} UTC.`,
  goesOnWithout: "What it wrote without this node is not here.",
  noPair: "This host has no side of a pair.",
  apart: (s) => (s === null ? "The nodes have not been connected in this start." : `The nodes have been apart for ${duration(s)}.`),
  taken: (r, p, path) => `${r}: this node leads now. Pool ${p} is mounted at ${path}.`,
  started: (names) => (names.length === 0 ? "No guest ran there." : `Started: ${names.join(", ")}.`),
  notStarted: (guest, why) => `Guest ${guest} does not start: ${why}`,
  wasMoving: (guest) => `Guest ${guest} was moving to another node and is not started: look on the other nodes with virsh list --all, and if it runs on none, start it here: virsh start ${guest}`,
  leftAlone: (guest, commands) => `Guest ${guest} is not started: another one of its name is defined on this node. If that one is older, and only then: ${commands}`,
  failed: (r, why) => `${r}: ${why}`,
  peerWord: "When the peer comes back it follows this node and gets what it has missed, unless it was written to meanwhile.",
};
