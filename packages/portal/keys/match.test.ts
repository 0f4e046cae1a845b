import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { globalKeys, keyMap } from './key-map.ts';
import { match, pressOf } from './match.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'altGraph', boolean>> = {}) =>
  pressOf({
    key,
    ctrlKey: held.ctrlKey ?? false,
    metaKey: held.metaKey ?? false,
    altKey: held.altKey ?? false,
    getModifierState: (name) => name === 'AltGraph' && held.altGraph === true,
  });

test('every entry is reached by its keys, and none begins another', () => {
  for (const { id, keys } of globalKeys) {
    let waiting: readonly string[] = [];
    for (const [at, key] of keys.entries()) {
      const result = match(globalKeys, waiting, key);
      assert.equal(result.id, at === keys.length - 1 ? id : null, keys.join(' '));
      waiting = result.waiting;
    }
  }
  assert.equal(new Set(keyMap.map(({ keys }) => keys.join(' '))).size, keyMap.length, 'no two entries share keys');
});

test('after any presses a whole sequence still acts, and nothing waits longer than the longest', () => {
  const keys = fc.constantFrom('g', 'e', 'x', '/', 'Mod+k', 'q', '[', ' ');
  const entries = fc.constantFrom(...globalKeys);
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 12 }), entries, (before, entry) => {
      let waiting: readonly string[] = [];
      for (const key of before) waiting = match(globalKeys, waiting, key).waiting;
      assert.ok(waiting.length < 2);
      // What waits would take the first key as its own end; a pause or any other key lets go of it.
      waiting = match(globalKeys, waiting, 'Pause').waiting;
      assert.deepEqual(waiting, []);
      let id = null;
      for (const key of entry.keys) ({ id, waiting } = match(globalKeys, waiting, key));
      assert.equal(id, entry.id);
    }),
  );
});

test('keys of the browser and bare modifiers are none of ours; brackets made with AltGr are', () => {
  assert.equal(press('Shift'), null);
  assert.equal(press('k', { metaKey: true }), 'Mod+k');
  assert.equal(press('K', { ctrlKey: true }), 'Mod+k');
  assert.equal(press('e', { altKey: true }), null);
  assert.equal(press('[', { ctrlKey: true, altKey: true, altGraph: true }), '[');
  assert.equal(match(globalKeys, [], press('e', { ctrlKey: true }) ?? '').id, null);
});
