import { type CatalogueEntry, exampleOf, lineFormats, namesOf, type RecordedEvent } from '@annals/events';

/** The example of an entry as it would be recorded: ids are made up, the rest is what the server would say. */
export function recordedExample(entry: CatalogueEntry): RecordedEvent {
  const example = exampleOf(entry);
  return {
    id: '0198c3a6-4d1e-7c55-9a51-5f7a2d1f1f10',
    organisation: '0198c3a6-0000-7000-8000-000000000001',
    sequence: 42,
    event: entry.id,
    ...namesOf(entry, entry.id, entry.defaultOutcome, example.metadata?.action?.['action_type']),
    category: entry.category,
    outcome: entry.defaultOutcome,
    unlisted: false,
    occurred_at: example.occurred_at,
    received_at: new Date(Date.parse(example.occurred_at) + 120).toISOString(),
    recorded_by: entry.reserved ? 'server' : 'key:0198c3a6-0000-7000-8000-00000000000a',
    skew_ms: 0,
    actor: example.actor,
    ...(example.error_message === undefined ? {} : { error_message: example.error_message }),
    ...(example.targets === undefined ? {} : { targets: example.targets }),
    ...(example.metadata === undefined ? {} : { metadata: example.metadata }),
  };
}

export const exampleFormats = ['json', 'syslog', 'lightrun', 'csv'] as const;
export type ExampleFormat = (typeof exampleFormats)[number];

/** The event in a format, by the code that writes exports. */
export function exampleText(event: RecordedEvent, format: ExampleFormat): string {
  if (format === 'json') return JSON.stringify(event, null, 2);
  const writer = lineFormats[format === 'csv' ? 'csv' : format === 'syslog' ? 'syslog-rfc5424' : 'syslog-lightrun'].writer();
  return `${writer.header}${writer.line(event)}`.replaceAll('\r\n', '\n').trimEnd();
}
