import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerOf, recordedReceipt, rejectedReceipt } from './journal/receipt.ts';
import { Metrics } from './metrics.ts';
import { readMetrics, type Reading, type ReadMetric, type Readings } from './metrics/definitions.ts';

const readings = (reading: Reading = 0): Readings =>
  Object.fromEntries(Object.keys(readMetrics).map((name) => [name as ReadMetric, reading])) as Readings;

const answer = (receipts: string[], counts: { recorded: number; duplicates: number; rejected: number }) => answerOf(receipts, counts, {});

test('an answer is counted by what it says, once: a replayed one was counted before', async () => {
  const metrics = new Metrics(async () => readings());
  const recorded = recordedReceipt('recorded', 'i', 'o', 1, 't', 'l', '[{"pointer":"/x","code":"a_warning"}]');
  const rejected = rejectedReceipt(null, null, { code: 'id_conflict', detail: 'd', errors: [{ pointer: '', code: 'inner', detail: '' }] });
  const given = answer([recorded, recorded, rejected], { recorded: 1, duplicates: 1, rejected: 1 });
  metrics.acknowledged(given);
  metrics.acknowledged({ ...given, replayed: true });
  const text = await metrics.text();
  assert.match(text, /^annals_events_recorded_total 1$/m);
  assert.match(text, /^annals_events_duplicate_total 1$/m);
  assert.deepEqual(text.match(/^annals_events_rejected_total\{.*$/gm), ['annals_events_rejected_total{code="id_conflict"} 1']);
});

test('nothing that a producer wrote becomes a label, wherever it stands in a receipt', async () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '"problem":{"code":"mine"',
      '\\"problem\\":{\\"code\\":\\"mine\\"',
      '","problem":{"code":"mine"}',
      '"recorded":9,"duplicates":9,"rejected":9}',
    ),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (id, detail, pointer) => {
      const metrics = new Metrics(async () => readings());
      const rejected = rejectedReceipt(id, null, { code: 'event_invalid', detail, errors: [{ pointer, code: 'inner', detail }] });
      metrics.acknowledged(answer([rejected, rejected], { recorded: 0, duplicates: 0, rejected: 2 }));
      const text = await metrics.text();
      assert.deepEqual(text.match(/^annals_events_rejected_total\{.*$/gm), ['annals_events_rejected_total{code="event_invalid"} 2']);
      assert.match(text, /^annals_events_recorded_total 0$/m);
    }),
    { numRuns: 100 },
  );
});

test('what is read shows the last reading alone: a task or a part that is gone is gone', async () => {
  let now: Reading = { sealer: 3, indexer: 5 };
  const metrics = new Metrics(async () => ({ ...readings(), annals_task_runs_total: now, annals_degraded: now }));
  assert.match(await metrics.text(), /^annals_task_runs_total\{task="indexer"\} 5$/m);
  now = { sealer: 4 };
  const text = await metrics.text();
  assert.match(text, /^annals_task_runs_total\{task="sealer"\} 4$/m);
  assert.doesNotMatch(text, /indexer/);
});
