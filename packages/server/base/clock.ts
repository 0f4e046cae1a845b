/** Where time comes from; handed in, so that a test can move it. */
export interface Clock {
  /** Milliseconds since 1970, UTC; may jump backwards when the machine's clock is set. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };

/** RFC 3339 in UTC with milliseconds: the only way Annals writes an instant. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
