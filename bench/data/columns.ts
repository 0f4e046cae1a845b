import { codeOf, findEvent, labelOf, userText, type Actor, type Outcome } from '@annals/events';
import { wordLine } from '../../packages/server/index/words.ts';
import type { MadeEvent } from './make-event.ts';

/**
 * An event as a row of an ordinary table: what a team would make columns of, the rest of it as one JSON value. Nothing
 * stands twice but the words, which the text index is made of, and they are the words that our index has.
 */
export interface Columns {
  id: string;
  occurred_at: string;
  event: string;
  category: string;
  outcome: string;
  actor_type: string;
  /** What a user column shows: e-mail, else name, else id. */
  actor: string;
  actor_id: string | null;
  actor_name: string | null;
  actor_email: string | null;
  client: string | null;
  ip: string | null;
  target_types: string[];
  target_ids: string[];
  target_names: string[];
  agent_pool: string | null;
  producer: string | null;
  correlation_id: string | null;
  error_message: string | null;
  metadata: Record<string, unknown>;
  words: string;
}

export type ColumnValue = Columns[keyof Columns];

export const columnNames = [
  'id',
  'occurred_at',
  'event',
  'category',
  'outcome',
  'actor_type',
  'actor',
  'actor_id',
  'actor_name',
  'actor_email',
  'client',
  'ip',
  'target_types',
  'target_ids',
  'target_names',
  'agent_pool',
  'producer',
  'correlation_id',
  'error_message',
  'metadata',
  'words',
] as const satisfies readonly (keyof Columns)[];

export function columnsOf(event: MadeEvent): Columns {
  const actor = event['actor'] as Actor;
  const targets = (event['targets'] ?? []) as { type: string; id: string; name?: string }[];
  const producer = event['producer'] as { name: string; host?: string };
  const entry = findEvent(String(event['event']));
  if (!entry) throw new Error(`the catalogue has no ${String(event['event'])}`);
  const text = (name: string): string | null => (event[name] as string | undefined) ?? null;
  const rest = {
    ...(event['metadata'] as Record<string, unknown>),
    ...(event['changes'] === undefined ? {} : { changes: event['changes'] }),
    ...(actor.user_agent === undefined ? {} : { user_agent: actor.user_agent }),
    ...(actor.on_behalf_of === undefined ? {} : { on_behalf_of: actor.on_behalf_of }),
    ...(actor.host === undefined ? {} : { actor_host: actor.host }),
    producer_host: producer.host,
  };
  const outcome = event['outcome'] as Outcome;
  return {
    id: String(event['id']),
    occurred_at: String(event['occurred_at']),
    event: entry.id,
    category: entry.category,
    outcome,
    actor_type: actor.type,
    actor: userText(actor),
    actor_id: actor.id ?? null,
    actor_name: actor.name ?? null,
    actor_email: actor.email ?? null,
    client: actor.client ?? null,
    ip: actor.ip ?? null,
    target_types: targets.map(({ type }) => type),
    target_ids: targets.map(({ id }) => id),
    target_names: targets.map(({ name }) => name ?? ''),
    agent_pool: text('agent_pool'),
    producer: producer.name,
    correlation_id: text('correlation_id'),
    error_message: text('error_message'),
    metadata: rest,
    words: wordLine([entry.id, labelOf(entry, outcome), codeOf(entry, outcome), ...texts({ ...event, id: '', occurred_at: '' })]),
  };
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
