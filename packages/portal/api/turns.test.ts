import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.ts';

test('no more than a few at a time, in order; one given up while it waits never runs, and a failure frees its place', async () => {
  const turns = new Turns(2);
  const never = new AbortController();
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const job = (at: number, signal = never.signal): Promise<void> =>
    turns.take(
      () =>
        new Promise((resolve, reject) => {
          begun.push(at);
          ends.push(at === 0 ? () => reject(new Error('failed')) : resolve);
        }),
      signal,
    );
  const givenUp = new AbortController();
  const jobs = [job(0), job(1), job(2, givenUp.signal), job(3), job(4)].map((one) => one.catch((error: unknown) => String(error)));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  assert.deepEqual(begun, [0, 1]);
  givenUp.abort();
  ends.shift()?.();
  await settle();
  assert.deepEqual(begun, [0, 1, 3]);
  ends.shift()?.();
  await settle();
  assert.deepEqual(begun, [0, 1, 3, 4]);
  for (const end of ends) end();
  assert.deepEqual(await Promise.all(jobs), ['Error: failed', undefined, 'AbortError: This operation was aborted', undefined, undefined]);
});
