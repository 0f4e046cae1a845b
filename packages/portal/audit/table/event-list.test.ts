import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedEvent } from '@annals/events';
import fc from 'fast-check';
import type { EventPage } from '../../api/shapes.ts';
import { EventList, mostLiveRows } from './event-list.ts';
import { TailBuffer } from './tail-buffer.ts';

const eventOf = (sequence: number): RecordedEvent =>
  ({
    id: `id-${sequence}`,
    sequence,
    event: sequence % 5 < 3 ? 'auth.login' : 'auth.logout',
    outcome: 'success',
    actor: { type: 'user', id: 'u' },
    occurred_at: new Date(sequence * 1_000).toISOString(),
  }) as RecordedEvent;

/** Answers as the API does: newest first, by cursor, under the size at the first page. */
class Ledger {
  size: number;
  asked = 0;
  constructor(size: number) {
    this.size = size;
  }
  readonly fetch = (cursor: string | undefined, limit: number, signal: AbortSignal): Promise<EventPage> => {
    this.asked += 1;
    const [asOf = 0, from = 0] = cursor === undefined ? [this.size - 1, this.size - 1] : cursor.split(':').map(Number);
    const rows = Math.max(0, Math.min(limit, from + 1));
    const events = Array.from({ length: rows }, (_, at) => eventOf(from - at));
    const next = from - rows >= 0 ? `${asOf}:${from - rows}` : null;
    const page = {
      events,
      next,
      previous: null,
      total: { value: asOf + 1, relation: 'exact' },
      indexed_to: asOf,
      as_of: asOf,
      oldest_retained: 0,
    };
    return Promise.resolve().then(() => {
      signal.throwIfAborted();
      return page as EventPage;
    });
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const listOf = (ledger: Ledger, isSingle = false): EventList =>
  new EventList(ledger.fetch, { isSingle, firstRows: 100, pageRows: 200, start: undefined });

test('however one scrolls, each row is the event of its place, and few events are held', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(30_000), { minLength: 1, maxLength: 12 }), async (places) => {
      const ledger = new Ledger(20_000);
      const list = listOf(ledger);
      list.watch(() => undefined);
      await settle();
      for (const place of places) {
        const first = Math.min(place, list.snapshot().count - 1);
        list.want(first, first + 20);
        for (let turn = 0; turn < 12; turn++) await settle();
        for (let row = first; row < Math.min(first + 20, list.snapshot().count); row++) {
          assert.equal(list.at(row)?.sequence, ledger.size - 1 - row);
          assert.equal(list.sequenceAt(row), ledger.size - 1 - row);
          assert.equal(list.indexOf(ledger.size - 1 - row), row);
        }
        assert.ok(list.held < 7_500, `${list.held} events are held`);
      }
    }),
    { numRuns: 30 },
  );
});

test('the end is reached, counted, and nothing is asked behind it', async () => {
  const ledger = new Ledger(1_234);
  const list = listOf(ledger);
  list.watch(() => undefined);
  for (let turn = 0; turn < 30; turn++) {
    list.want(list.snapshot().count, list.snapshot().count);
    await settle();
  }
  assert.deepEqual([list.snapshot().count, list.snapshot().isWhole, list.total?.value], [1_234, true, 1_234]);
  assert.equal(ledger.asked, 7);
});

test('what comes live stands on top once, also when the first page is asked anew meanwhile', async () => {
  const ledger = new Ledger(500);
  const list = listOf(ledger);
  list.watch(() => undefined);
  await settle();
  ledger.size = 503;
  const anew = list.refresh();
  ledger.size = 506;
  const buffer = new TailBuffer(499);
  for (let sequence = 498; sequence < 506; sequence++) buffer.push(eventOf(sequence), sequence);
  list.prepend(buffer.take(list.position).events);
  assert.equal(list.snapshot().liveCount, 6);
  await anew;
  const shown = Array.from({ length: 20 }, (_, row) => list.at(row)?.sequence);
  assert.deepEqual(
    shown,
    Array.from({ length: 20 }, (_, row) => 505 - row),
  );
  assert.equal(list.total?.value, 506);
});

test('more live events than are kept: the newest stay, all are counted, and it is said', async () => {
  const ledger = new Ledger(300);
  const list = listOf(ledger);
  list.watch(() => undefined);
  await settle();
  const buffer = new TailBuffer(299);
  for (let sequence = 300; sequence < 300 + 5_000; sequence++) buffer.push(eventOf(sequence), sequence);
  assert.equal(buffer.waiting, 5_000);
  const { events, letGo } = buffer.take(list.position);
  list.prepend(events, letGo);
  assert.deepEqual([list.snapshot().count, list.snapshot().isCut, list.total?.value], [mostLiveRows, true, 5_300]);
  assert.deepEqual([list.at(0)?.sequence, list.at(mostLiveRows - 1)?.sequence, list.held], [5_299, 4_300, mostLiveRows]);
  ledger.size = 5_300;
  await list.refresh();
  list.want(90, 99);
  await settle();
  assert.deepEqual([list.at(99)?.sequence, list.snapshot().isCut], [5_200, false]);
});

test('an error keeps the rows and can be tried again', async () => {
  const ledger = new Ledger(1_000);
  let isBroken = false;
  const list = new EventList((...asked) => (isBroken ? Promise.reject(new Error('broken')) : ledger.fetch(...asked)), {
    isSingle: false,
    firstRows: 100,
    pageRows: 200,
    start: undefined,
  });
  list.watch(() => undefined);
  isBroken = true;
  // Rows ahead of those that are looked at are asked for by themselves.
  await settle();
  assert.equal(list.snapshot().count, 100);
  assert.equal(list.snapshot().error?.message, 'broken');
  assert.equal(list.at(99)?.sequence, 900);
  isBroken = false;
  list.retry();
  await settle();
  assert.deepEqual([list.snapshot().error, list.snapshot().count > 100], [null, true]);
});

test('a tail gives each event once and in order, whatever is repeated', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 300 }), fc.array(fc.nat(300)), (sequences, takes) => {
      const buffer = new TailBuffer(-1);
      const given: number[] = [];
      sequences.forEach((sequence, at) => {
        buffer.push(eventOf(sequence), at);
        if (takes.includes(at)) given.push(...buffer.take(-1).events.map((event) => event.sequence));
      });
      given.push(...buffer.take(-1).events.map((event) => event.sequence));
      const expected = sequences.filter((sequence, at) => sequences.slice(0, at).every((before) => before < sequence));
      assert.deepEqual(given, expected);
    }),
  );
});
