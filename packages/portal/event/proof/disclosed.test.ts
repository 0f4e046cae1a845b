import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, canonicalGroups, type NormalisedEvent, type RecordedEvent, type StoredRecord } from '@annals/events';
import { base64url, disclosure, disclosureDigest, groupLabels, groupSalt, utf8 } from '@annals/ledger';
import fc from 'fast-check';
import { compareDisclosed, type Disclosures, type EntryFields } from './disclosed.ts';

const organisation = '0199c0de-0000-7000-8000-00000000000a';
const secret = new Uint8Array(16).fill(9);
const instant = '2026-11-24T10:00:00.000Z';

interface Evidence {
  entry: EntryFields;
  disclosures: Disclosures;
  shown: RecordedEvent;
}

/** What the ledger holds of an event and what the API shows of it, made as the server makes them. */
function evidenceOf(parts: Partial<NormalisedEvent>): Evidence {
  const event: NormalisedEvent = {
    id: '0199c0de-0000-7000-8000-000000000001',
    organisation: null,
    occurred_at: null,
    event: 'tag.create',
    category: 'creation',
    outcome: 'success',
    unlisted: false,
    actor: { type: 'user', id: 'u-1', email: 'dana@example.com', ip: '192.0.2.7' },
    ...parts,
  };
  const texts = canonicalGroups(event);
  const skeleton: StoredRecord['skeleton'] = {
    actor_type: event.actor.type,
    category: event.category,
    event: event.event,
    id: event.id ?? '',
    occurred_at: instant,
    outcome: event.outcome,
    received_at: instant,
    recorded_by: 'server',
    target_types: [...new Set(event.targets?.map(({ type }) => type))],
  };
  const disclosures: Record<string, string> = {};
  const groups: StoredRecord['groups'] = {};
  for (const label of groupLabels) {
    const text = texts[label];
    if (text === undefined) continue;
    disclosures[label] = disclosure(groupSalt(secret, label), label, text);
    groups[label] = JSON.parse(text) as Record<string, unknown>;
  }
  const digests = Object.values(disclosures).map((disclosed) => disclosureDigest(disclosed));
  return { entry: { organisation, sequence: 3, skeleton, digests }, disclosures, shown: assemble({ groups, skeleton }, organisation, 3) };
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const parts = fc.record(
  {
    error_message: text,
    correlation_id: text,
    agent_pool: text,
    targets: fc.array(fc.record({ type: text, id: text }), { maxLength: 3 }),
    changes: fc.array(fc.record({ field: text, before: fc.jsonValue(), after: fc.jsonValue() }), { maxLength: 3 }),
    metadata: fc.record({ user: fc.dictionary(text, text), agent: fc.dictionary(text, text) }, { requiredKeys: [] }),
    extra: fc.dictionary(text, fc.jsonValue()),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<NormalisedEvent>>;

test('an event that is shown as it was recorded differs in nothing', () => {
  fc.assert(
    fc.property(parts, (some) => {
      const { entry, disclosures, shown } = evidenceOf(some);
      assert.deepEqual(compareDisclosed(entry, disclosures, JSON.parse(JSON.stringify(shown)) as RecordedEvent), []);
    }),
  );
});

test('whatever value is shown otherwise is named, and one that was erased must not be shown', () => {
  const { entry, disclosures, shown } = evidenceOf({ error_message: 'no', extra: { note: 'a' }, targets: [{ type: 'tag', id: 't' }] });
  const differing = (change: object): string[] => compareDisclosed(entry, disclosures, { ...shown, ...change });
  assert.deepEqual(differing({ error_message: 'yes' }), ['error_message']);
  assert.deepEqual(differing({ actor: { ...shown.actor, ip: '192.0.2.8' } }), ['actor']);
  assert.deepEqual(differing({ extra: { note: 'a', more: 1 } }), ['extra']);
  assert.deepEqual(differing({ targets: undefined }), ['targets']);
  assert.deepEqual(differing({ changes: [] }), ['changes']);
  assert.deepEqual(differing({ label: 'tag remove success', unlisted: true }), ['label', 'unlisted']);
  const { target: _, ...rest } = disclosures;
  assert.deepEqual(compareDisclosed(entry, rest, shown), ['targets']);
});

test('a disclosure of another event, of another group or changed in any bit is refused', () => {
  const { entry, disclosures, shown } = evidenceOf({ error_message: 'no' });
  const other = evidenceOf({ error_message: 'yes' });
  assert.throws(() => compareDisclosed(entry, { ...disclosures, detail: other.disclosures['detail']! }, shown), /commits to/);
  assert.throws(() => compareDisclosed(entry, { actor: disclosures['detail']! }, shown), /given as those/);
  assert.throws(() => compareDisclosed(entry, { again: disclosures['actor']!, ...disclosures }, shown), /commits to|given as/);
  const invented = base64url(utf8('["AAAAAAAAAAAAAAAAAAAAAA","detail",{"error_message":"yes"}]'));
  assert.throws(() => compareDisclosed(entry, { ...disclosures, detail: invented }, shown), /commits to/);
});
