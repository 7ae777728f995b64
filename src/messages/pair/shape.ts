import type { ResourceState, Situation } from "../../model/plan.ts";

/** What a plan says of mirrored disks, in one language. A forgotten situation does not compile. */
export interface PairMessages {
  heading: string;
  state: Record<ResourceState, string>;
  /** What both sides say, as a clause. */
  situation: Record<Situation, string>;
  /** Who leads; `pool` is its pool. */
  leads: (host: string, pool: string) => string;
  /** What a person can do where it is refused. */
  remedy: Partial<Record<Situation, string>>;
}
