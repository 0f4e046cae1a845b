import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { parseJson, RequestInvalid } from './json.ts';
import { scanItems } from './scan.ts';
import { splitRequest } from './split.ts';

function refusal(read: () => unknown): RequestInvalid {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof RequestInvalid, String(error));
    return error;
  }
  assert.fail('not refused');
}

describe('parseJson', () => {
  it('reads any JSON as JSON.parse does, or says which number it would change', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const large = /\d{16}|e\+/.test(text);
        if (large) return;
        assert.deepEqual(parseJson(text), JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  const bent: readonly [name: string, text: string, pointer: string, code: string][] = [
    ['a key that stands twice', '{"a":1,"b":{"c":[1,{"d/e":1,"d\\/e":2}]}}', '/b/c/1/d~1e', 'duplicate_key'],
    ['a key that stands twice, once escaped', '{"a":1,"\\u0061":1}', '/a', 'duplicate_key'],
    ['a key that stands twice in a later object', '[{"a":1},{"a":1},{"a":{"x":1},"b":2,"a":3}]', '/2/a', 'duplicate_key'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', '/__proto__', 'duplicate_key'],
    ['2^53 + 1', '{"a":[9007199254740993]}', '/a/0', 'integer_unsafe'],
    ['an integer in other clothes', '{"a":1e300}', '/a', 'integer_unsafe'],
    ['beyond all numbers', '{"a":1e999}', '/a', 'integer_unsafe'],
    ['half of a surrogate pair', '{"a":"\\ud800x"}', '/a', 'surrogate'],
  ];
  for (const [name, text, pointer, code] of bent) {
    it(`refuses ${name} by pointer`, () => {
      const [error] = refusal(() => parseJson(text)).errors;
      assert.deepEqual([error?.pointer, error?.code], [pointer, code]);
    });
  }

  it('is not misled by colons and quotes inside texts', () => {
    assert.deepEqual(parseJson('{"a:\\"{,":"::\\\\","b":["]:"]}'), { 'a:"{,': '::\\', b: [']:'] });
  });

  it('does not repeat what it could not read', () => {
    assert.doesNotMatch(refusal(() => parseJson('{"password": hunter2}')).message, /hunter2/);
  });

  it('finds every key that stands twice', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, pick) => {
        const keys = Object.keys(object);
        const key = keys[pick % keys.length] ?? '';
        const text = `{${Object.entries(object)
          .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
          .join(',')},${JSON.stringify(key)}:0}`;
        if (keys.length === 0 || !text.isWellFormed()) return;
        assert.ok(refusal(() => parseJson(text)).errors.length === 1);
      }),
      { numRuns: 200 },
    );
  });

  it('does not fall over nesting', () => {
    for (const text of ['['.repeat(200_000) + ']'.repeat(200_000), '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)]) {
      assert.equal(refusal(() => parseJson(text)).errors[0]?.code, 'too_deep');
    }
  });
});

describe('scanItems', () => {
  it('cuts a document where its items are and measures them', () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.constantFrom('', ' ', '\n\t '), (values, space) => {
        const text = `${space}[${space}${values.map((value) => JSON.stringify(value)).join(`${space},${space}`)}${space}]${space}`;
        const spans = scanItems(text);
        assert.equal(spans.length, values.length);
        for (const [index, span] of spans.entries()) {
          const slice = text.slice(span.start, span.end);
          assert.equal(slice, JSON.stringify(values[index]));
          assert.equal(span.bytes, encoder.encode(slice).length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('splitRequest', () => {
  const json = 'application/json';
  const ndjson = 'application/x-ndjson; charset=utf-8';

  it('takes an object, an array, and lines', () => {
    const values = (text: string, type: string) => splitRequest(text, type).map((item) => (item.ok ? item.value : item.code));
    assert.deepEqual(values(' {"a":1}\n', json), [{ a: 1 }]);
    assert.deepEqual(values('[]', json), []);
    assert.deepEqual(values('[{"a":1}, 2,"x"]', json), [{ a: 1 }, 2, 'x']);
    assert.deepEqual(values('{"a":1}\r\n\n  \n[1,2]\n{"b":2}', ndjson), [{ a: 1 }, [1, 2], { b: 2 }]);
  });

  it('refuses a broken line alone, and a broken document as a whole', () => {
    const items = splitRequest('{"a":1}\n{"b":\n{"c":3}', ndjson);
    assert.deepEqual(
      items.map((item) => item.ok),
      [true, false, true],
    );
    assert.equal(items[1]?.ok === false && items[1].errors[0]?.code, 'json_invalid');
    assert.equal(refusal(() => splitRequest('[{"a":1},{"b":]', json)).code, 'json_invalid');
    assert.equal(refusal(() => splitRequest('', json)).code, 'json_invalid');
  });

  it('refuses an item that is too large or has a key twice alone, in bytes of UTF-8', () => {
    const limits = { eventBytes: 20, requestEvents: 10 };
    const items = splitRequest('[{"a":"xxxxxxxxxxxx"},{"a":"ßßßßßß"},{"a":"ßßßßßßß"},{"a":1,"a":2},{"a":{"b":1}}]', json, limits);
    assert.deepEqual(
      items.map((item) => (item.ok ? item.bytes : item.code)),
      [20, 20, 'event_too_large', 'event_invalid', 13],
    );
  });

  it('refuses one event too many as a whole', () => {
    assert.equal(splitRequest(`[${Array(10_000).fill('{}').join(',')}]`, json).length, 10_000);
    assert.equal(refusal(() => splitRequest(`[${Array(10_001).fill('{}').join(',')}]`, json)).code, 'request_too_many_events');
    assert.equal(refusal(() => splitRequest('{}\n'.repeat(10_001), ndjson)).code, 'request_too_many_events');
  });

  it('takes exactly the documents that JSON.parse takes, whatever was broken in them', () => {
    const piece = fc.constantFrom('[', ']', '{', '}', ',', ':', '"', '\\', '1', 'null', ' ', '\u000b', '\u00a0', '{"a":1}', '"x"');
    const broken = fc.tuple(fc.json({ maxDepth: 4 }), fc.nat(), fc.nat({ max: 3 }), piece).map(([text, at, cut, put]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + put + text.slice(from + cut);
    });
    fc.assert(
      fc.property(
        fc.oneof(
          broken,
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          let taken = true;
          try {
            splitRequest(text, json);
          } catch (error) {
            assert.equal(error instanceof RequestInvalid && error.code, 'json_invalid');
            taken = false;
          }
          assert.equal(taken, valid, text);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('looks into nothing that is too large or too deep, so 16 MiB of brackets cost no more than reading them', () => {
    const bytes = 16 * 1024 * 1024;
    const started = performance.now();
    const deep = '['.repeat(bytes / 2) + ']'.repeat(bytes / 2);
    assert.deepEqual(
      splitRequest(deep, json).map((item) => !item.ok && item.code),
      ['event_too_large'],
    );
    assert.equal(refusal(() => splitRequest('['.repeat(bytes), json)).code, 'json_invalid');
    assert.equal(refusal(() => splitRequest(`[${'[],'.repeat(bytes / 3)}1]`, json)).code, 'request_too_many_events');
    assert.equal(refusal(() => splitRequest(`[${'{},'.repeat(bytes / 3)}1]`, json)).code, 'request_too_many_events');
    assert.deepEqual(splitRequest('\r\n'.repeat(bytes / 2), ndjson), []);
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.deepEqual(
      splitRequest(`[${nested(64)},${nested(65)},${nested(30_000)}]`, json).map((item) => (item.ok ? 'ok' : item.errors[0]?.code)),
      ['ok', 'too_deep', 'too_deep'],
    );
    // Parsing them takes twice as long on a fast machine, looking at them a twentieth.
    assert.ok(performance.now() - started < 8_000);
  });

  it('any array and its lines give the same items', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), (values) => {
        const fromArray = splitRequest(JSON.stringify(values), json);
        const fromLines = splitRequest(values.map((value) => JSON.stringify(value)).join('\n'), ndjson);
        assert.deepEqual(fromArray, fromLines);
        assert.deepEqual(
          fromArray.map((item) => item.ok && item.value),
          JSON.parse(JSON.stringify(values)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
