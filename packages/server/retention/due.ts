import { daysBetween, dueBeforeMs, longestDays, type RetentionPolicy } from '@annals/events';

/** What retention must know of an event; all of it stands in the skeleton of its line. */
export interface EventFacts {
  category: string;
  event: string;
  receivedMs: number;
  occurredMs: number;
}

/** A hold as the sweep sees it. */
export interface HoldInForce {
  id: string;
  /** In the query language; empty: everything in the range. */
  q: string;
  fromMs: number | null;
  toMs: number | null;
}

/** Holds whatever there is. */
export const holdsAll = ({ q, fromMs, toMs }: HoldInForce): boolean => q === '' && fromMs === null && toMs === null;

/** Decides by the policies of one moment; an event is due when each of them lets it go. */
export class Due {
  readonly #policies: readonly RetentionPolicy[];
  readonly #nowMs: number;
  /** Whatever was received later than this is not due; null: nothing is. */
  readonly firstMs: number | null;
  /** Whatever was received by then is due, whatever it is; null: something is kept for ever. */
  readonly lastMs: number | null;
  readonly #known = new Map<string, number>();

  constructor(policies: readonly RetentionPolicy[], nowMs: number) {
    this.#policies = policies;
    this.#nowMs = nowMs;
    const { least, most } = daysBetween(policies);
    this.firstMs = dueBeforeMs(nowMs, least);
    this.lastMs = dueBeforeMs(nowMs, most);
  }

  is({ category, event, receivedMs }: EventFacts): boolean {
    const key = `${category} ${event}`;
    let before = this.#known.get(key);
    if (before === undefined) {
      before = dueBeforeMs(this.#nowMs, longestDays(this.#policies, category, event)) ?? -Infinity;
      this.#known.set(key, before);
    }
    return receivedMs <= before;
  }
}

/** Reads the skeleton of a stored line, which is its last member. */
export function factsOf(line: string): EventFacts {
  const at = line.lastIndexOf('"skeleton":{');
  const { category, event, received_at, occurred_at } = JSON.parse(line.slice(at + 11, -1)) as Record<string, string>;
  return { category: category!, event: event!, receivedMs: Date.parse(received_at!), occurredMs: Date.parse(occurred_at!) };
}
