import type { Filter } from '@annals/events';
import { conditionOf, type ResolveEvent } from './condition.ts';
import { Parameters } from './parameters.ts';
import { eventsTable } from './schema.ts';

/** What a caller wants to see of the one organisation it was admitted to. */
export interface Selection {
  /** UUID; checked against the principal before. */
  organisation: string;
  filter: Filter;
  /** Of occurred_at, inclusive. */
  fromMs: number | null;
  /** Of occurred_at, exclusive. */
  toMs: number | null;
  /** Nothing above this sequence. */
  asOf: number;
}

/**
 * The only maker of `FROM … WHERE …` over events for readers. Every statement begins with the organisation, and what
 * follows is joined to it by AND, each in brackets: no filter can widen it. Values are parameters, never text.
 */
export class Where {
  readonly parameters = new Parameters();
  readonly #conditions: string[];

  constructor(selection: Selection, resolveEvent: ResolveEvent) {
    const { parameters } = this;
    this.#conditions = [
      `organisation = ${parameters.add('UUID', selection.organisation)}`,
      `sequence <= ${parameters.add('Int64', selection.asOf)}`,
      ...this.#described(selection, resolveEvent),
    ];
  }

  /** What filter and range of another selection say, as one condition on rows of this statement. */
  conditionsOf(selection: Pick<Selection, 'filter' | 'fromMs' | 'toMs'>, resolveEvent: ResolveEvent): string {
    return this.#described(selection, resolveEvent).join(' AND ') || 'true';
  }

  #described({ filter, fromMs, toMs }: Pick<Selection, 'filter' | 'fromMs' | 'toMs'>, resolveEvent: ResolveEvent): string[] {
    const { parameters } = this;
    return [
      ...(fromMs === null ? [] : [`occurred_at >= ${parameters.instant(fromMs)}`]),
      ...(toMs === null ? [] : [`occurred_at < ${parameters.instant(toMs)}`]),
      ...filter.terms.map((term) => conditionOf(term, parameters, resolveEvent)),
    ].map((condition) => `(${condition})`);
  }

  and(condition: string): this {
    this.#conditions.push(`(${condition})`);
    return this;
  }

  get text(): string {
    return `FROM ${eventsTable} WHERE ${this.#conditions.join(' AND ')}`;
  }
}
