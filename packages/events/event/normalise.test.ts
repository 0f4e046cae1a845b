import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { normalise } from './normalise.ts';
import type { NormalisedEvent } from './types.ts';

const base = { event: 'agent.remove', outcome: 'success', actor: { type: 'agent', id: 'a1' } };
const open = { strict: false, allowReserved: false };
const strict = { strict: true, allowReserved: false };

function read(input: unknown, options = open): { event: NormalisedEvent; warnings: string[] } {
  const result = normalise(input, options);
  assert.ok(result.ok, JSON.stringify(result));
  return { event: result.event, warnings: result.warnings.map((one) => `${one.pointer} ${one.code}`) };
}

function refused(input: unknown, options = open): string[] {
  const result = normalise(input, options);
  assert.ok(!result.ok, JSON.stringify(result));
  assert.ok(result.errors.length > 0);
  return [result.code, ...result.errors.map((one) => `${one.pointer} ${one.code}`)];
}

describe('metadata', () => {
  it('is read under the names of the page and its sample, and written under ours', () => {
    const { event, warnings } = read({
      ...base,
      metadata: {
        agent: { api_version: '1.7', 'runtime environment': 'Java', agent_pid: 72850 },
        action: { ignore_qouta: true, expression: 'a + b', 'file_name, line': 'Foo.java, 12' },
        user: { user_type: 'Member', user_group: ['A', 'B'], userId: 4711 },
      },
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual(event.metadata, {
      user: { user_groups: ['A', 'B'], user_id: '4711', user_types: ['Member'] },
      action: { expressions: ['a + b'], file_name: 'Foo.java', ignore_quota: true, line: 12 },
      agent: { agent_api_version: '1.7', agent_pid: 72850, runtime_environment: 'Java' },
    });
  });

  it('of a wrong type is refused by pointer', () => {
    const metadata = {
      agent: { agent_pid: 'x', api_version: 1.7 },
      action: { line: '12', ignore_quota: 'no', expressions: [1] },
      user: { user_id: true },
      system: [],
    };
    assert.deepEqual(refused({ ...base, metadata }).sort(), [
      '/metadata/action/expressions/0 type',
      '/metadata/action/ignore_quota type',
      '/metadata/action/line type',
      '/metadata/agent/agent_pid type',
      '/metadata/agent/api_version type',
      '/metadata/system type',
      '/metadata/user/user_id type',
      'event_invalid',
    ]);
  });

  it('that is not known is kept in extra with a warning', () => {
    const { event, warnings } = read({ ...base, metadata: { agent: { colour: 'red' }, plugin: { ide: 'x' } }, extra: { mine: 1 } });
    assert.deepEqual(event.extra, { mine: 1, 'metadata.agent.colour': 'red', 'metadata.plugin': { ide: 'x' } });
    assert.equal(event.metadata, undefined);
    assert.deepEqual(warnings, ['/metadata/agent/colour unknown_metadata', '/metadata/plugin unknown_metadata']);
  });

  it('under two of its names must say the same', () => {
    assert.deepEqual(read({ ...base, metadata: { user: { user_type: 'A', user_types: ['A'] } } }).event.metadata, {
      user: { user_types: ['A'] },
    });
    assert.deepEqual(refused({ ...base, metadata: { agent: { api_version: '1', agent_api_version: '2' } } }), [
      'event_invalid',
      '/metadata/agent/agent_api_version alias_conflict',
    ]);
  });

  it('null is absent', () => {
    assert.deepEqual(read({ ...base, metadata: { user: null, agent: { agent_name: null } }, targets: null, extra: null, id: null }).event, {
      id: null,
      organisation: null,
      occurred_at: null,
      event: 'agent.remove',
      category: 'deletion',
      outcome: 'success',
      unlisted: false,
      actor: { type: 'agent', id: 'a1' },
    });
  });

  it('with names of Object.prototype is harmless', () => {
    const { event } = read(
      JSON.parse(
        `{"event":"agent.remove","actor":{"type":"agent"},"metadata":{"agent":{"__proto__":{"x":1},"constructor":2,"toString":"3"},"__proto__":{"y":1}},"extra":{"__proto__":{"admin":true},"hasOwnProperty":1}}`,
      ),
    );
    assert.equal(({} as Record<string, unknown>)['admin'], undefined);
    assert.deepEqual(Object.keys(event.extra ?? {}).sort(), [
      '__proto__',
      'hasOwnProperty',
      'metadata.__proto__',
      'metadata.agent.__proto__',
      'metadata.agent.constructor',
      'metadata.agent.toString',
    ]);
    assert.deepEqual(refused(JSON.parse(`{"event":"agent.remove","actor":{"type":"agent"},"__proto__":{}}`)), [
      'event_invalid',
      '/__proto__ unknown_field',
    ]);
  });
});

describe('what the open mode takes and the strict mode refuses', () => {
  const doubts: readonly [name: string, input: object, pointer: string][] = [
    ['a failure without error_message', { ...base, outcome: 'failure' }, '/error_message error_message_missing'],
    ['an address that is none', { ...base, actor: { type: 'agent', ip: 'web-1:8080' } }, '/actor/ip not_an_address'],
    ["a category that is not the entry's", { ...base, category: 'access' }, '/category category_fixed'],
    [
      'an executor address that is none',
      { ...base, metadata: { system: { executor_ip: 'gateway' } } },
      '/metadata/system/executor_ip not_an_address',
    ],
  ];
  for (const [name, input, found] of doubts) {
    it(name, () => {
      assert.deepEqual(read(input).warnings, [found]);
      assert.deepEqual(refused(input, strict), ['event_invalid', found]);
    });
  }

  it('an unlisted event', () => {
    const { event, warnings } = read({ event: 'Billing: invoice/paid', actor: { type: 'service' } });
    assert.deepEqual(
      [event.event, event.unlisted, event.category, event.outcome, warnings],
      ['Billing: invoice/paid', true, 'change', 'unknown', []],
    );
    assert.equal(read({ event: 'x', category: 'access', actor: { type: 'service' } }).event.category, 'access');
    assert.deepEqual(refused({ event: 'x', actor: { type: 'service' } }, strict), ['event_invalid', '/event event_unlisted']);
  });

  it('an address that is none is kept as the host', () => {
    assert.deepEqual(read({ ...base, actor: { type: 'agent', ip: 'web-1' } }).event.actor, { type: 'agent', host: 'web-1' });
    const both = read({ ...base, actor: { type: 'agent', ip: 'web-1', host: 'web-2' } }).event;
    assert.deepEqual([both.actor, both.extra], [{ type: 'agent', host: 'web-2' }, { 'actor.ip': 'web-1' }]);
  });
});

describe('refused by pointer in either mode', () => {
  const deep = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth)) as unknown;
  const cases: readonly [name: string, input: unknown, ...found: string[]][] = [
    ['no object', 'agent.remove', ' type'],
    ['an array', [base], ' type'],
    ['an unknown field', { ...base, occuredAt: 1, 'a/b~c': 1 }, '/occuredAt unknown_field', '/a~1b~0c unknown_field'],
    ['an unknown field of the actor', { ...base, actor: { type: 'user', mail: 'x' } }, '/actor/mail unknown_field'],
    ['no event', { actor: { type: 'user' } }, '/event required'],
    ['no actor', { event: 'agent.remove' }, '/actor required'],
    ['no actor type', { event: 'agent.remove', actor: {} }, '/actor/type required'],
    ['an unknown outcome', { ...base, outcome: 'nope' }, '/outcome value'],
    ['an outcome against the name', { ...base, event: 'create agent failed', error_message: 'x' }, '/outcome outcome_conflict'],
    ['an id that is no UUID', { ...base, id: '42' }, '/id format'],
    ['an instant without offset', { ...base, occurred_at: '2026-11-24T11:25:00' }, '/occurred_at format'],
    ['30 February', { ...base, occurred_at: '2026-02-30T11:25:00Z' }, '/occurred_at format'],
    ['1969', { ...base, occurred_at: '1969-12-31T23:59:59.999Z' }, '/occurred_at range'],
    ['2201', { ...base, occurred_at: '2201-01-01T00:00:00Z' }, '/occurred_at range'],
    ['a target type that is no token', { ...base, targets: [{ type: 'a b', id: '1' }] }, '/targets/0/type format'],
    ['a target without id', { ...base, targets: [{ type: 'user' }] }, '/targets/0/id required'],
    ['a name with an e-mail address', { event: 'mail dana@example.com', actor: { type: 'user' } }, '/event format'],
    ['an unsafe integer', { ...base, extra: JSON.parse('{"user_id":9007199254740993}') as object }, '/extra/user_id integer_unsafe'],
    ['a lone surrogate', { ...base, extra: { a: ['\ud800'] } }, '/extra/a/0 surrogate'],
    ['a lone surrogate in a key', { ...base, extra: { 'x\udc00': 1 } }, '/extra/x\ufffd surrogate'],
    ['17 levels', { ...base, extra: deep(16) }, `/extra${'/a'.repeat(15)} too_deep`],
    [
      '257 keys',
      { ...base, extra: Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`k${index}`, 1])) },
      '/extra too_many_keys',
    ],
    [
      'on behalf of on behalf of',
      { ...base, actor: { type: 'ai_agent', on_behalf_of: { type: 'user', on_behalf_of: { type: 'user' } } } },
      '/actor/on_behalf_of/on_behalf_of too_deep',
    ],
    [
      'extra that has the place of a moved field',
      { ...base, metadata: { agent: { x: 1 } }, extra: { 'metadata.agent.x': 2 } },
      '/extra extra_conflict',
    ],
  ];
  for (const [name, input, ...found] of cases) {
    it(name, () => {
      assert.deepEqual(refused(input), ['event_invalid', ...found]);
      assert.equal(normalise(input, strict).ok, false);
    });
  }

  it('but 16 levels and 256 keys are taken', () => {
    read({ ...base, extra: deep(15) });
    read({ ...base, extra: Object.fromEntries(Array.from({ length: 256 }, (_, index) => [`k${index}`, 1])) });
  });

  it("what is the server's own", () => {
    for (const event of ['annals.view', 'ANNALS_VIEWED_EVENTS_SUCCESS', 'annals.retention.prune', 'Annals.anything']) {
      assert.deepEqual(refused({ event, actor: { type: 'user' } }), ['event_reserved', '/event event_reserved']);
    }
    assert.deepEqual(refused({ ...base, producer: { name: ' Annals' } }), ['event_reserved', '/producer/name event_reserved']);
    read({ event: 'annals.view', actor: { type: 'user' }, producer: { name: 'annals' } }, { strict: true, allowReserved: true });
  });
});

describe('instants', () => {
  const instants: readonly [given: string, kept: string][] = [
    ['2022-08-29T12:19:51Z', '2022-08-29T12:19:51.000Z'],
    ['2022-08-29t14:19:51.5+02:00', '2022-08-29T12:19:51.500Z'],
    ['2022-08-29 00:00:00.123456789-12:30', '2022-08-29T12:30:00.123Z'],
    ['2024-02-29T00:00:00.000Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['2200-12-31T23:59:59.999Z', '2200-12-31T23:59:59.999Z'],
  ];
  for (const [given, kept] of instants) it(given, () => assert.equal(read({ ...base, occurred_at: given }).event.occurred_at, kept));

  it('finer than a millisecond are cut with a warning', () => {
    assert.deepEqual(read({ ...base, occurred_at: '2022-08-29T12:19:51.1234Z' }).warnings, ['/occurred_at instant_cut']);
    assert.deepEqual(read({ ...base, occurred_at: '2022-08-29T12:19:51.123000Z' }).warnings, []);
  });

  it('any date comes back as itself', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2200-12-31T23:59:59.999Z'), noInvalidDate: true }),
        fc.integer({ min: -839, max: 839 }),
        (date, offset) => {
          const local = new Date(date.getTime() + offset * 60_000).toISOString().replace('Z', '');
          const sign = offset < 0 ? '-' : '+';
          const zone = `${sign}${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
          assert.equal(read({ ...base, occurred_at: local + zone }).event.occurred_at, date.toISOString());
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('any input', () => {
  it('is read or refused, never thrown at, and a read event reads back as itself', () => {
    const anyEvent = fc.record(
      {
        event: fc.oneof(fc.constantFrom('agent.remove', 'create new user', 'TICTOC create success', 'billing.pay'), fc.string()),
        outcome: fc.constantFrom('success', 'success', 'failure', 'nope', 1),
        actor: fc.record({
          type: fc.constantFrom('user', 'agent', 'agent', 'agent', 'x'),
          id: fc.oneof(fc.string(), fc.integer()),
          ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
        }),
        metadata: fc.record({
          user: fc.dictionary(fc.constantFrom('user_type', 'email', 'x'), fc.string()),
          agent: fc.dictionary(fc.constantFrom('agent_id', 'x', 'agent_pid'), fc.oneof(fc.integer(), fc.string())),
        }),
        extra: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.integer()), fc.dictionary(fc.string(), fc.string()))),
        changes: fc.array(fc.record({ field: fc.string(), before: fc.oneof(fc.string(), fc.boolean(), fc.constant(null)) })),
      },
      { requiredKeys: ['event', 'actor'] },
    );
    let readable = 0;
    fc.assert(
      fc.property(fc.oneof(anyEvent, fc.jsonValue()), (input) => {
        const first = normalise(input, open);
        if (!first.ok) return;
        readable += 1;
        const { unlisted, redacted: _redacted, ...again } = first.event;
        const second = normalise({ ...again, event: again.event }, open);
        assert.ok(second.ok, JSON.stringify(second));
        assert.deepEqual({ ...second.event, redacted: undefined }, { ...again, unlisted, redacted: undefined });
      }),
      { numRuns: 1_000 },
    );
    assert.ok(readable > 20, String(readable));
  });
});
