import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exactJson } from './exact-json.ts';

describe('exact JSON', () => {
  it('does not take a key from an earlier text', () => {
    for (const [poison, text, key] of [
      ['{"q":1,"\\\\":2}', '{"q":1,"\\n":2}', '\n'],
      ['{"h":[],"\\\\":0}', '{"h":1,"\\"":2}', '"'],
    ] as const) {
      exactJson(poison);
      assert.deepEqual(Object.keys(exactJson(text) as object)[1], key);
    }
  });

  it('reads back what was written, whatever the keys are', () => {
    const key = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom('\\', '"', '\n', '\r', '\f', '\t', '\b', '\u0000', '\\n', '__proto__', 'q'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false, 0, 1.5, -2e-7),
        fc.string(),
        fc.array(tie('value'), { maxLength: 4 }),
        tie('object'),
      ),
      object: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(new Map(entries))),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (given, space) => {
        const text = JSON.stringify(given, null, space);
        assert.equal(JSON.stringify(exactJson(text)), JSON.stringify(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what is not JSON, and what is nested beyond reason', () => {
    for (const text of ['', '{', '{"a\\n":1,}', '[1,]', '{"\\x":1}']) assert.throws(() => exactJson(text), SyntaxError, text);
    assert.throws(() => exactJson(`{"\\n":${'['.repeat(600)}${']'.repeat(600)}}`), SyntaxError);
    assert.deepEqual(exactJson(`${'['.repeat(600)}${']'.repeat(600)}`), JSON.parse(`${'['.repeat(600)}${']'.repeat(600)}`));
  });
});
