/**
 * Each is the query field of the same name: its term with a value finds the events that were counted; for `actor` also
 * those of who has the value as another of his names.
 */
export const facetFields = [
  'actor',
  'actor.type',
  'actor.id',
  'actor.email',
  'actor.name',
  'event',
  'code',
  'label',
  'category',
  'outcome',
  'client',
  'ip',
  'agent_pool',
  'producer',
  'recorded_by',
  'error',
  'unlisted',
  'target',
  'target.type',
  'target.id',
  'target.name',
] as const;

export type FacetField = (typeof facetFields)[number];
