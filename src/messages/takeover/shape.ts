import type { TakeoverRefusal } from "../../plan/cluster/takeover.ts";

/** What `ramvisor takeover` says, in one language. */
export interface TakeoverMessages {
  /** Behind the resource's and the pool's name. */
  refusal: Record<TakeoverRefusal, string>;
  /** `time`: when the peer was first heard to have newer data, ISO 8601. */
  ahead: (time: string) => string;
  /** Behind it, where the operator's word stands. */
  goesOnWithout: string;
  noPair: string;
  /** `seconds`: since the link was lost; null where it was never there in this start. */
  apart: (seconds: number | null) => string;
  taken: (resource: string, pool: string, path: string) => string;
  /** Names of the guests that were started; may be none. */
  started: (names: readonly string[]) => string;
  notStarted: (guest: string, why: string) => string;
  /** With more than two nodes: it was moving when its node died, and may run on a third one. */
  wasMoving: (guest: string) => string;
  /** Another guest of its name is defined here. `commands`: what puts the one in the pool in its place. */
  leftAlone: (guest: string, commands: string) => string;
  failed: (resource: string, why: string) => string;
  peerWord: string;
}
