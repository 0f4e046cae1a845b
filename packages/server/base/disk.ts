/**
 * How many free bytes a file system must have left for events to be taken: `reserveBytes`, or 5 % of it where that is
 * smaller. What is left below is for signing in, reading and our own events.
 */
export function watermarkBytes(totalBytes: number, reserveBytes: number): number {
  return Math.min(reserveBytes, Math.floor(totalBytes / 20));
}
