import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { actorText } from '../../event/actor-text.ts';
import { normalise } from '../../event/normalise.ts';
import type { RecordedEvent } from '../../event/types.ts';
import { lineFormats } from '../formats.ts';
import { anyRecorded, hostileTexts } from '../testing.ts';
import { importFormatNames, importFormats } from './import-formats.ts';
import { fields, metadata, readAll } from './testing.ts';

const { 'lightrun-csv': csv, 'lightrun-syslog': syslog } = importFormats;

/** Every text and number in a value, by its text; for what may lose its type and its place but not its content. */
function leaves(value: unknown, found: string[] = []): string[] {
  if (Array.isArray(value)) for (const item of value) leaves(item, found);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) leaves(item, found);
  else if (value !== undefined) found.push(typeof value === 'string' ? value : JSON.stringify(value));
  return found;
}

const kept = (event: RecordedEvent): unknown => [event.metadata, event.extra, event.error_message, actorText(event.actor)];

describe('what Annals writes in the page’s layouts', () => {
  it('comes back from CSV with everything the eight columns have', () => {
    fc.assert(
      fc.property(fc.array(anyRecorded, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 400 }), (given, piece) => {
        const writer = lineFormats['csv-raw'].writer();
        const items = readAll(csv, writer.header + given.map((one) => writer.line(one)).join(''), piece);
        assert.equal(items.length, given.length, JSON.stringify(items));
        for (const [at, one] of given.entries()) {
          const item = items[at];
          assert.ok(item && 'event' in item, JSON.stringify(item));
          const { event } = item;
          assert.equal(event.occurred_at, one.occurred_at);
          assert.equal(event.outcome, one.outcome);
          assert.equal(event.producer?.event_id, one.id);
          assert.equal(event.actor.type, one.actor.type);
          const read = leaves([event.metadata, event.extra, event.error_message, actorText(event.actor), event.agent_pool]);
          for (const leaf of leaves(kept(one)))
            assert.ok(read.includes(leaf), `${leaf} of ${JSON.stringify(one)} is not in ${JSON.stringify(event)}`);
          const result = normalise(event, { strict: false, allowReserved: false });
          assert.ok(result.ok, JSON.stringify(result));
          if (!one.event.startsWith('annals.')) assert.equal(result.event.event, one.event.replace('billing.pay', 'billing pay'));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes back from Syslog, but for control characters', () => {
    const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
    fc.assert(
      fc.property(fc.array(anyRecorded, { minLength: 1, maxLength: 3 }), fc.boolean(), fc.boolean(), (given, absent, table) => {
        const writer = lineFormats['syslog-lightrun'].writer({
          hostname: absent ? 'absent' : 'present',
          ...(table && { msgid: 'table', eventType: 'table' }),
        });
        const items = readAll(syslog, given.map((one) => writer.line(one)).join(''), 100);
        assert.equal(items.length, given.length, JSON.stringify(items));
        for (const [at, one] of given.entries()) {
          const item = items[at];
          assert.ok(item && 'event' in item, JSON.stringify(item));
          assert.equal(item.event.occurred_at, `${one.received_at.slice(0, 19)}.000Z`);
          assert.equal(item.event.outcome, one.outcome);
          // A value that is no text stands as JSON.
          const read = JSON.stringify([item.event.metadata, item.event.extra, item.event.error_message]);
          const texts = `${leaves([item.event.metadata, item.event.extra, item.event.error_message]).join('\n')}\n${read}`;
          for (const leaf of leaves([one.metadata, one.extra, one.error_message]))
            assert.ok(
              texts.includes(plain(leaf)) || texts.includes(plain(JSON.stringify(leaf).slice(1, -1))),
              `${leaf} of ${JSON.stringify(one)} is not in ${read}`,
            );
          const result = normalise(item.event, { strict: false, allowReserved: false });
          assert.ok(result.ok, JSON.stringify(result));
          if (!one.event.startsWith('annals.')) assert.equal(result.event.event, one.event.replace('billing.pay', 'BILLING_PAY'));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('hostile input', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(...hostileTexts),
    fc.constantFrom(
      ...[
        'Date,Event Type\n',
        'Date;Actor;Event Type;EXTRA DATA\n',
        '2022-08-29T12:19:51Z,auth login success\n',
        '"',
        '""',
        '\n',
        '\r\n',
        ',',
        '{',
        '}',
        '[',
        ']',
        '":',
        '\\',
      ],
      ...[
        '1 2022-08-29T12:19:51Z h Lightrun 1 \n',
        `${fields}\n`,
        `${metadata}\n`,
        '{"event_timestamp":1721037600123,"event_type":"x"}',
        '{"event_data":"{}"',
        ',"a":1}',
      ],
      ...['9'.repeat(20), '__proto__', '{"__proto__":1}', '[__proto__=1]\n', '\u0000'],
    ),
  );
  for (const name of importFormatNames) {
    it(`of ${name} is read or named, the same in any pieces, and an event of it is one that a server takes`, () => {
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 50 }), (pieces, length) => {
          const text = pieces.join('');
          const items = readAll(importFormats[name], text, length);
          assert.deepEqual(items, readAll(importFormats[name], text));
          for (const [at, item] of items.entries()) {
            assert.equal(item.number, at + 1);
            if ('event' in item && JSON.stringify(item.event).isWellFormed()) {
              const result = normalise(item.event, { strict: false, allowReserved: false });
              assert.ok(result.ok, JSON.stringify([item, result]));
            }
          }
        }),
        { numRuns: 3_000 },
      );
    });
  }
});
