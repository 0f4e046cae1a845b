import { streams, type Row } from '../context.ts';
import { Annals } from '../ours/annals.ts';

/** How fast events are taken and on disk, with nothing else to do. */
export const ingest: Row = {
  name: 'ingest',
  says: 'durable acknowledged ingest, batches of 1,000 on 8 connections, index paused',
  async run(context) {
    const { bench, options } = context;
    context.note(
      'Our engine process is stopped (SIGSTOP) for the row, then goes on. A commit of a peer is searchable at once, so its figure stands in both rows.',
    );
    for (const name of context.systems) {
      for (let turn = 0; turn < options.repeat; turn++) {
        const system = await bench.open(name);
        const load = await bench.load(system);
        await load.run({ stream: streams.warm, batch: 1000, connections: 8, span: 'now', seconds: Math.min(2, options.seconds) });
        if (system instanceof Annals) {
          await system.whenIndexed();
          system.pauseIndex();
        }
        context.progress(`${name}: loading for ${options.seconds} s`);
        const { acknowledged, elapsedMs, latenciesMs, refused, cpuMs } = await load.run({
          stream: streams.timed,
          batch: 1000,
          connections: 8,
          span: 'now',
          seconds: options.seconds,
        });
        if (system instanceof Annals) system.resumeIndex();
        context.figure(name, 'acknowledged', acknowledged / (elapsedMs / 1000), 'events/s', 'more');
        context.latencies(name, latenciesMs, 'batch ');
        if (name !== 'sqlite') context.figure(name, 'CPU of the load process', (cpuMs / acknowledged) * 1000, 'µs/event', null);
        context.refusals(name, refused);
        await bench.close(load, system);
      }
    }
  },
};
