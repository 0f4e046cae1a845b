import { catalogue, categories, type RetentionPolicy } from '@annals/events';

/** One line of the form: a category or an event type, and how long. */
export interface Rule {
  kind: 'category' | 'event';
  name: string;
  days: number | null;
}

export const rulesOf = (policy: RetentionPolicy): Rule[] => [
  ...Object.entries(policy.categories).map(([name, days]) => ({ kind: 'category' as const, name, days: days ?? null })),
  ...Object.entries(policy.events).map(([name, days]) => ({ kind: 'event' as const, name, days })),
];

export function policyOf(days: number | null, rules: readonly Rule[]): RetentionPolicy {
  const of = (kind: Rule['kind']) =>
    Object.fromEntries(rules.filter((rule) => rule.kind === kind).map(({ name, days: kept }) => [name, kept]));
  return { days, categories: of('category'), events: of('event') };
}

/** Names that have no rule yet, categories first. */
export function unruled(rules: readonly Rule[]): { categories: readonly string[]; events: readonly string[] } {
  const taken = new Set(rules.map(({ kind, name }) => `${kind} ${name}`));
  return {
    categories: categories.filter((name) => !taken.has(`category ${name}`)),
    events: catalogue.map(({ id }) => id).filter((name) => !taken.has(`event ${name}`)),
  };
}
