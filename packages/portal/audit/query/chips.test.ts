import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '@annals/events';
import { composeQuery } from '../question.ts';
import { defaultAuditSearch, type AuditSearch } from '../search.ts';
import { chipsOf, chipText } from './chips.ts';

const search = (changes: Partial<AuditSearch>): AuditSearch => ({ ...defaultAuditSearch, ...changes });
const texts = (changes: Partial<AuditSearch>): string[] => chipsOf(search(changes)).map(chipText);

test('every condition of the page is a chip in words', () => {
  assert.deepEqual(
    texts({
      view: 'changes',
      from: '2026-11-20',
      to: '2026-11-24T10:00:00.000Z',
      user: ['a', 'b'],
      target: 'slack',
      state: 'create',
      extra: 'x',
      q: '-outcome:failure,unknown sequence>5 agent_pool:* tim* "free words" -actor:da*',
    }),
    [
      'view Changes',
      'time 2026-11-20 – 2026-11-24 10:00:00',
      'user is a or b',
      'what was changed contains slack',
      'state contains create',
      'extra data contains x',
      'outcome is not failure or unknown',
      'sequence is over 5',
      'agent_pool is set',
      'words holds tim…',
      'words holds free words',
      'actor is not da…',
    ],
  );
  assert.deepEqual(texts({}), []);
  assert.deepEqual(texts({ q: 'colour:red', state: 'x' }), ['state contains x'], 'a text that is no query has no terms');
});

test('values that look like something else are written out and taken back whole', () => {
  const hostile = ['"quoted", with comma', '<script>alert(1)</script>', 'Dana\u202Emoc.live', '\\*', 'x'.repeat(300)];
  for (const value of hostile) {
    const [chip] = chipsOf(search({ user: [value, 'y'] }));
    const turned = search({ user: [value, 'y'], ...chip?.turned });
    assert.deepEqual(turned.user, []);
    assert.deepEqual(
      parseFilter(composeQuery(turned)).terms[0]?.values.map(({ text }) => text),
      [value, 'y'],
    );
    const [again] = chipsOf(turned);
    assert.ok(!/\u202E/.test(chipText(again!)));
    assert.equal(again?.without.q, undefined);
  }
});

test('a chip without its condition leaves the others, and turned round twice it is itself', () => {
  const given = search({ q: 'user:"x"  -RESULT:failure  words', state: 'create' });
  const chips = chipsOf(given);
  assert.deepEqual(chips[2]?.without, { q: 'user:"x" words' });
  assert.deepEqual(chips[2]?.turned, { q: 'user:"x"  RESULT:failure  words' });
  assert.equal(given.q?.substr(chips[2]?.place?.offset ?? 0, chips[2]?.place?.length), '-RESULT:failure');
  assert.deepEqual(chips[0]?.turned, { state: undefined, q: 'user:"x"  -RESULT:failure  words -state~create' });
});
