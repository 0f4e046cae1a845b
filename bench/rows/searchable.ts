import { setTimeout as sleep } from 'node:timers/promises';
import { post } from '../../e2e/api.ts';
import { streams, type Row } from '../context.ts';
import type { Annals } from '../ours/annals.ts';

const everyMs = 50;
const giveUpMs = 120_000;

/** How old an event is when a search finds it. */
export const searchable: Row = {
  name: 'searchable',
  says: 'received → searchable, at 20,000 events/s',
  async run(context) {
    const { bench, options } = context;
    context.note(
      'A probe every 50 ms: the time from its received_at until a search by its sequence, waiting with wait_for, has found it. In a peer an event is found when its commit ends.',
    );
    for (let turn = 0; turn < options.repeat; turn++) {
      const annals = await bench.openAnnals(options.organisations);
      const load = await bench.load(annals);
      const running = load.run({
        stream: streams.timed,
        batch: 1000,
        connections: 8,
        span: 'now',
        seconds: options.seconds,
        perSecond: 20,
      });
      const probes: Promise<number>[] = [];
      const startedMs = performance.now();
      while (performance.now() - startedMs < options.seconds * 1000) {
        probes.push(probe(annals));
        await sleep(everyMs);
      }
      const [result, lags] = [await running, await Promise.all(probes)];
      context.refusals('annals', result.refused);
      context.latencies('annals', Float64Array.from(lags));
      context.figure('annals', 'events acknowledged meanwhile', result.acknowledged / (result.elapsedMs / 1000), 'events/s', 'more');
      await bench.close(load, annals);
    }
  },
};

async function probe(annals: Annals): Promise<number> {
  const { status, text, json } = await post(annals, { event: 'auth.logout', actor: { type: 'user', id: 'probe' } });
  const receipt = status === 201 ? json.receipts[0] : undefined;
  if (!receipt) throw new Error(`a probe was answered ${status}: ${text}`);
  const receivedMs = Date.parse(receipt.received_at);
  for (;;) {
    const { events } = await annals.get<{ events: unknown[] }>('/v1/events', {
      organisation: 'acme',
      q: `sequence:${receipt.sequence}`,
      wait_for: String(receipt.sequence),
      limit: '1',
    });
    if (events.length === 1) return Date.now() - receivedMs;
    if (Date.now() - receivedMs > giveUpMs) throw new Error(`an event was not found in ${giveUpMs / 1000} s`);
  }
}
