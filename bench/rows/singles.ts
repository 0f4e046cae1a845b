import { streams, type Row, type RowContext } from '../context.ts';
import type { SystemName } from '../system.ts';

const perSecond = 1000;
const loop = 'Open loop: a request counts from when it was due, so waiting behind a stalled one is charged to it.';

/** One event a request, on a system with nothing else to do. */
export const singles: Row = {
  name: 'singles',
  says: 'one event a request, 1,000/s offered, alone',
  async run(context) {
    context.note(loop);
    for (const name of context.systems) for (let turn = 0; turn < context.options.repeat; turn++) await measure(context, name, 0);
  },
};

/** One event a request while others import. */
export const beside: Row = {
  name: 'beside',
  says: 'one event a request, 1,000/s offered, beside 20 batches of 1,000 a second',
  async run(context) {
    context.note(loop);
    context.note('SQLite has one writer, so there batches and single events come from one process in turn: it has no such row.');
    for (const name of context.systems) {
      if (name === 'sqlite') continue;
      for (let turn = 0; turn < context.options.repeat; turn++) await measure(context, name, 20);
    }
  },
};

async function measure(context: RowContext, name: SystemName, batchesPerSecond: number): Promise<void> {
  const { bench, options } = context;
  const { seconds } = options;
  const system = await bench.open(name);
  const one = await bench.load(system, 32);
  const many = batchesPerSecond > 0 ? await bench.load(system) : null;
  await one.run({ stream: streams.warm, batch: 1, connections: 32, span: 'now', seconds: Math.min(2, options.seconds), perSecond });
  const [result, batches] = await Promise.all([
    one.run({ stream: streams.timed, batch: 1, connections: 32, span: 'now', seconds, perSecond }),
    many?.run({ stream: streams.beside, batch: 1000, connections: 8, span: 'now', seconds, perSecond: batchesPerSecond }),
  ]);
  context.refusals(name, result.refused + (batches?.refused ?? 0));
  context.latencies(name, result.latenciesMs);
  context.figure(name, 'answered', result.acknowledged / (result.elapsedMs / 1000), 'events/s', 'more');
  context.latencies(name, result.lateMs, 'sent late by the client, ');
  if (batches) {
    context.figure(name, 'batches answered', batches.acknowledged / (batches.elapsedMs / 1000), 'events/s', 'more');
    context.latencies(name, batches.latenciesMs, 'batch ');
  }
  await bench.close(one, ...(many ? [many] : []), system);
}
