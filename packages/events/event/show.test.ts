import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';

import { isAddress, isIpv4, isIpv6 } from './address.ts';
import { extraData, extraDataText } from './extra-data.ts';
import { type ListedEvent, type EventInput, eventInput } from './input.ts';
import { normalise } from './normalise.ts';
import { sentence } from './sentence.ts';
import type { NormalisedEvent } from './types.ts';
import { visible } from './visible.ts';

function read(input: unknown): NormalisedEvent {
  const result = normalise(input, { strict: false, allowReserved: false });
  assert.ok(result.ok, JSON.stringify(result));
  return result.event;
}

describe('extra data', () => {
  it('stands in the order of the catalogue, with nothing lost', () => {
    const event = read({
      event: 'create agent failed',
      error_message: 'no',
      actor: { type: 'agent' },
      extra: { z: { deep: 1 }, agent_id: 'other', __proto__x: 1 },
      metadata: {
        agent: { tags: ['a', 'b'], agent_id: 'a1' },
        system: { target: 's' },
        action: { target: 'Plugin', ignore_qouta: false },
        user: { password: 'x1234567', user_id: 7 },
      },
    });
    assert.deepEqual(Object.entries(extraData(event)), [
      ['error_message', 'no'],
      ['user_id', '7'],
      ['password', '[redacted]'],
      ['target', 'Plugin'],
      ['ignore_quota', false],
      ['system.target', 's'],
      ['agent_id', 'a1'],
      ['tags', ['a', 'b']],
      ['z', { deep: 1 }],
      ['extra.agent_id', 'other'],
      ['__proto__x', 1],
    ]);
    assert.match(
      extraDataText(event),
      /^error_message=no user_id=7 password=\[redacted\] target=Plugin ignore_quota=false .* tags=a, b z=\{"deep":1\} /,
    );
  });
});

describe('sentence', () => {
  const sentences: readonly [input: object, text: string][] = [
    [
      { event: 'remove agent success', actor: { type: 'agent', id: 'a1' }, metadata: { agent: { agent_name: 'web-1 (pid 7)' } } },
      'Agent web-1 (pid 7) was removed',
    ],
    [
      {
        event: 'COUNTER create failure',
        error_message: 'quota',
        actor: { type: 'user', email: 'd@x.io' },
        metadata: { action: { 'file_name, line': 'Foo.java, 12' } },
      },
      'd@x.io could not create COUNTER action at Foo.java:12: quota',
    ],
    [{ event: 'delete user', actor: { type: 'system' }, targets: [{ type: 'user', id: '7', name: 'dana' }] }, 'system deleted user dana'],
    [{ event: 'daily exception limit reached', actor: { type: 'system' } }, 'The daily exception limit was reached'],
    [{ event: 'auth.login', outcome: 'unknown', actor: { type: 'user', id: '7' } }, '7 signed in (outcome unknown)'],
    [
      {
        event: 'billing.pay',
        actor: { type: 'service', name: '{target}' },
        outcome: 'success',
        targets: [
          { type: 'invoice', id: '1' },
          { type: 'invoice', id: '2' },
        ],
      },
      '{target}: billing.pay, invoice 1 and 1 more',
    ],
    [
      { event: 'tag created', actor: { type: 'system' }, targets: [{ type: 'tag', id: '1', name: '$& $1 {actor}' }] },
      'system created tag $& $1 {actor}',
    ],
  ];
  for (const [input, text] of sentences) it(text, () => assert.equal(sentence(read(input)), text));
});

describe('visible', () => {
  it('shows what would hide', () => {
    assert.equal(visible('a\u202eb\nc\t\u0000\u{e0041}é😀'), 'a\\u{202e}b\\nc\\t\\u{0}\\u{e0041}é😀');
  });
});

describe('addresses', () => {
  it('are those of the platform, without zones', () => {
    const pieces = fc
      .array(fc.constantFrom('1', '255', '256', '0', '01', '.', ':', '::', 'f', 'ffff', 'g', '1.2.3.4', ''), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), pieces), (text) => {
        assert.equal(isIpv4(text), isIPv4(text), text);
        assert.equal(isIpv6(text), isIPv6(text), text);
      }),
      { numRuns: 3_000 },
    );
    assert.ok(!isAddress('fe80::1%eth0') && !isAddress('10.0.0.1:80') && isAddress('::ffff:10.0.0.1'));
  });
});

describe('typed input', () => {
  it('compiles for the metadata of its event, and for no other', () => {
    const good = eventInput({
      event: 'agent.remove',
      actor: { type: 'agent', id: 'a1' },
      metadata: { agent: { agent_pid: 7, tags: ['x'] }, system: { message: 'm' } },
    });
    assert.equal(read(good).event, 'agent.remove');
    const own = eventInput({ event: 'billing.pay', category: 'change', actor: { type: 'service' }, metadata: { user: { user_id: '1' } } });
    assert.ok(read(own).unlisted);
    const any: EventInput[] = [{ event: 'auth.login', actor: { type: 'user' } }];
    assert.equal(any.length, 1);

    const mistakes: unknown[] = [
      // @ts-expect-error an agent's pid is a number
      eventInput({ event: 'agent.remove', actor: { type: 'agent' }, metadata: { agent: { agent_pid: 'x' } } }),
      // @ts-expect-error there is no such field
      eventInput({ event: 'agent.remove', actor: { type: 'agent' }, metadata: { agent: { agent_colour: 'red' } } }),
      // @ts-expect-error a sign-in carries no action
      eventInput({ event: 'auth.login', actor: { type: 'user' }, metadata: { action: { line: 1 } } }),
      // @ts-expect-error the category of an event of the catalogue is fixed
      eventInput({ event: 'auth.login', actor: { type: 'user' }, category: 'access' }),
      // @ts-expect-error there is no such type of actor
      eventInput({ event: 'auth.login', actor: { type: 'robot' } }),
      // @ts-expect-error an event says who did it
      eventInput({ event: 'auth.login' }),
    ];
    // @ts-expect-error not an event of the catalogue
    const unknown: ListedEvent = { event: 'auth.nothing', actor: { type: 'user' } };
    assert.equal(mistakes.length + (unknown ? 1 : 0), 7);
  });
});
