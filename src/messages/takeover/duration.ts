/** `45 s`, `12 min`, `3 h 5 min`: units that the four languages share. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment in ISO 8601 as `2026-11-22 20:26`. */
export function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
