let stopped = false;

/** From now on a first Ctrl-C waits for the case under way to clean up; a second one ends at once. For runners only: a test's own runner has ways of its own. */
export function stopOrderly(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => { stopped = true; });
}

/** Where somebody stopped the run, ends it only after what `work` made is gone: its own `finally` sees to that. */
export async function orderly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (stopped) process.exit(130);
  }
}
