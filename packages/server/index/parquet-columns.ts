interface ParquetColumn {
  name: string;
  /** As a reader of the file sees it. */
  type: string;
  says: string;
  /** Of the engine. */
  expression: string;
}

/**
 * Columns of a Parquet file from those of the index, with the names of the API's fields. Texts are empty where the event
 * has no such value. `line` is the line of the ledger, RFC 8785 JSON, which holds everything.
 */
export const parquetTable: readonly ParquetColumn[] = [
  { name: 'sequence', type: 'UINT64', says: 'Number of the event in its organisation', expression: 'sequence' },
  { name: 'id', type: 'STRING', says: 'Id of the event', expression: 'toString(id)' },
  { name: 'organisation', type: 'STRING', says: 'Id of the organisation', expression: 'toString(organisation)' },
  { name: 'occurred_at', type: 'TIMESTAMP', says: 'When it occurred, UTC, milliseconds', expression: 'occurred_at' },
  { name: 'received_at', type: 'TIMESTAMP', says: 'When it was received, UTC, milliseconds', expression: 'received_at' },
  { name: 'event', type: 'STRING', says: 'Id of the event in the catalogue', expression: 'toString(event)' },
  { name: 'code', type: 'STRING', says: 'Code with the outcome', expression: 'toString(code)' },
  { name: 'label', type: 'STRING', says: 'Label with the outcome', expression: 'toString(label)' },
  { name: 'category', type: 'STRING', says: 'Category', expression: 'toString(category)' },
  { name: 'outcome', type: 'STRING', says: 'Outcome', expression: 'toString(outcome)' },
  { name: 'unlisted', type: 'BOOLEAN', says: 'Is it not in the catalogue?', expression: "CAST(unlisted, 'Bool')" },
  { name: 'error_message', type: 'STRING', says: 'Why it failed', expression: 'error_message' },
  { name: 'recorded_by', type: 'STRING', says: 'Key or session that recorded it', expression: 'toString(recorded_by)' },
  { name: 'actor.type', type: 'STRING', says: 'Kind of who acted', expression: 'toString(actor_type)' },
  { name: 'actor.id', type: 'STRING', says: 'Id of who acted', expression: 'toString(actor_id)' },
  { name: 'actor.name', type: 'STRING', says: 'Name of who acted', expression: 'toString(actor_name)' },
  { name: 'actor.email', type: 'STRING', says: 'E-mail of who acted', expression: 'toString(actor_email)' },
  {
    name: 'actor.ip',
    type: 'STRING',
    says: 'Address of who acted',
    expression: "if(ip = toIPv6('::'), '', replaceRegexpOne(toString(ip), '^::ffff:', ''))",
  },
  { name: 'actor.client', type: 'STRING', says: 'Client the actor used', expression: 'toString(client)' },
  {
    name: 'target.type',
    type: 'list of STRING',
    says: 'Kinds of what was acted on',
    expression: 'arrayMap(x -> toString(x), target_types)',
  },
  { name: 'target.id', type: 'list of STRING', says: 'Ids of what was acted on', expression: 'target_ids' },
  { name: 'target.name', type: 'list of STRING', says: 'Names of what was acted on', expression: 'target_names' },
  { name: 'agent_pool', type: 'STRING', says: 'Agent pool', expression: 'toString(agent_pool)' },
  { name: 'producer.name', type: 'STRING', says: 'Program that sent it', expression: 'toString(producer)' },
  { name: 'correlation_id', type: 'STRING', says: 'Id that joins events of one process', expression: 'correlation_id' },
  { name: 'extra_data', type: 'STRING', says: 'Error message, metadata and extra as one JSON object', expression: 'extra' },
  { name: 'line', type: 'STRING', says: 'The line of the ledger, RFC 8785 JSON: everything that was recorded', expression: 'body' },
];

export const parquetColumnNames: readonly string[] = parquetTable.map(({ name }) => name);

export const parquetColumns = parquetTable.map(({ name, expression }) => `${expression} AS \`${name}\``).join(', ');

export const parquetSettings: readonly string[] = [
  "output_format_parquet_compression_method='zstd'",
  'prefer_column_name_to_alias=1',
  'output_format_parquet_string_as_string=1',
  'output_format_parquet_row_group_size=65536',
];
