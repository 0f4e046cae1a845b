import fc from 'fast-check';

import { catalogue, findEvent } from '../catalogue/catalogue.ts';
import { namesOf } from '../catalogue/names.ts';
import { exactJson } from '../event/exact-json.ts';
import { inspectValue } from '../event/inspect.ts';
import { actorTypes, categories, clientNames, outcomes, type RecordedEvent } from '../event/types.ts';
import { metadataFields, metadataGroupOrder } from '../metadata/groups.ts';
import { type SdElement } from './rfc5424.ts';

/** Recorded events whose texts try to break out of every format, and readers that are stricter than most receivers. */
export const hostileTexts: readonly string[] = [
  ...[
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\0=1',
    '  =1',
    "'=1",
    '＝1',
    '=HYPERLINK("http://x","y")',
    "=cmd|'/C calc'!A0",
  ],
  ...[
    'a] b',
    ']',
    '[',
    '"',
    '\\',
    '\\]',
    '\\\\]',
    'x=1 outcome=failure',
    'x\n[outcome=failure]',
    ' a=b',
    'a b\\=',
    '\\',
    'x y\\\\=',
    'i % 10 == 0',
  ],
  ...[
    'arr[0]',
    'line\r\nbreak',
    'a,"b"',
    '\u0000',
    '\u0001\u001b[31m',
    '\u007f',
    '\u0085x',
    '\u2028x',
    '\u202ereversed',
    '\ufeffbom',
    'é',
    '😀',
  ],
  ...['<110>1 2022-08-29T12:19:51Z h a p m - x', '[audit@32473 outcome="failure"]', '#012', '{"a":1}', '-', '', ' ', '%s%n', 'ﷺ', '\ufffe'],
];

const text = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => value.isWellFormed()),
  fc.string({ unit: fc.constantFrom('\\', ']', '[', '=', ' ', '"', "'", ',', '\n', '\r', '\u0085', 'a', 'b', '\t'), maxLength: 12 }),
);
/** Of what a server takes: exact integers, whole Unicode. */
const json = fc
  .jsonValue({ maxDepth: 2 })
  .filter(
    (value) =>
      inspectValue(value) === null && !JSON.stringify(value, (_, item: unknown) => (Object.is(item, -0) ? '-0' : item)).includes('"-0"'),
  );
const instant = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((value) => value.toISOString());
const received = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((value) => value.toISOString());
const uuid = fc.uuid();

const fieldValue = {
  string: text,
  id: text,
  strings: fc.array(text, { maxLength: 3 }),
  integer: fc.maxSafeInteger(),
  boolean: fc.boolean(),
  ip: fc.constantFrom('10.0.0.1', '2001:db8::1', 'no address'),
};
const metadata = fc.record(
  Object.fromEntries(
    metadataGroupOrder.map((group) => [
      group,
      fc.record(Object.fromEntries(metadataFields[group].map((field) => [field.name, fieldValue[field.type]])), { requiredKeys: [] }),
    ]),
  ),
  { requiredKeys: [] },
);
const principal = {
  type: fc.constantFrom(...actorTypes),
  id: text,
  name: text,
  email: text,
  ip: fc.constantFrom('192.0.2.1', '::1'),
  host: text,
  user_agent: text,
  client: fc.constantFrom(...clientNames),
};

export const anyRecorded: fc.Arbitrary<RecordedEvent> = fc
  .record(
    {
      id: uuid,
      organisation: uuid,
      sequence: fc.oneof(fc.nat(), fc.constantFrom(2_147_483_646, 2_147_483_647, 2 ** 52)),
      event: fc.constantFrom(...catalogue.map((entry) => entry.id), 'billing.pay'),
      outcome: fc.constantFrom(...outcomes),
      occurred_at: instant,
      received_at: received,
      received_from: fc.constantFrom('203.0.113.9', '2001:db8::9'),
      recorded_by: fc.constantFrom('server', 'key:0193a2e0-7c1f-7000-8000-000000000000'),
      skew_ms: fc.constantFrom(0, -86_400_000, 5_001),
      category: fc.constantFrom(...categories),
      error_message: text,
      actor: fc.record({ ...principal, on_behalf_of: fc.record(principal, { requiredKeys: ['type'] }) }, { requiredKeys: ['type'] }),
      targets: fc.array(
        fc.record({ type: fc.constantFrom('agent', 'action', 'user'), id: text, name: text }, { requiredKeys: ['type', 'id'] }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      agent_pool: text,
      metadata,
      changes: fc.array(fc.record({ field: text, before: json, after: json }, { requiredKeys: ['field'] }), { minLength: 1, maxLength: 3 }),
      correlation_id: text,
      producer: fc.record(
        {
          name: text,
          sequence: fc.nat(),
          host: fc.oneof(text, fc.constantFrom('web-1', '::1', 'host:8080', '[::1]')),
          pid: fc.nat(),
          event_id: text,
        },
        { requiredKeys: ['name'] },
      ),
      extra: fc.dictionary(text, json, { maxKeys: 4, noNullPrototype: true }),
      redacted: fc.array(text, { maxLength: 2 }),
    },
    {
      requiredKeys: [
        ...(['id', 'organisation', 'sequence', 'event', 'outcome', 'occurred_at', 'received_at', 'recorded_by', 'skew_ms'] as const),
        ...(['category', 'actor'] as const),
      ],
    },
  )
  .map((made): RecordedEvent => {
    const entry = findEvent(made.event);
    const names = namesOf(entry, made.event, made.outcome, made.metadata?.['action']?.['action_type']);
    const event = { ...made, ...names, unlisted: entry === undefined, category: entry?.category ?? made.category };
    return exactJson(JSON.stringify(event)) as RecordedEvent;
  });

export interface Rfc5424Message {
  priority: number;
  timestamp: string;
  hostname: string;
  appName: string;
  procId: string;
  msgId: string;
  data: SdElement[];
  message: string;
}

const header =
  /^<(0|[1-9]\d{0,2})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) /;
const sdName = /[!#-<>-\\^-~]{1,32}/y;
const paramValue = /"((?:[^"\\\]]|\\["\\\]])*)"/y;

/** One line by the letter of RFC 5424 with our own stricter rules: no raw control character, no name twice, an ASCII message. */
export function parseRfc5424(line: string): Rfc5424Message {
  const head = header.exec(line);
  if (!head) throw new SyntaxError(`the header is not RFC 5424: ${line.slice(0, 80)}`);
  if (/[\u0000-\u001f\u007f-\u009f]/.test(line)) throw new SyntaxError('a raw control character');
  let at = head[0].length;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (!found) throw new SyntaxError(`structured data breaks off at ${at}: ${line.slice(at, at + 40)}`);
    at = pattern.lastIndex;
    return found[1] ?? found[0];
  };
  const data: SdElement[] = [];
  while (line[at] === '[') {
    at += 1;
    const id = take(sdName);
    const params: [string, string][] = [];
    while (line[at] === ' ') {
      at += 1;
      const name = take(sdName);
      take(/=/y);
      params.push([name, take(paramValue).replace(/\\(["\\\]])/g, '$1')]);
    }
    take(/\]/y);
    if (new Set(params.map(([name]) => name)).size < params.length) throw new SyntaxError(`a parameter of ${id} stands twice`);
    data.push({ id, params });
  }
  if (new Set(data.map(({ id }) => id)).size < data.length) throw new SyntaxError('an element stands twice');
  take(/ /y);
  const message = line.slice(at);
  if (!/^[ -~]*$/.test(message)) throw new SyntaxError('the message is not ASCII');
  const [, priority, timestamp = '', hostname = '', appName = '', procId = '', msgId = ''] = head;
  if (Number(priority) > 191) throw new SyntaxError('the priority is beyond 191');
  return { priority: Number(priority), timestamp, hostname, appName, procId, msgId, data, message };
}

/** The event that a line was made of, and the hash of its leaf if it was given. */
export function parseRfc5424Event(line: string): { event: RecordedEvent; leafHash: string | undefined } {
  const { leaf_hash: leafHash, ...event } = exactJson(parseRfc5424(line).message) as RecordedEvent & { leaf_hash?: string };
  return { event, leafHash };
}
