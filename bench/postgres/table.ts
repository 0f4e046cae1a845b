import { columnNames } from '../data/columns.ts';

/**
 * The table a team would make for the same questions: once by (organisation, id), pages by time, what one actor did,
 * and any part of a word in any value (trigrams).
 */
export const createTable = `
CREATE EXTENSION pg_trgm;
CREATE TABLE events (
  organisation uuid NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  received_at timestamptz NOT NULL DEFAULT now(),
  id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  event text NOT NULL,
  category text NOT NULL,
  outcome text NOT NULL,
  actor_type text NOT NULL,
  actor text NOT NULL,
  actor_id text,
  actor_name text,
  actor_email text,
  client text,
  ip inet,
  target_types text[] NOT NULL,
  target_ids text[] NOT NULL,
  target_names text[] NOT NULL,
  agent_pool text,
  producer text,
  correlation_id text,
  error_message text,
  metadata jsonb NOT NULL,
  words text NOT NULL
);
CREATE UNIQUE INDEX events_once ON events (organisation, id);
CREATE INDEX events_by_time ON events (organisation, occurred_at, sequence);
CREATE INDEX events_by_actor ON events (organisation, actor, occurred_at);
CREATE INDEX events_by_words ON events USING gin (words gin_trgm_ops);
`;

const types: Readonly<Partial<Record<string, string>>> = {
  organisation: 'uuid',
  id: 'uuid',
  occurred_at: 'timestamptz',
  ip: 'inet',
  metadata: 'jsonb',
};
/** Arrays of different lengths do not travel in an array: they travel as their text. */
const textArrays = new Set(['target_types', 'target_ids', 'target_names']);

export const sentColumns = ['organisation', ...columnNames] as const;

/** One array a column: the server plans and parses one short statement whatever the number of rows. */
export const insertMany = `INSERT INTO events (${sentColumns.join(', ')})
SELECT ${sentColumns.map((name) => (textArrays.has(name) ? `${name}::text[]` : name)).join(', ')}
FROM unnest(${sentColumns.map((name, at) => `$${at + 1}::${types[name] ?? 'text'}[]`).join(', ')}) AS sent (${sentColumns.join(', ')})
ON CONFLICT (organisation, id) DO NOTHING`;
