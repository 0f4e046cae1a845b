import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitLabel } from './state.ts';
import { userOf } from './user.ts';
import { visibleJson, visibleValue } from './visible.ts';

test('a user is shown by e-mail, else name, else id; the system as system', () => {
  assert.equal(userOf({ type: 'user', email: 'a@b.example', name: 'A', id: '1' }), 'a@b.example');
  assert.equal(userOf({ type: 'agent', name: 'web-1', id: '1' }), 'web-1');
  assert.equal(userOf({ type: 'agent', id: '1' }), '1');
  assert.equal(userOf({ type: 'system', id: '7' }), 'system');
});

test('text that poses as something else is written out', () => {
  assert.equal(userOf({ type: 'user', name: 'Dana\u202Emoc' }), 'Dana\\u{202e}moc');
  assert.equal(visibleValue(['a\u200B', 'b']), 'a\\u{200b}, b');
  assert.doesNotMatch(visibleJson({ a: 'x\u202E\u0007' }), /[\u202E\u0007]/);
});

test('the outcome is said once, also where the label leaves it out', () => {
  assert.deepEqual(splitLabel('auth login success', 'success'), { act: 'auth login', outcome: 'success' });
  assert.deepEqual(splitLabel('daily exception limit reached', 'unknown'), { act: 'daily exception limit reached', outcome: 'unknown' });
});
