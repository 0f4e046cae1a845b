import { type FilterTerm, maxQueryBytes, mostRelatedTargets, printFilter, type RecordedEvent } from '@annals/events';
import type { Around } from './around.ts';

/** Questions that lead from one event to what belongs to it. Each is null when it would be longer than a query may be. */

export interface RelatedQueries {
  operation: string | null;
  targets: { target: { type: string; id: string; name?: string }; q: string }[];
  actor: string | null;
}

export type RelatedGroup = Around & { q: string };

export function relatedQueries({ correlation_id, targets = [], actor }: RecordedEvent): RelatedQueries {
  const { id, email, name, type } = actor;
  return {
    operation: correlation_id ? query([['correlation_id', correlation_id]]) : null,
    targets: targets.slice(0, mostRelatedTargets).flatMap((target) => {
      const q = query([
        ['target.id', target.id],
        ['target.type', target.type],
      ]);
      const { type: kind, id: key, name: called } = target;
      return q === null ? [] : [{ target: { type: kind, id: key, ...(called !== undefined && { name: called }) }, q }];
    }),
    actor: query([id ? ['actor.id', id] : email ? ['actor.email', email] : name ? ['actor.name', name] : ['actor.type', type]]),
  };
}

function query(pairs: [field: string, value: string][]): string | null {
  const terms = pairs.map(([field, text]): FilterTerm => ({ negated: false, field, operator: ':', values: [{ text, prefix: false }] }));
  const q = printFilter({ terms });
  return Buffer.byteLength(q) > maxQueryBytes ? null : q;
}
