import {
  exampleEnterprise,
  exportFormatNames,
  exportFormats,
  lineFormatOf,
  type LineFormatName,
  excelCellUnits,
  exportColumns,
  exportFileName,
  importFormats,
  lineFormats,
  pageColumns,
  syslogLightrun,
  syslogRfc5424,
  type RecordedEvent,
} from '../../packages/events/index.ts';
import { variables } from '../../packages/server/base/variables.ts';
import { parquetTable } from '../../packages/server/index/parquet-columns.ts';
import { cell, generated } from './markdown.ts';

/** docs/formats.md: what exported files hold and how each is read back; lists and examples come from the formats themselves. */
export function renderFormats(): string {
  const formats = exportFormatNames.flatMap((format) => {
    const { says, mime, extension, profiles } = exportFormats[format];
    const row = (profile: string, sentence: string, type: string, tells: string): string =>
      `| \`${format}\` | ${profile} | ${cell(sentence)} | \`${type}\` | \`.${extension}\` | ${tells} |`;
    const line = (name: LineFormatName, profile: string): string => {
      const one = lineFormats[name];
      return row(profile, one.says, one.mime, one.lossless ? 'everything' : 'what it has a place for');
    };
    if (profiles !== null) return Object.entries(profiles).map(([profile, name]) => line(name, `\`${profile}\``));
    const name = lineFormatOf(format, null);
    return [name === null ? row('', says, mime, 'what it has a place for') : line(name, '')];
  });
  const page = pageColumns.map(({ name, says }) => `| ${name} | ${cell(says)} |`);
  const others = exportColumns.slice(pageColumns.length).map(({ name, says }) => `| \`${name}\` | ${cell(says)} |`);
  const imports = Object.entries(importFormats).map(
    ([name, { says, repeats }]) => `| \`${name}\` | ${cell(says)} | ${repeats ? 'two events' : 'one event'} |`,
  );
  const parquet = parquetTable.map((column) => `| \`${column.name}\` | ${column.type} | ${cell(column.says)} |`);
  const name = exportFileName({ now: new Date('2026-11-24T11:25:53Z'), extension: 'csv', prefix: variables.ANNALS_EXPORT_PREFIX.fallback });
  return `${generated('tools/docs/formats.ts and packages/events/formats')}
# Formats of files

| Format | Profile | | Type | Name ends in | Tells |
|---|---|---|---|---|---|
${formats.join('\n')}

A profile that is not named is the first of its format. All but Parquet are UTF-8, one event after the other. Instants are
UTC with milliseconds, but for the Lightrun layout, which has seconds. A file is named \`${name}\`; \`ANNALS_EXPORT_PREFIX\` sets what it begins with, and \`lightrun\` makes the name of
the original page.

## CSV

RFC 4180: every field in double quotes, quotes doubled, CR LF, a header. Eight columns, in this order, unless others are
chosen:

| Column | Holds |
|---|---|
${page.join('\n')}

Their meaning is fixed. Text is a cell as it is, what is absent is an empty cell, everything else is JSON: several
expressions stand as \`["a","b"]\`.

### The guard of \`safe\` and \`excel\`

A spreadsheet evaluates a cell that begins like a formula, quotes or not. So an apostrophe is put in front of a cell that
begins with \`=\`, \`+\`, \`-\`, \`@\`, their full-width forms, a tab, a line end or NUL, spaces and invisible characters
before it not counted. A spreadsheet that splits at semicolons or tabs, as where the comma is the decimal sign, ends cells
within a value; so the same apostrophe is put behind a semicolon, a tab or a line end within a value, where a formula would
begin there.

It can be taken away exactly, because a value that has apostrophes in that place already gets one more:

1. Behind each \`;\`, tab, CR or LF that is followed by an apostrophe, then any apostrophes, quotes and skipped characters,
   then one of \`=+-@＝＋－＠\` or NUL: remove one apostrophe.
2. If the cell then begins with an apostrophe, and behind it stand any apostrophes, then skipped characters, then one of
   those signs, a tab, CR or LF: remove the first character.

Skipped are U+0020, U+00A0, U+1680, U+2000 to U+200D, U+202F, U+205F, U+2060, U+3000 and U+FEFF. \`unguardCell\` of
\`@annals/events\` does it. A text import that is told to split at spaces is not guarded against.

\`raw\` has no guard: a reader of RFC 4180 gets every value byte for byte. It is for programs.

### \`excel\`

Begins with a byte order mark. A sheet has ${lineFormats['csv-excel'].eventsPerFile! + 1} rows, so a longer export is several files, each with a header; their
names end in \`-1\`, \`-2\` and so on. A cell takes ${excelCellUnits} UTF-16 units: a longer one is cut there and ends in
\`… [cut: 40000 characters in all; the raw profile and NDJSON have them]\`, and the export says how many were cut. Like every
spreadsheet, Excel shows a text that looks like a number or a date as one: compare ids in another format.

### Columns to choose from

| Column | Holds |
|---|---|
${others.join('\n')}
| \`extra.<key>\` | A value the producer added; deeper keys joined with dots |

The page's eight can be chosen by their names too.

## NDJSON

One JSON object a line, ended by LF: the event as \`GET /v1/events\` prints it, with \`leaf_hash\` where the export has it.
Nothing is left out; it is what to keep and to compute with.

## Parquet

Made by the search engine, compressed with zstd in itself. A text is empty where the event has no such value.

| Column | Type | Holds |
|---|---|---|
${parquet.join('\n')}

## Syslog, profile \`rfc5424\`

${block(syslogRfc5424.writer({ host: 'audit.example.com', pid: 4711, softwareVersion: '0.1.0' }).line(sample, 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA='))}

| Part | Holds |
|---|---|
| PRI | Facility 13, log audit: \`<110>\` success, \`<109>\` unknown, \`<108>\` failure |
| TIMESTAMP | occurred_at; received_at where that is in 2100 or later, because rsyslog takes no such year: then \`occurredAt\` has it |
| HOSTNAME, PROCID | Host and process of the event's producer, else of the server. Characters that are in no name of a host become \`_\`: syslog-ng refuses a line for a colon |
| APP-NAME | \`Annals\` |
| MSGID | The category; \`authn\` for authentication |
| \`origin\`, \`timeQuality\`, \`meta\` | Software and version; that instants have a zone; \`sequenceId\` is the sequence plus 1, and begins again at 1 behind 2147483647 |
| \`audit@…\` | The page's fields actorType, actorId, eventType, event, outcome, target (the first), details (the sentence); then ids, label, sequence, \`leafHash\`, \`receivedAt\`, who recorded it, and the error message |
| \`actor@…\`, \`producer@…\` | Who acted, for whom (\`on_behalf_of_…\`), what sent it |
| \`user@…\`, \`action@…\`, \`system@…\`, \`agent@…\` | Each group of metadata; lists as JSON |
| Message | The whole event as JSON in printable ASCII |

The number behind the \`@\` is \`ANNALS_SYSLOG_ENTERPRISE_NUMBER\`; ${exampleEnterprise} is IANA's for examples, one of your own is free of
charge. Structured data is for searching: empty values are left out, control and direction characters stand as
\`\\u{202e}\`, names are cut to 32 characters, and no name stands twice. The message is the truth: it is the same event,
whatever a receiver makes of the rest, and \`extra\`, \`changes\` and further targets are only there.

Lines end in LF and have no other control character. They are not cut: one may have some hundred kilobytes, so give a receiver a
\`maxMessageSize\` (rsyslog) or \`log-msg-size\` (syslog-ng) of 1 MiB. On a stream, send them with octet counting.

## Syslog, profile \`lightrun\`

The three lines of the original page, for files alone: without a priority no receiver takes them.

${block(syslogLightrun.writer().line(sample))}

TIMESTAMP is received_at without fractions. \`HOSTNAME\`, PROCID and APP-NAME \`Lightrun\` as above; MSGID is empty, so the first
line ends in a space. The page's sample prints four of the seven fields of its table. An agent that did something itself, and did it well, is printed
like the sample; every other event has all seven: \`actorType\` (User, Agent, System), \`target\` and \`details\`, the sentence.
Metadata are under the page's names: \`ignore_qouta\`, \`api_version\`, \`expression\`, \`user_group\`.

Where it differs from what the page shows, because values there have no quotes and could forge fields and records:

* control characters and line separators in a value become a space;
* \`]\` becomes \`\\]\`, and the \`=\` of what looks like a field behind a space becomes \`\\=\`; backslashes before one of these and at the end
  of a value are doubled. Every other value is as it is;
* a key is one word: space, \`=\`, brackets, quotes and backslashes become \`_\`; a key of \`extra\` that is a field of the event or of metadata gets
  \`extra.\` in front;
* an API key, a service and an AI agent print as System, an agent pool as Agent;
* \`outcome\` may be \`unknown\`.

The event's id, sequence, occurred_at, changes and correlation have no place in it.

## What is imported

\`annals import --format <format> [files…]\` records what another system exported, gzip or not; without files it reads stdin. It needs
\`ANNALS_URL\` and a key with \`events:write\` in \`ANNALS_KEY\`.

| Format | Reads | Equal records are |
|---|---|---|
${imports.join('\n')}

* The id of an event is made of its record: a second run, and one after a run that broke off, records nothing twice.
* A damaged record is named by file, number and line, and left out; the others are recorded, and the command ends with 1.
* Labels, codes and the names of the page become events of the catalogue. Where the name, a date, a type or a value does
  not map, it is kept in \`extra\` with its text, and the end of the run says how often. An event of Annals itself becomes \`imported.annals.…\`.
* Records of Syslog have no ids: what stands twice in a file is two events, what stands in two files is one.
* The vendor's own id and its host and process stand in \`producer\`.
* Instants are RFC 3339, milliseconds or seconds since 1970, or the portal's \`29/08/22 12:19:51\`; without a zone they are read
  in \`--zone\`, UTC by default, the text is kept, and the report says so. A file that is read again in another zone is refused as a conflict of ids.
* \`--dry-run\` asks no server and tells what would be recorded; with \`--json\` it prints the events.
`;
}

function block(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\``;
}

const agent = 'd885cc7b-344f-44aa-a853-0a261a844d8d';
const sample: RecordedEvent = {
  id: '0199c0de-0000-7000-8000-000000000001',
  organisation: '0199c0de-0000-7000-8000-00000000000a',
  sequence: 41,
  event: 'agent.remove',
  code: 'REMOVED_AGENT_FAILURE',
  label: 'agent remove failure',
  original_name: null,
  category: 'deletion',
  outcome: 'failure',
  unlisted: false,
  occurred_at: '2026-11-24T10:00:00.000Z',
  received_at: '2026-11-24T10:00:00.250Z',
  skew_ms: 0,
  recorded_by: 'key:0199c0de-0000-7000-8000-0000000000ff',
  actor: { type: 'user', email: 'dana@example.com' },
  targets: [{ type: 'agent', id: agent, name: 'web-1 (pid 72850)' }],
  error_message: 'busy [3]',
  metadata: { agent: { agent_id: agent, agent_name: 'web-1 (pid 72850)', agent_pid: 72850, tags: ['a', 'b'] } },
  producer: { name: 'platform', host: '10.50.29.9', pid: 72850 },
};
