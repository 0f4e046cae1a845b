import type { facetFields } from '@annals/events';

export type FacetField = (typeof facetFields)[number];

/** The expression that gives the values of a field. */
export const facetColumns: Record<FacetField, string> = {
  actor: 'actor',
  'actor.type': 'actor_type',
  event: 'event',
  label: 'label',
  category: 'category',
  outcome: 'outcome',
  client: 'client',
  agent_pool: 'agent_pool',
  producer: 'producer',
  'target.type': 'arrayJoin(target_types)',
};
