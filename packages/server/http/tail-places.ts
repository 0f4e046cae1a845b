import { Problem } from '../base/problem.ts';

export interface TailOwner {
  /** UUID. */
  organisation: string;
  /** Key or user. */
  who: string;
}

export interface TailPlace extends TailOwner {
  /** To be called when the tail is over, whatever ended it. */
  leave(): void;
}

const retryAfterSeconds = 15;

/**
 * So many tails at a time. When all places are taken, an organisation that holds fewer than another gets one of the
 * other's, and within an organisation whoever holds fewer: the youngest tail of whoever holds most ends, and its reader
 * comes back where it was, if there is room again.
 */
export class TailPlaces {
  readonly #most: number;
  readonly #open = new Map<TailPlace, () => void>();

  constructor(most: number) {
    this.#most = most;
  }

  get open(): number {
    return this.#open.size;
  }

  /** `end` is called when the place is taken away. */
  take(owner: TailOwner, end: () => void): TailPlace {
    if (this.#open.size >= this.#most) this.#makeRoom(owner);
    const place: TailPlace = { ...owner, leave: () => void this.#open.delete(place) };
    this.#open.set(place, end);
    return place;
  }

  #makeRoom(owner: TailOwner): void {
    const all = [...this.#open.keys()];
    const own = all.filter(({ organisation }) => organisation === owner.organisation);
    const loser =
      youngestOfMost(all, ({ organisation }) => organisation, owner.organisation) ?? youngestOfMost(own, ({ who }) => who, owner.who);
    if (!loser) throw new Problem('too_many_tails', { retryAfterSeconds, detail: `${this.#most} tails are open.` });
    const end = this.#open.get(loser);
    this.#open.delete(loser);
    end?.();
  }
}

/** Of whoever holds most, unless the newcomer would then hold as many as he. */
function youngestOfMost(places: readonly TailPlace[], of: (place: TailPlace) => string, newcomer: string): TailPlace | null {
  const groups = Map.groupBy(places, of);
  const [most = []] = [...groups.values()].toSorted((a, b) => b.length - a.length);
  return most.length > (groups.get(newcomer)?.length ?? 0) + 1 ? (most.at(-1) ?? null) : null;
}
