/** Calls of hooks, one batch after the other. */
export interface HookQueue {
  /** Puts a batch behind the others, in the place of one of the same resource that has not begun. One that rejects ends itself alone. */
  add(resource: string, batch: () => Promise<unknown>): void;
  /** Resources of which a batch waits or is under way. */
  pending(): ReadonlySet<string>;
  /** Fulfilled once nothing is left. */
  idle(): Promise<void>;
}

/** Hooks may take minutes, and a link may flap in seconds: of each resource the last news alone waits, so that none comes hours late. */
export function hookQueue(): HookQueue {
  const waiting = new Map<string, () => Promise<unknown>>();
  let current: string | null = null;
  let work: Promise<void> = Promise.resolve();
  const runAll = async (): Promise<void> => {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const [resource, batch] = next;
      waiting.delete(resource);
      current = resource;
      await batch().catch(() => undefined);
    }
    current = null;
  };
  return {
    add: (resource, batch) => {
      waiting.set(resource, batch);
      if (current === null) work = runAll();
    },
    pending: () => new Set([...waiting.keys(), ...(current === null ? [] : [current])]),
    idle: () => work,
  };
}
