import type { FacetField } from '@annals/events';

interface FacetColumn {
  /** Gives the value of an event; empty when it has none. */
  expression: string;
  /** A plain column, whose values can be counted in one pass with those of others. */
  plain: boolean;
}

const plain = (expression: string): FacetColumn => ({ expression, plain: true });
const made = (expression: string): FacetColumn => ({ expression, plain: false });
/** An event counts once for each value, however often it has it. */
const each = (list: string): FacetColumn => made(`arrayJoin(arrayDistinct(${list}))`);

/** Where the values of a field are. */
export const facetColumns: Record<FacetField, FacetColumn> = {
  actor: plain('actor'),
  'actor.type': plain('actor_type'),
  'actor.id': plain('actor_id'),
  'actor.email': plain('actor_email'),
  'actor.name': plain('actor_name'),
  event: plain('event'),
  code: plain('code'),
  label: plain('label'),
  category: plain('category'),
  outcome: plain('outcome'),
  client: plain('client'),
  ip: made("if(ip = toIPv6('::'), '', replaceRegexpOne(IPv6NumToString(ip), '^::ffff:', ''))"),
  agent_pool: plain('agent_pool'),
  producer: plain('producer'),
  recorded_by: plain('recorded_by'),
  error: plain('error_message'),
  unlisted: made("if(unlisted = 1, 'true', 'false')"),
  target: each("arrayMap((id, name) -> if(name = '', id, name), target_ids, target_names)"),
  'target.type': each('target_types'),
  'target.id': each('target_ids'),
  'target.name': each('target_names'),
};
