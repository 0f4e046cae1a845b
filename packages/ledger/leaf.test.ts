import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { decodeBatch, encodeBatch } from './batch.ts';
import { base64url, concat, MalformedError, utf8, utf8Text } from './bytes.ts';
import { digestsOf, disclosure, disclosureDigest, disclosuresOf, entryBytes, eraseGroups, groupSalt, leafOf } from './leaf.ts';
import { members } from './members.ts';
import { groupLabels, parseRecord, printRecord } from './record.ts';

const place = { organisation: '0190a0b0-0000-7000-8000-000000000001', sequence: 7 };
const secret = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

/** RFC 8785 of values without numbers that need care; sorts by UTF-16 code units. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const text = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('"', '\\', '\\"', '","skeleton":{', '}]', ',"x":', '\u2028é😀'))
  .filter((s) => s.isWellFormed());
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(text, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const group = fc.dictionary(text, value, { minKeys: 1, maxKeys: 4 });
const groups = fc.record({ actor: group, context: group, detail: group, net: group, target: group }, { requiredKeys: [] });
const skeleton = fc.record({
  actor_type: fc.constant('user'),
  category: fc.constant('change'),
  event: text,
  id: fc.uuid(),
  occurred_at: fc.constant('2026-01-02T03:04:05.678Z'),
  outcome: fc.constant('success'),
  received_at: fc.constant('2026-01-02T03:04:05.999Z'),
  recorded_by: fc.constant('server'),
  target_types: fc.array(text, { maxLength: 3 }),
});
const line = fc.record({ groups, skeleton }).map(canonical);
const anySecret = fc.uint8Array({ minLength: 16, maxLength: 16 }).filter((bytes) => bytes.some((byte) => byte !== 0));

test('the disclosure of RFC 9901 has its digest', () => {
  const disclosed = base64url(utf8('["_26bc4LT-ac6q2KI6cBW5es", "family_name", "Möbius"]'));
  assert.equal(disclosed, 'WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0');
  assert.equal(disclosureDigest(disclosed), 'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0');
});

test('a leaf is what the format says, written out by hand', () => {
  const sha = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
  const stored = canonical({
    groups: { actor: { id: 'u1' }, net: { ip: '192.0.2.1' } },
    skeleton: {
      actor_type: 'user',
      category: 'deletion',
      event: 'agent.remove',
      id: '0190a0b0-0000-7000-8000-0000000000ff',
      occurred_at: '2026-01-02T03:04:05.678Z',
      outcome: 'success',
      received_at: '2026-01-02T03:04:05.999Z',
      recorded_by: 'server',
      target_types: ['agent'],
    },
  });
  const digest = (name: string, body: string): string => {
    const salt = sha(concat([secret, utf8(name)]))
      .subarray(0, 16)
      .toString('base64url');
    return sha(Buffer.from(`["${salt}","${name}",${body}]`).toString('base64url')).toString('base64url');
  };
  const digests = [digest('actor', '{"id":"u1"}'), digest('net', '{"ip":"192.0.2.1"}')].sort();
  const entry =
    `{"_sd":${JSON.stringify(digests)},"_sd_alg":"sha-256","actor_type":"user","category":"deletion","event":"agent.remove","id":"0190a0b0-0000-7000-8000-0000000000ff"` +
    `,"occurred_at":"2026-01-02T03:04:05.678Z","organisation":"${place.organisation}","outcome":"success","received_at":"2026-01-02T03:04:05.999Z","recorded_by":"server","sequence":7,"target_types":["agent"]}`;
  assert.equal(utf8Text(entryBytes(stored, secret, place)), `\u0001${entry}`);
  assert.deepEqual(Buffer.from(leafOf(stored, secret, place)), sha(`\u0000\u0001${entry}`));
});

test('an entry is RFC 8785 JSON and holds no value of any group', () => {
  fc.assert(
    fc.property(line, anySecret, (stored, key) => {
      const entry = utf8Text(entryBytes(stored, key, place).subarray(1));
      const parsed = JSON.parse(entry) as Record<string, unknown>;
      const record = JSON.parse(stored) as { groups: object; skeleton: object };
      assert.equal(canonical(parsed), entry);
      const { _sd, _sd_alg, ...clear } = parsed;
      assert.deepEqual(clear, { ...record.skeleton, ...place });
      assert.equal(_sd_alg, 'sha-256');
      const digests = _sd as string[];
      assert.deepEqual(digests, [...digests].sort());
      assert.equal(digests.length, Object.keys(record.groups).length);
    }),
  );
});

test('a change of line, secret, organisation or sequence changes the leaf', () => {
  fc.assert(
    fc.property(line, anySecret, line, (stored, key, other) => {
      const leaf = base64url(leafOf(stored, key, place));
      if (other !== stored) assert.notEqual(base64url(leafOf(other, key, place)), leaf);
      if (stored.includes('"groups":{"'))
        assert.notEqual(
          base64url(
            leafOf(
              stored,
              key.map((byte) => byte ^ 0x55),
              place,
            ),
          ),
          leaf,
        );
      assert.notEqual(base64url(leafOf(stored, key, { ...place, sequence: 8 })), leaf);
      assert.notEqual(base64url(leafOf(stored, key, { ...place, organisation: '0190a0b0-0000-7000-8000-000000000002' })), leaf);
    }),
  );
});

test('erasing groups, one after the other or at once, keeps the leaf and leaves neither value nor secret', () => {
  fc.assert(
    fc.property(line, anySecret, fc.subarray([...groupLabels]), fc.subarray([...groupLabels]), (stored, key, first, second) => {
      const leaf = leafOf(stored, key, place);
      const one = eraseGroups(stored, key, first);
      const two = eraseGroups(one.line, one.secret, second);
      const both = eraseGroups(stored, key, [...first, ...second]);
      assert.deepEqual(two, both);
      for (const form of [one, two]) assert.deepEqual(leafOf(form.line, form.secret, place), leaf);
      const before = parseRecord(stored);
      const after = parseRecord(both.line);
      const gone = [...before.groups.keys()].filter((label) => first.includes(label) || second.includes(label));
      assert.deepEqual([...after.erased.keys()].sort(), gone.sort());
      for (const label of gone) {
        assert.ok(!after.groups.has(label));
        assert.ok(!both.line.includes(groupSalt(key, label)), 'the salt of an erased value would let it be guessed');
      }
      if (gone.length > 0) assert.deepEqual(both.secret, new Uint8Array(16));
      else assert.deepEqual(both, { line: stored, secret: key });
      assert.equal(printRecord(after), both.line);
    }),
    { numRuns: 300 },
  );
});

test('what an auditor is shown hashes to the entry, each group alone', () => {
  fc.assert(
    fc.property(line, anySecret, (stored, key) => {
      const digests = digestsOf(parseRecord(stored), key);
      for (const [label, disclosed] of disclosuresOf(stored, key)) {
        assert.ok(digests.includes(disclosureDigest(disclosed)));
        assert.equal(disclosed, disclosure(groupSalt(key, label), label, parseRecord(stored).groups.get(label)!));
      }
    }),
  );
});

test('a record that mixes its forms is refused', () => {
  const stored = canonical({
    groups: { actor: { id: 'u1' }, net: { ip: '192.0.2.1' } },
    skeleton: {
      actor_type: 'user',
      category: 'change',
      event: 'x',
      id: 'i',
      occurred_at: 'o',
      outcome: 'success',
      received_at: 'r',
      recorded_by: 'server',
      target_types: [],
    },
  });
  const { line: erased } = eraseGroups(stored, secret, ['actor']);
  const zero = new Uint8Array(16);
  assert.throws(() => leafOf(stored, zero, place), /secret/);
  assert.throws(() => leafOf(erased, secret, place), /secret/);
  for (const bad of [
    '',
    '{}',
    'null',
    stored.replace('"net"', '"nets"'),
    stored.replace('"groups"', '"group"'),
    stored.replace('"event":"x",', ''),
    stored.replace('{"groups"', '{"extra":1,"groups"'),
    stored.replace('"groups":{', '"groups": {'),
    erased.replace(/"salts":\{[^}]*\},/, ''),
    erased.replace(/"erased":\{[^}]*\},/, ''),
    erased.replace('"erased":{"actor"', '"erased":{"net"'),
    erased.replace('"salts":{"net"', '"salts":{"target"'),
    erased.replace(/("actor":")./, '$1'),
    `${stored} `,
    `${stored}${stored}`,
    stored.slice(0, -1),
  ]) {
    assert.throws(() => leafOf(bad, bad.includes('erased') ? zero : secret, place), MalformedError, bad);
  }
});

test('members are found whatever the values hold, and garbage is an error of its own', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'dd'), value), (object) => {
      const found = members(canonical(object));
      assert.deepEqual(
        [...found],
        Object.keys(object)
          .sort()
          .map((name) => [name, canonical(object[name])]),
      );
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '\\', 'a', '[', ']', '1', ' ') }), (garbage) => {
      try {
        members(garbage);
      } catch (error) {
        assert.ok(error instanceof MalformedError);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a batch is read back, and one that is cut, grown or not UTF-8 is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anySecret, line), { maxLength: 5 }), (events) => {
      const content = { secrets: concat(events.map(([key]) => key)), lines: events.map(([, stored]) => stored) };
      const bytes = encodeBatch(content);
      assert.deepEqual(decodeBatch(bytes), content);
      for (const cut of [1, 2, 17, bytes.length >> 1])
        if (cut <= bytes.length) assert.throws(() => decodeBatch(bytes.subarray(0, bytes.length - cut)), MalformedError);
      assert.throws(() => decodeBatch(concat([bytes, utf8('\n')])), MalformedError);
      assert.throws(() => decodeBatch(concat([bytes, utf8('x')])), MalformedError);
    }),
  );
  assert.throws(() => decodeBatch(new Uint8Array([0, 0, 0, 1, ...new Uint8Array(16), 0xff, 10])), MalformedError);
  assert.throws(() => encodeBatch({ secrets: new Uint8Array(16), lines: ['a\nb'] }), MalformedError);
  assert.throws(() => encodeBatch({ secrets: new Uint8Array(15), lines: ['a'] }), MalformedError);
});
