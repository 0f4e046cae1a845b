import { printFilter, type Filter } from '@annals/events';
import { Turns } from '../base/turns.ts';
import { asked } from '../index/ask.ts';
import type { EngineClient } from '../index/client.ts';
import type { ResolveEvent } from '../index/condition.ts';
import type { IndexProgress } from '../index/progress.ts';
import { Where } from '../index/where.ts';
import { eventText } from './page.ts';

export interface TailPagesDeps {
  client: EngineClient;
  progress: Pick<IndexProgress, 'indexedTo' | 'waitFor'>;
  resolveEvent: ResolveEvent;
}

export interface TailQuestion {
  /** UUID; checked against the principal before. */
  organisation: string;
  filter: Filter;
}

export interface TailPage {
  events: { sequence: number; body: string }[];
  /** Every event up to this sequence that the filter lets through is here, or was before. */
  upTo: number;
}

const pageEvents = 100;
/** About so much is made at a time: where events are large, a page has fewer. */
const pageBytes = 4 * 1024 * 1024;
/** A reader who comes back from far is led through the past in steps of bounded cost. */
const stepEvents = 16_384;

/**
 * What comes after a sequence, in order, from the index: the same rows under the same builder as every search.
 *
 * Promises: pages that begin where the last one ended hold every event of the filter once. Isolation as in search:
 * `index/where.ts`, the nonce and the owner of each row. Tails at the same place with the same question share one query
 * of the engine; two queries at a time, in turn between organisations, however many tails there are.
 */
export class TailPages {
  readonly #deps: TailPagesDeps;
  readonly #turns = new Turns({ atOnce: 2, waiting: 1_000, waitingOfOne: 1_000, waitMs: 30_000 });
  readonly #asking = new Map<string, Promise<TailPage>>();
  /** Of the events of an organisation's last page, on average. */
  readonly #eventBytes = new Map<string, number>();

  constructor(deps: TailPagesDeps) {
    this.#deps = deps;
  }

  /** The page after a sequence as soon as there is something new, or null after `waitMs`. */
  async after(question: TailQuestion, sequence: number, waitMs: number, signal: AbortSignal): Promise<TailPage | null> {
    const { progress } = this.#deps;
    const { organisation, filter } = question;
    await progress.waitFor(organisation, sequence + 1, waitMs, signal);
    const upTo = Math.min(progress.indexedTo(organisation) ?? -1, sequence + stepEvents);
    if (upTo <= sequence || signal.aborted) return null;
    const key = JSON.stringify([organisation, printFilter(filter), sequence, upTo]);
    let asking = this.#asking.get(key);
    if (!asking) {
      asking = this.#turns
        .run(organisation, () => asked(() => this.#read(question, sequence, upTo)))
        .finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking;
  }

  async #read({ organisation, filter }: TailQuestion, sequence: number, upTo: number): Promise<TailPage> {
    const where = new Where({ organisation, filter, fromMs: null, toMs: null, asOf: upTo }, this.#deps.resolveEvent);
    const most = Math.max(4, Math.min(pageEvents, Math.floor(pageBytes / (this.#eventBytes.get(organisation) ?? 1))));
    const { parameters } = where.and(`sequence > ${where.parameters.add('Int64', sequence)}`);
    const rows = await this.#deps.client.rows({
      columns: 'toString(organisation), sequence, body',
      rest: `${where.text} ORDER BY organisation ASC, sequence ASC LIMIT ${parameters.add('UInt64', most)}`,
      parameters: parameters.values,
    });
    const events = rows.map(([owner, at, body]) => ({ sequence: Number(at), body: eventText(organisation, owner, at, body) }));
    if (events.length > 0)
      this.#eventBytes.set(organisation, events.reduce((bytes, event) => bytes + event.body.length, 0) / events.length);
    return { events, upTo: events.length < most ? upTo : (events.at(-1)?.sequence ?? upTo) };
  }
}
