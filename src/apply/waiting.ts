import type { Action } from "../model/step.ts";

/** These wait for the peer, or for libvirt, and a disk has nothing to do meanwhile: that it finishes no request shows nothing. */
export const WAITING: ReadonlySet<Action> = new Set(["pair.begin", "pair.mount", "guests.restore", "guests.start"]);
