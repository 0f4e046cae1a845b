import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FilterError, type Filter, type FilterTerm } from './ast.ts';
import { allowsPrefix, fieldOf, fields, operatorsOf } from './fields.ts';
import { parseFilter } from './parse.ts';
import { printFilter } from './print.ts';
import { readAddress, readInstant } from './values.ts';

const words = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map((text) => text.replaceAll(/[\0\p{Surrogate}]/gu, ''))
  .filter((text) => text !== '');

/** A value that the parser accepts for the field. */
function valueFor(name: string): fc.Arbitrary<string> {
  const kind = fieldOf(name)?.field.kind;
  if (kind === 'enum') return fc.constantFrom(...(fieldOf(name)?.field.values ?? []));
  if (kind === 'boolean') return fc.constantFrom('true', 'false');
  if (kind === 'uuid') return fc.uuid();
  if (kind === 'instant') return fc.constantFrom('2026-01-31', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00.123+02:00');
  if (kind === 'number') return fc.integer().map(String);
  if (kind === 'ip')
    return fc.oneof(
      fc.ipV4Extended().filter((text) => readAddress(text) !== null),
      fc.ipV6().filter((text) => readAddress(text) !== null),
      fc.constant('10.0.0.0/8'),
    );
  return words;
}

const term: fc.Arbitrary<FilterTerm> = fc
  .constantFrom(...fields.map((field) => field.name), 'extra.key', 'metadata.agent.agent_os', 'metadata.user.x.y')
  .chain((field) => {
    const kind = fieldOf(field)?.field.kind ?? 'text';
    return fc.constantFrom(...operatorsOf(kind)).chain((operator) => {
      const text =
        operator === '>' || operator === '<'
          ? kind === 'pair'
            ? fc.constantFrom('1.5', '-3', '2026-01-31')
            : valueFor(field)
          : operator === '~'
            ? words
            : valueFor(field);
      const value = fc.record({ text, prefix: operator === ':' && allowsPrefix(kind) ? fc.boolean() : fc.constant(false) });
      const values = fc.array(value, { minLength: 1, maxLength: operator === '>' || operator === '<' ? 1 : 3 });
      return fc.record({ negated: fc.boolean(), field: fc.constant(field), operator: fc.constant(operator), values });
    });
  });
const filter: fc.Arbitrary<Filter> = fc.record({ terms: fc.array(term, { maxLength: 6 }) });

test('a printed query is read as the same query', () => {
  fc.assert(
    fc.property(filter, (given) => {
      assert.deepEqual(parseFilter(printFilter(given)), structuredClone(given));
    }),
    { numRuns: 1000 },
  );
});

test('any text is a query or an error that names a place inside it', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('actor', 'event:', '-', '"', '\\', ',', '*', '~', '>', ' ', 'extra.', 'metadata.', '\0', 'ip:1', '"a b"'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      try {
        const read = parseFilter(text);
        assert.deepEqual(parseFilter(printFilter(read)), read);
      } catch (error) {
        assert.ok(error instanceof FilterError);
        assert.ok(error.position.offset >= 0 && error.position.offset + error.position.length <= text.length);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the query of the documentation', () => {
  const { terms } = parseFilter(
    'actor:dana@x event:a,b outcome:failure state~create extra~"time out" -actor.type:system ip:10.0.0.0/8 metadata.agent.agent_os:linux metadata.agent.agent_pid>100 received_at>2026-01-01 "free words" tim*',
  );
  assert.deepEqual(
    terms.map(
      ({ negated, field, operator, values }) =>
        `${negated ? '-' : ''}${field}${operator}${values.map(({ text, prefix }) => `[${text}]${prefix ? '*' : ''}`).join('')}`,
    ),
    [
      'actor:[dana@x]',
      'event:[a][b]',
      'outcome:[failure]',
      'state~[create]',
      'extra~[time out]',
      '-actor.type:[system]',
      'ip:[10.0.0.0/8]',
      'metadata.agent.agent_os:[linux]',
      'metadata.agent.agent_pid>[100]',
      'received_at>[2026-01-01]',
      'words:[free words]',
      'words:[tim]*',
    ],
  );
});

for (const [text, offset, length, expected] of [
  ['actor:', 6, 0, 'a value'],
  ['a nope:1', 2, 4, 'actor'],
  ['outcome:maybe', 8, 5, 'failure'],
  ['sequence~1', 8, 1, ':'],
  ['ip:300.1.1.1', 3, 9, '10.0.0.0/8'],
  ['occurred_at>yesterday', 12, 9, '2026-01-31'],
  ['extra~"open', 6, 5, '"'],
  ['extra:"a\\n"', 8, 1, '\\"'],
  ['actor:a,,b', 8, 1, 'a value'],
  ['sequence>1,2', 0, 12, 'one value'],
  ['- a', 0, 1, 'words'],
  ['metadata.other.x:1', 0, 16, 'metadata.<group>.<key>'],
  ['id:abc', 3, 3, 'a UUID'],
] as const) {
  test(`${JSON.stringify(text)} is refused at its place`, () => {
    assert.throws(
      () => parseFilter(text),
      (error: unknown) => {
        assert.ok(error instanceof FilterError);
        assert.deepEqual(error.position, { offset, length });
        assert.ok(error.expected.includes(expected), `${error.expected.join(' ')} holds ${expected}`);
        return true;
      },
    );
  });
}

test('limits: 4 KiB and 64 terms', () => {
  assert.equal(parseFilter('a '.repeat(64)).terms.length, 64);
  assert.throws(() => parseFilter('a '.repeat(65)), FilterError);
  assert.throws(() => parseFilter('é'.repeat(2049)), FilterError);
  assert.throws(() => parseFilter('a\0b'), FilterError);
  assert.throws(() => parseFilter('a\ud800b'), FilterError);
});

test('addresses become ranges', () => {
  assert.deepEqual(readAddress('10.1.2.3/8'), { first: '0:0:0:0:0:ffff:a00:0', last: '0:0:0:0:0:ffff:aff:ffff' });
  assert.deepEqual(readAddress('2001:db8::/32'), { first: '2001:db8:0:0:0:0:0:0', last: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' });
  assert.deepEqual(readAddress('::1'), { first: '0:0:0:0:0:0:0:1', last: '0:0:0:0:0:0:0:1' });
  for (const wrong of ['10.0.0', '10.0.0.0/33', '::1/129', '1::2::3', '01.2.3.4', 'g::', ':', '1:2:3:4:5:6:7:8:9', '10.0.0.0/8/8', ''])
    assert.equal(readAddress(wrong), null, wrong);
});

test('instants name what they name', () => {
  assert.deepEqual(readInstant('2026-01-01'), { fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) });
  assert.deepEqual(readInstant('2026-01-01T10:00+02:00'), { fromMs: Date.UTC(2026, 0, 1, 8), toMs: Date.UTC(2026, 0, 1, 8, 1) });
  for (const wrong of ['2026-02-30', '2026-13-01', '1969-12-31', '2026-01-01T25:00Z', '2026', 'x'])
    assert.equal(readInstant(wrong), null, wrong);
});
