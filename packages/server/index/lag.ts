/** What an organisation's ledger holds, and when it was first seen to hold so much. */
interface Mark {
  /** Number of events. */
  size: number;
  seenMs: number;
}

interface Standing {
  size: number;
  /** Events that can be found: everything below. */
  found: number;
  /** Sizes that are not reached yet, oldest first. */
  marks: Mark[];
  /** Least distance of two marks; doubles when there are many. */
  stepMs: number;
}

const mostMarks = 64;
const firstStepMs = 250;

/**
 * How far search is behind the ledger, in events and in time. Knows only sizes and positions, so it goes on counting
 * while the engine is down. Times begin when the growth is seen: after a start they say since when it is behind here.
 */
export class IndexLag {
  readonly #standings = new Map<string, Standing>();
  readonly #sizeOf: (organisation: string) => number;
  readonly #nowMs: () => number;

  constructor(sizeOf: (organisation: string) => number, nowMs: () => number = Date.now) {
    this.#sizeOf = sizeOf;
    this.#nowMs = nowMs;
  }

  /** The ledger of an organisation holds so many events now. */
  grown(organisation: string, size: number): void {
    const standing = this.#standings.get(organisation) ?? { size: 0, found: 0, marks: [], stepMs: firstStepMs };
    this.#standings.set(organisation, standing);
    if (size <= standing.size) return;
    standing.size = size;
    this.#mark(standing);
  }

  /** Everything up to `to` can be found; -1: nothing. Goes back when the index is made anew. */
  reached(organisation: string, to: number): void {
    let standing = this.#standings.get(organisation);
    if (!standing) {
      standing = { size: this.#sizeOf(organisation), found: 0, marks: [], stepMs: firstStepMs };
      this.#standings.set(organisation, standing);
    }
    standing.found = to + 1;
    // What can be found is in the ledger, whoever is told first.
    standing.size = Math.max(standing.size, standing.found);
    standing.marks = standing.marks.filter(({ size }) => size > standing.found);
    if (standing.marks.length > 0) return;
    standing.stepMs = firstStepMs;
    this.#mark(standing);
  }

  /** `sinceMs`: since when the event that waits longest waits; null when none does. */
  now(): { events: number; sinceMs: number | null } {
    let events = 0;
    let sinceMs = Infinity;
    for (const { size, found, marks } of this.#standings.values()) {
      events += Math.max(0, size - found);
      if (marks[0]) sinceMs = Math.min(sinceMs, marks[0].seenMs);
    }
    return { events, sinceMs: sinceMs === Infinity ? null : sinceMs };
  }

  #mark(standing: Standing): void {
    if (standing.size <= standing.found) return;
    const seenMs = this.#nowMs();
    const last = standing.marks.at(-1);
    if (last && seenMs - last.seenMs < standing.stepMs) return;
    if (standing.marks.length >= mostMarks) {
      standing.marks = standing.marks.filter((_, at) => at % 2 === 0);
      standing.stepMs *= 2;
    }
    standing.marks.push({ size: standing.size, seenMs });
  }
}
