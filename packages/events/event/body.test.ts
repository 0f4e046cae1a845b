import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { catalogue } from '../catalogue/catalogue.ts';
import { metadataFields, metadataGroupOrder } from '../metadata/groups.ts';
import { assemble, canonicalGroups, withReceivedFrom } from './body.ts';
import { jcs } from './jcs.ts';
import { normalise } from './normalise.ts';
import { recordedEventSchema } from './schemas.ts';
import { actorTypes, clientNames, type GroupTexts, type NormalisedEvent, outcomes, type StoredRecord } from './types.ts';

const organisation = '0193a2e0-7c1f-7000-8000-000000000000';
const id = '0193a2e0-7c1f-7000-8000-000000000001';
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.isWellFormed());
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter(
    (value) =>
      JSON.stringify(value).isWellFormed() &&
      normalise({ event: 'x', actor: { type: 'user' }, extra: { value } }, { strict: false, allowReserved: false }).ok,
  );

const fieldValue = {
  string: text,
  id: text,
  strings: fc.array(text, { maxLength: 3 }),
  integer: fc.maxSafeInteger(),
  boolean: fc.boolean(),
  ip: fc.constantFrom('10.0.0.1', '2001:db8::1'),
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
  user_agent: fc.oneof(text, fc.constant('x","user_agent":"y')),
  client: fc.constantFrom(...clientNames),
};
const anyEvent = fc.record(
  {
    event: fc.constantFrom(...catalogue.filter((entry) => !entry.reserved).map((entry) => entry.id), 'billing.pay'),
    outcome: fc.constantFrom(...outcomes),
    occurred_at: fc.constant('2026-11-24T11:25:00.000Z'),
    error_message: text,
    actor: fc.record({ ...principal, on_behalf_of: fc.record(principal, { requiredKeys: ['type'] }) }, { requiredKeys: ['type'] }),
    targets: fc.array(fc.record({ type: fc.stringMatching(/^[a-z]{1,8}$/), id: text, name: text }, { requiredKeys: ['type', 'id'] }), {
      minLength: 1,
      maxLength: 3,
    }),
    agent_pool: text,
    metadata,
    changes: fc.array(fc.record({ field: text, before: json, after: json }, { requiredKeys: ['field'] }), { minLength: 1, maxLength: 3 }),
    correlation_id: text,
    producer: fc.record({ name: text, sequence: fc.nat(), host: text, pid: fc.nat(), event_id: text }, { requiredKeys: ['name'] }),
    extra: fc.dictionary(text, json, { maxKeys: 4 }),
  },
  { requiredKeys: ['event', 'actor', 'occurred_at'] },
);

function normalised(input: unknown): NormalisedEvent {
  const result = normalise(input, { strict: false, allowReserved: false });
  assert.ok(result.ok, JSON.stringify(result));
  return result.event;
}

function stored(event: NormalisedEvent, groups: GroupTexts, receivedAt = '2026-11-24T11:25:04.000Z'): StoredRecord {
  const record: StoredRecord = {
    groups: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, JSON.parse(value) as Record<string, unknown>])),
    skeleton: {
      actor_type: event.actor.type,
      category: event.category,
      event: event.event,
      id,
      occurred_at: event.occurred_at ?? receivedAt,
      outcome: event.outcome,
      received_at: receivedAt,
      recorded_by: 'server',
      target_types: [],
    },
  };
  return JSON.parse(jcs(record)) as StoredRecord;
}

describe('an event and its groups', () => {
  it('assembling undoes splitting, and the groups are canonical', () => {
    fc.assert(
      fc.property(anyEvent, (input) => {
        const event = normalised(input);
        const groups = canonicalGroups(event);
        for (const value of Object.values(groups)) assert.equal(jcs(JSON.parse(value)), value);
        const recorded = assemble(stored(event, withReceivedFrom(groups, '203.0.113.9')), organisation, 42);
        const {
          sequence,
          received_at: _at,
          received_from,
          recorded_by: _by,
          code: _code,
          label: _label,
          original_name: _name,
          skew_ms,
          ...rest
        } = recorded;
        assert.deepEqual([sequence, received_from, skew_ms], [42, '203.0.113.9', 0]);
        assert.deepEqual(JSON.parse(jcs({ ...rest, id: null, organisation: null })), JSON.parse(jcs(event)));
        const schema = recordedEventSchema.safeParse(recorded);
        assert.ok(schema.success, String(schema.error));
      }),
      { numRuns: 500 },
    );
  });

  it('the address of receipt lands in its place whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.record(
          { client: text, host: text, ip: text, user_agent: fc.oneof(text, fc.constant('{"user_agent":","user_agent":')) },
          { requiredKeys: [] },
        ),
        (net) => {
          const groups: GroupTexts = Object.keys(net).length === 0 ? {} : { net: jcs(net) };
          assert.equal(withReceivedFrom(groups, '::1').net, jcs({ ...net, received_from: '::1' }));
          assert.equal(withReceivedFrom(groups, null), groups);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('empty groups are left out', () => {
    assert.deepEqual(
      canonicalGroups(
        normalised({
          event: 'auth.login',
          actor: { type: 'user' },
          metadata: { user: {}, agent: {} },
          extra: {},
          targets: [],
          changes: [],
        }),
      ),
      {},
    );
  });

  it('what was erased is absent, the rest stays', () => {
    const event = normalised({
      event: 'auth.login',
      occurred_at: '2026-11-24T11:25:00Z',
      actor: { type: 'user', email: 'dana@example.com', ip: '::1' },
      metadata: { user: { user_id: '1' } },
    });
    const record = stored(event, canonicalGroups(event));
    delete record.groups.actor;
    const recorded = assemble(record, organisation, 0);
    assert.deepEqual([recorded.actor, recorded.metadata, recorded.label], [{ type: 'user', ip: '::1' }, undefined, 'auth login success']);
  });

  it('skew is marked beyond five seconds either way', () => {
    const event = normalised({ event: 'auth.login', occurred_at: '2026-11-24T11:25:00Z', actor: { type: 'user' } });
    const skew = (receivedAt: string) => assemble(stored(event, {}, receivedAt), organisation, 0).skew_ms;
    assert.deepEqual(['2026-11-24T11:25:05.000Z', '2026-11-24T11:25:05.001Z', '2026-11-24T11:24:54.999Z'].map(skew), [0, 5001, -5001]);
  });
});
