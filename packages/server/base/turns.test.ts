import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from './problem.ts';
import { Turns } from './turns.ts';

const limits = { atOnce: 3, waiting: 6, waitingOfOne: 4, waitMs: 60_000 };
const refused = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'too_many_requests' && error.details.retryAfterSeconds === 1;
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const pending = Symbol();
  return (await Promise.race([promise, new Promise((resolve) => setImmediate(() => resolve(pending)))])) !== pending;
};

test('so many work at once and so many wait, exactly; one more is told to come back', async () => {
  const turns = new Turns(limits);
  const owners = ['a', 'b', 'c'];
  const leave = await Promise.all(owners.map((owner) => turns.enter(owner)));
  assert.equal(turns.running, 3);
  const waiting = Array.from({ length: 6 }, (_, i) => turns.enter(owners[i % 3]!));
  assert.equal(turns.waiting, 6);
  await assert.rejects(turns.enter('d'), refused);
  for (const end of leave) end();
  const next = await Promise.all(waiting.slice(0, 3));
  assert.deepEqual([turns.running, turns.waiting], [3, 3]);
  for (const end of next) end();
  for (const end of await Promise.all(waiting.slice(3))) end();
  assert.deepEqual([turns.running, turns.waiting], [0, 0]);
});

test('one owner never holds every place, nor the whole line, and others come between', async () => {
  const turns = new Turns(limits);
  const first = await Promise.all([turns.enter('flood'), turns.enter('flood')]);
  const flood = Array.from({ length: 4 }, () => turns.enter('flood'));
  assert.equal(await settled(flood[0]!), false, 'the third place is for another');
  await assert.rejects(turns.enter('flood'), refused);
  const other = await turns.enter('other');
  const again = turns.enter('other');
  first[0]();
  const ended = await flood[0]!;
  assert.equal(await settled(again), false);
  ended();
  const secondOfOther = await again;
  assert.equal(await settled(flood[1]!), false, 'who waited while the flood was served comes first');
  for (const end of [other, secondOfOther, first[1]]) end();
  for (const waiter of flood.slice(1)) (await waiter)();
  assert.deepEqual([turns.running, turns.waiting], [0, 0]);
});

test('who goes away, or has waited too long, leaves the line and takes no place', async () => {
  const turns = new Turns({ ...limits, atOnce: 1, waitMs: 30 });
  const leave = await turns.enter('a');
  const stop = new AbortController();
  const gone = turns.enter('b', stop.signal);
  stop.abort();
  await assert.rejects(gone, refused);
  await assert.rejects(turns.enter('c'), refused);
  assert.equal(turns.waiting, 0);
  leave();
  leave();
  assert.equal(turns.running, 0);
  assert.equal(await turns.run('d', async () => turns.running), 1);
  await assert.rejects(
    turns.run('d', () => Promise.reject(new Error('work failed'))),
    /work failed/,
  );
  assert.equal(turns.running, 0);
});
