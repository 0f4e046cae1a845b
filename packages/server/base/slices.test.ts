import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slices } from './slices.ts';

test('one slice a turn of the event loop, in turn, and others are answered between them', async () => {
  const slices = new Slices();
  const ran: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let slice = 0; slice < 3; slice++) {
      await slices.next();
      ran.push(name);
    }
  };
  let done = false;
  const between: number[] = [];
  const other = (async () => {
    while (!done) {
      between.push(ran.length);
      await new Promise(setImmediate);
    }
  })();
  await Promise.all([work('a'), work('b'), work('c')]);
  done = true;
  await other;
  assert.deepEqual(ran, ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  for (let count = 0; count < 9; count++) assert.ok(between.includes(count), `nobody was asked after slice ${count}: ${between.join()}`);
});
