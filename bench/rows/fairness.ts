import { streams, type Row } from '../context.ts';

/** What a quiet organisation notices of a busy one. */
export const fairness: Row = {
  name: 'fairness',
  says: 'one organisation at full blast (8 connections × 1,000, closed loop) while another sends 20 single events/s',
  async run(context) {
    const { bench, options } = context;
    const { seconds, organisations } = options;
    for (const name of context.systems) {
      if (name === 'sqlite') continue;
      for (let turn = 0; turn < options.repeat; turn++) {
        const system = await bench.open(name);
        const busy = await bench.load(system);
        const quiet = await bench.load(system);
        const [blast, result] = await Promise.all([
          busy.run({ stream: streams.beside, batch: 1000, connections: 8, span: 'now', seconds, organisation: 0 }),
          quiet.run({
            stream: streams.timed,
            batch: 1,
            connections: 8,
            span: 'now',
            seconds,
            perSecond: 20,
            organisation: organisations - 1,
          }),
        ]);
        context.refusals(name, blast.refused + result.refused);
        context.latencies(name, result.latenciesMs);
        context.figure(name, 'of the busy one', blast.acknowledged / (blast.elapsedMs / 1000), 'events/s', 'more');
        await bench.close(busy, quiet, system);
      }
    }
  },
};
