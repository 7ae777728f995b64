/** How often the heart beats. */
const BEAT_MS = 25;
/** Lateness of a timer that says nothing. */
const USUAL_MS = 5;
/** More than that is never given: whatever the reason, a look ends. */
const MOST_MS = 60_000;

/** A process that shares its processor is late by less; by more, it was stopped, and so may have been what it waits for. */
const SHARED_MS = 250;

let lost = 0;
let stopped = 0;
let looks = 0;
let heart: NodeJS.Timeout | undefined;

/**
 * Milliseconds that stand still while this process does not get the processor: the clock of all limits for reading a disk. They
 * are there for disks that are slow or hang, and a timer is on time then; on a machine that starts twenty services beside the look, or in an
 * emulator whose host is busy, timers are late, and a blank disk would be refused for it.
 */
export function lookTime(): number {
  return performance.now() - lost;
}

/**
 * Milliseconds in which this process, or what shares its processor, ran: the clock of waiting for one read. The disk has had that time, however
 * busy the processor was with other disks meanwhile.
 */
export function waitTime(): number {
  return performance.now() - stopped;
}

/** Runs a look; while one runs, a timer every 25 ms shows how late this process is. */
export async function timed<T>(look: () => Promise<T>): Promise<T> {
  looks += 1;
  if (looks === 1) {
    [lost, stopped] = [0, 0];
    beat();
  }
  try {
    return await look();
  } finally {
    looks -= 1;
    if (looks === 0) clearTimeout(heart);
  }
}

function beat(): void {
  const due = performance.now() + BEAT_MS;
  heart = setTimeout(() => {
    const late = performance.now() - due;
    if (late > USUAL_MS) lost = Math.min(MOST_MS, lost + late);
    if (late > SHARED_MS) stopped = Math.min(MOST_MS, stopped + late);
    beat();
  }, BEAT_MS);
  heart.unref();
}
