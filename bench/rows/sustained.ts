import { streams, type Row } from '../context.ts';
import { UsageWatch } from '../measure/usage.ts';
import { Annals } from '../ours/annals.ts';

const mib = 1024 * 1024;

/** How fast everything there is to do to an event is done, and what it takes. */
export const sustained: Row = {
  name: 'sustained',
  says: 'sustained: acknowledged, indexed and covered by a signed checkpoint; memory and CPU of every process',
  async run(context) {
    const { bench, options } = context;
    context.note(
      'Closed loop, 8 connections × 1,000. The clock stops when the last event can be found and a signed checkpoint covers it: nothing is left over to be done later, but merges.',
    );
    context.note(
      'PostgreSQL memory: proportional set size of all its processes, shared buffers counted once. SQLite runs inside the load process, whose memory and CPU are given as its own.',
    );
    for (const name of context.systems) {
      for (let turn = 0; turn < options.repeat; turn++) {
        const system = await bench.open(name);
        const load = await bench.load(system);
        const watch = new UsageWatch(() => (name === 'sqlite' ? { 'sqlite in the load process': [load.pid] } : system.processes()));
        const startedMs = performance.now();
        const { acknowledged, refused } = await load.run(
          { stream: streams.timed, batch: 1000, connections: 8, span: 'now', seconds: options.seconds },
          (events) => context.progress(`${name}: ${events.toLocaleString('en')} acknowledged`),
        );
        context.refusals(name, refused);
        if (system instanceof Annals) {
          context.figure(name, 'events not yet searchable at the end of the load', await system.lagEvents(), 'events', 'less');
          await system.whenIndexed();
          await system.whenSealed();
        }
        const elapsedMs = performance.now() - startedMs;
        const { cpuMs, peakBytes, peakTogetherBytes } = watch.end();
        context.figure(name, 'acknowledged and searchable', acknowledged / (elapsedMs / 1000), 'events/s', 'more');
        for (const [process, bytes] of Object.entries(peakBytes))
          context.figure(name, `memory ${process}, peak`, bytes / mib, 'MiB', 'less');
        context.figure(name, 'memory together, peak', peakTogetherBytes / mib, 'MiB', 'less');
        for (const [process, ms] of Object.entries(cpuMs))
          context.figure(name, `CPU ${process}`, ms / acknowledged, 's/1,000 events', 'less');
        const cpu = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
        context.figure(name, 'CPU together', cpu / acknowledged, 's/1,000 events', 'less');
        await bench.close(load, system);
      }
    }
  },
};
