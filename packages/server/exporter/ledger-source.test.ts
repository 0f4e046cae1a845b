import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Batch } from '../journal/reader.ts';
import { record } from '../index/testing.ts';
import { eventsOfLedger } from './ledger-source.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
const line = JSON.stringify(record());

/** Batches cut where the test says, with empty lines where bodies were removed. */
function ledgerOf(removed: ReadonlySet<number>, cut: number) {
  return {
    async *read(_: string, from: number, to: number): AsyncIterable<Batch> {
      for (let first = from; first < to; first += cut) {
        const lines = Array.from({ length: Math.min(cut, to - first) }, (__, at) => (removed.has(first + at) ? '' : line));
        yield { organisation, first, lines, secrets: new Uint8Array(16 * lines.length), leaves: new Uint8Array(32 * lines.length) };
      }
    },
  };
}

test('every event of the range comes once, in either direction; removed ones are counted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(3000),
      fc.nat(3000),
      fc.boolean(),
      fc.integer({ min: 1, max: 1500 }),
      fc.uniqueArray(fc.nat(3000), { maxLength: 20 }),
      async (a, b, descending, cut, gone) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const removed = new Set(gone);
        let counted = 0;
        const found: number[] = [];
        for await (const events of eventsOfLedger(
          ledgerOf(removed, cut),
          { organisation, from, to, descending },
          (count) => (counted += count),
        ))
          found.push(...events.map(({ event }) => event.sequence));
        const expected = Array.from({ length: to - from }, (_, at) => from + at).filter((sequence) => !removed.has(sequence));
        assert.deepEqual(found, descending ? expected.reverse() : expected);
        assert.equal(counted, to - from - expected.length);
      },
    ),
    { numRuns: 30 },
  );
});
