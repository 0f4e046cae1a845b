import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assemble, canonicalGroups, csvRow, exactJson, type RecordedEvent, type StoredRecord } from '@annals/events';
import fc from 'fast-check';
import { anyRecorded } from '../../events/formats/testing.ts';
import { csvColumns } from './csv-columns.ts';
import { eventsTable } from './schema.ts';
import { openIndex, record, uuidOf, type IndexUnderTest } from './testing.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
let index: IndexUnderTest;
before(async () => void (index = await openIndex()));
after(() => index.close());

function stored(event: RecordedEvent): StoredRecord {
  const groups = Object.entries(canonicalGroups(event)).map(([name, text]) => [name, exactJson(text)]);
  const { category, outcome, occurred_at, actor } = event;
  return record({
    skeleton: { actor_type: actor.type, category, event: event.event, outcome, occurred_at, recorded_by: event.recorded_by },
    groups: Object.fromEntries(groups) as StoredRecord['groups'],
  });
}

test('a row of the engine is the row of the format, byte for byte, whatever stands in the event', async () => {
  const events = fc.sample(anyRecorded, 3_000);
  index.ledger.append(organisation, ...events.map(stored));
  await index.settle();
  const chunks: Buffer[] = [];
  const rest = `FROM ${eventsTable} WHERE organisation = {organisation:UUID} ORDER BY sequence`;
  for await (const chunk of index.client.texts({ columns: csvColumns, rest, parameters: { organisation } }, () => undefined))
    chunks.push(Buffer.from(chunk));
  let expected = '';
  for await (const batch of index.ledger.read(organisation, 0, events.length)) {
    for (const [at, line] of batch.lines.entries())
      expected += csvRow(assemble(exactJson(line) as StoredRecord, organisation, batch.first + at));
  }
  const [got, wanted] = [Buffer.concat(chunks).toString().split('\r\n"'), expected.split('\r\n"')];
  for (const [at, row] of wanted.entries()) assert.equal(got[at], row);
  assert.equal(got.length, wanted.length);
  assert.ok(wanted.length > events.length && expected.includes(uuidOf(3_000)));
});
