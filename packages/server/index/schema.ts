import { createHash } from 'node:crypto';
import type { EngineClient } from './client.ts';
import { wholeLine } from './shared-values.ts';

/**
 * The table of the index. Its name carries a hash of its definition: a changed definition is a new table, filled from
 * the ledger beside the old one, which is dropped when the new one has caught up.
 *
 * Promises: weekly partitions of received_at (never of occurred_at, which a producer may spread over two centuries);
 * rows of an organisation in order of sequence, so both directions of sequence are range reads; occurred_at nearly
 * follows sequence, so its minmax marks prune as well as a sort key where events are not back-dated.
 * Parts below 256 MiB are one file: creating a hundred files for each insert costs more than the rows.
 * No TTL: only the retention task removes events.
 * No fsync of parts: they can be made anew, and each fsync would wait beside the journal's. A power loss can therefore
 * leave a part broken or take it away: the engine sets the broken aside at its start, the comparison with the ledger finds
 * what is missing, and `index-check.ts` reads what looks whole. The sources of a merge are kept for old_parts_lifetime
 * (the embedded default is 0), because the engine takes them again when the merged part did not last.
 */
export const database = 'annals';

interface Column {
  name: string;
  type: string;
}

/** Few different values: the dictionary's numbers are what is compressed. */
const few = 'LowCardinality(String) CODEC(ZSTD(1))';
/**
 * Long texts that are read in a row, by an export or a search. Blocks of two megabytes find more repetitions than the
 * usual one; for single lines they are too much to decompress.
 */
const long = 'String CODEC(ZSTD(3)) SETTINGS (max_compress_block_size = 2097152, min_compress_block_size = 2097152)';

/** In the order in which `row.ts` writes values. */
export const columns: readonly Column[] = [
  { name: 'organisation', type: 'UUID CODEC(ZSTD(1))' },
  { name: 'sequence', type: 'UInt64 CODEC(Delta(8), ZSTD(1))' },
  { name: 'id', type: 'UUID CODEC(ZSTD(1))' },
  { name: 'occurred_at', type: "DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))" },
  { name: 'received_at', type: "DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))" },
  { name: 'event', type: few },
  { name: 'code', type: few },
  { name: 'label', type: few },
  { name: 'category', type: few },
  { name: 'outcome', type: few },
  { name: 'unlisted', type: 'UInt8 CODEC(ZSTD(1))' },
  { name: 'actor_type', type: few },
  // What the User column shows: e-mail, else name, else id, else type.
  { name: 'actor', type: few },
  { name: 'actor_id', type: few },
  { name: 'actor_name', type: few },
  { name: 'actor_email', type: few },
  { name: 'target_types', type: 'Array(LowCardinality(String)) CODEC(ZSTD(1))' },
  { name: 'target_ids', type: 'Array(String) CODEC(ZSTD(1))' },
  { name: 'target_names', type: 'Array(String) CODEC(ZSTD(1))' },
  { name: 'client', type: few },
  // `::` when the actor has no address; IPv4 as ::ffff:a.b.c.d.
  { name: 'ip', type: 'IPv6 CODEC(ZSTD(1))' },
  { name: 'agent_pool', type: few },
  { name: 'producer', type: few },
  { name: 'correlation_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'recorded_by', type: few },
  { name: 'error_message', type: 'String CODEC(ZSTD(1))' },
  // The Extra data column as JSON; with it everything of the CSV but two fields is here, quoted and guarded.
  { name: 'extra', type: long },
  { name: 'csv_actor', type: few },
  { name: 'csv_state', type: few },
  // Lower-case words without ids, a space around each.
  { name: 'words', type: long },
  // The line of the ledger: `assemble` makes the event of the API from it.
  { name: 'line', type: 'String CODEC(ZSTD(3))' },
];

/** Made when they are read, from what `shared-values.ts` left in the columns. */
const made: readonly Column[] = [{ name: 'body', type: `String ALIAS ${wholeLine}` }];

export const columnNames: readonly string[] = columns.map((column) => column.name);

const definition = `(
${[...columns, ...made].map((column) => `  ${column.name} ${column.type}`).join(',\n')},
  INDEX occurred_at_range occurred_at TYPE minmax GRANULARITY 1,
  INDEX id_known id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX word words TYPE text(tokenizer = 'splitByNonAlpha', posting_list_codec = 'bitpacking')
) ENGINE = MergeTree PARTITION BY toMonday(received_at) ORDER BY (organisation, sequence)
SETTINGS index_granularity = 4096, old_parts_lifetime = 480, min_bytes_for_wide_part = 268435456`;

/** Changes when a row of the same event would be written differently; rows are then made anew. */
const rowVersion = 5;

export const tableName = `events_${createHash('sha256').update(`${rowVersion}${definition}`).digest('hex').slice(0, 12)}`;

/** Database and table of the current definition, for FROM. */
export const eventsTable = `${database}.${tableName}`;

export async function createTable(client: EngineClient): Promise<void> {
  await client.command(`CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`);
  await client.command(`CREATE TABLE IF NOT EXISTS ${eventsTable} ${definition}`);
}

export async function tableExists(client: EngineClient): Promise<boolean> {
  const [count] = await client.row({
    columns: 'count()',
    rest: 'FROM system.tables WHERE database = {database:String} AND name = {current:String}',
    parameters: { database, current: tableName },
  });
  return Number(count) > 0;
}

/** Tables of earlier definitions. */
export async function oldTables(client: EngineClient): Promise<string[]> {
  const rows = await client.rows({
    columns: 'name',
    rest: 'FROM system.tables WHERE database = {database:String} AND name != {current:String}',
    parameters: { database, current: tableName },
  });
  return rows.map(([name]) => String(name)).filter((name) => /^events_[0-9a-f]{12}$/.test(name));
}

export async function dropTable(client: EngineClient, name: string): Promise<void> {
  if (!/^events_[0-9a-f]{12}$/.test(name)) throw new Error(`not a table of the index: ${name}`);
  await client.command(`DROP TABLE IF EXISTS ${database}.${name} SYNC`);
}

/** Empties the current table. */
export async function dropEvents(client: EngineClient): Promise<void> {
  await dropTable(client, tableName);
  await createTable(client);
}
