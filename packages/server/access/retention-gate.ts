import { Alone } from '../base/alone.ts';

/**
 * One at a time for each organisation: whoever places a hold waits until a removal that has begun is over, so that from
 * the answer on nothing is removed that the hold describes.
 */
export class RetentionGate {
  readonly #turns = new Map<string, Alone>();

  alone<T>(organisation: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(organisation) ?? new Alone();
    this.#turns.set(organisation, turns);
    return turns.run(work);
  }
}
