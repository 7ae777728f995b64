import type { PairMessages } from "./shape.ts";

export const en: PairMessages = {
  heading: "Mirrored disks",
  state: { alone: "alone", make: "make", settle: "note", join: "join", resume: "go on", wait: "wait", refuse: "refuse" },
  situation: {
    "refused-side": "one of its disks is refused by its own node, or two disks claim one place",
    "no-metadata": "one side holds data, and DRBD's metadata on it cannot be read",
    "other-size": "the other node's blank disk has another size",
    "other-resource": "the two sides are of two resources that have only the name in common",
    "both-partial": "neither side is a whole copy",
    "unrelated": "both sides hold data that has nothing in common",
    "diverged": "each side was written to without the other",
    "never-formed": "its data has never had another side: nobody else can have newer data",
    "peer-silent": "the other node has not been heard in this start",
    "no-partner": "the other node has no disk for it",
    "both-empty": "both sides are empty: mirrored without a first copy",
    "unnoted": "one side is ready, the other has its data and notes that",
    "one-empty": "one side holds data, the other is empty and gets it",
    "sync-unfinished": "one side is a whole copy, the other is becoming one",
    "one-ahead": "one side was written to while the other was away",
    "was-primary": "both sides are equal; one was in use when it was last heard of",
    "in-step": "both sides are equal",
  },
  leads: (host, pool) => `${host} leads, pool ${pool}`,
  remedy: {
    "other-size": "Put in a disk of equal size.",
    diverged: "Nothing of either side has been changed. Decide which side counts, save from the other what is needed, then give that one up with ramvisor disk free.",
    unrelated: "Take out the disk that does not belong here.",
    "refused-side": "See what the disk's own node says of it.",
    "no-metadata": "If the other side is whole, give this disk up with ramvisor disk free.",
  },
};
