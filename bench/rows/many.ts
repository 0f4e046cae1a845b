import { readdirSync } from 'node:fs';
import { streams, type Row } from '../context.ts';
import { Load } from '../load/load.ts';
import { heldBy } from '../measure/files.ts';
import { residentBytes } from '../measure/proc.ts';

const eventsEach = 10;

/** Many organisations that have hardly any events. */
export const many: Row = {
  name: 'many',
  says: 'many organisations with ten events each',
  async run(context) {
    const { bench, options } = context;
    const count = options.manyOrganisations;
    const addedMs = performance.now();
    const annals = await bench.openAnnals(count);
    context.figure(
      'annals',
      `making ${count.toLocaleString('en')} organisations`,
      count / ((performance.now() - addedMs) / 1000),
      'organisations/s',
      'more',
    );
    // A pool with as many events for each: every organisation has its turn, ten times.
    const load = new Load({ seed: options.seed, organisations: count, poolEvents: 0, sink: await annals.sink() });
    const sentMs = performance.now();
    const { acknowledged } = await load.run({
      stream: streams.many,
      batch: 1000,
      connections: 8,
      span: 'now',
      events: count * eventsEach,
      inTurn: true,
    });
    context.figure('annals', 'acknowledged', acknowledged / ((performance.now() - sentMs) / 1000), 'events/s', 'more');
    await annals.whenSealed();
    context.figure('annals', 'until every organisation has a checkpoint', (performance.now() - sentMs) / 1000, 's', 'less');
    await annals.whenIndexed();
    context.figure('annals', 'until everything can be found', (performance.now() - sentMs) / 1000, 's', 'less');
    await load.close();
    context.figure('annals', 'start to ready', await annals.restart(), 'ms', 'less');
    await annals.whenIndexed();
    for (const [name, pids] of Object.entries(annals.processes()))
      context.figure('annals', `memory ${name} after start, peak`, residentBytes(pids[0] ?? 0).peak / 2 ** 20, 'MiB', 'less');
    for (const directory of readdirSync(annals.data).filter((name) => ['segments', 'signed', 'keys', 'index', 'journal'].includes(name)))
      context.figure('annals', `files in ${directory}/`, heldBy(`${annals.data}/${directory}`).files, 'files', 'less');
    await bench.close(annals);
  },
};
