/**
 * Columns of a Parquet file from those of the index, with the names of the API's fields. Texts are empty where the event
 * has no such value. `line` is the line of the ledger, RFC 8785 JSON, which holds everything.
 */
const columns: readonly [name: string, expression: string][] = [
  ['sequence', 'sequence'],
  ['id', 'toString(id)'],
  ['organisation', 'toString(organisation)'],
  ['occurred_at', 'occurred_at'],
  ['received_at', 'received_at'],
  ['event', 'toString(event)'],
  ['code', 'toString(code)'],
  ['label', 'toString(label)'],
  ['category', 'toString(category)'],
  ['outcome', 'toString(outcome)'],
  ['unlisted', "CAST(unlisted, 'Bool')"],
  ['error_message', 'error_message'],
  ['recorded_by', 'toString(recorded_by)'],
  ['actor.type', 'toString(actor_type)'],
  ['actor.id', 'toString(actor_id)'],
  ['actor.name', 'toString(actor_name)'],
  ['actor.email', 'toString(actor_email)'],
  ['actor.ip', "if(ip = toIPv6('::'), '', replaceRegexpOne(toString(ip), '^::ffff:', ''))"],
  ['actor.client', 'toString(client)'],
  ['target.type', 'arrayMap(x -> toString(x), target_types)'],
  ['target.id', 'target_ids'],
  ['target.name', 'target_names'],
  ['agent_pool', 'toString(agent_pool)'],
  ['producer.name', 'toString(producer)'],
  ['correlation_id', 'correlation_id'],
  ['extra_data', 'extra'],
  ['line', 'body'],
];

export const parquetColumnNames: readonly string[] = columns.map(([name]) => name);

export const parquetColumns = columns.map(([name, expression]) => `${expression} AS \`${name}\``).join(', ');

export const parquetSettings: readonly string[] = [
  "output_format_parquet_compression_method='zstd'",
  'prefer_column_name_to_alias=1',
  'output_format_parquet_string_as_string=1',
  'output_format_parquet_row_group_size=65536',
];
