import type { DataSet } from '../data/data-set.ts';
import { streams, type Row, type RowContext } from '../context.ts';
import type { Load } from '../load/load.ts';
import { quantile } from '../measure/quantile.ts';
import { UsageWatch } from '../measure/usage.ts';
import { Annals } from '../ours/annals.ts';
import { questionNames, type Subject, type System } from '../system.ts';

const days = 60;
const dayMs = 86_400_000;
const deepest = 100_000;

/** Bytes, questions, export and start at growing numbers of events, the same events in every system. */
export const fill: Row = {
  name: 'fill',
  says: 'at N events: bytes an event by copy, questions to the largest organisation, CSV export, start to ready',
  async run(context) {
    const { bench, options } = context;
    const { steps } = options;
    const toMs = Math.floor(Date.now() / dayMs) * dayMs;
    const last = steps.at(-1)!;
    const segmentBytes = segmentBytesFor(last, options.organisations);
    context.note(
      `Occurred evenly over ${days} days before the run and received during it. Our segments are closed at ${Math.round(segmentBytes / 1024)} KiB, so that little waits in the journal; a server closes them at the end of a day, whatever their size.`,
    );
    context.note(
      'Questions go to Annals over HTTP and to the peers by the driver alone; each part of a screen is asked at the same time where the system can. p50 and p95 of warm asking.',
    );
    context.note(
      'Bytes of PostgreSQL: pg_total_relation_size after VACUUM; of SQLite: the file. Bytes of Annals: every copy; parts that were merged already and free pages are named apart.',
    );
    for (const name of context.systems) {
      const own = name === 'annals' ? steps : steps.filter((step) => step <= options.peerEvents);
      const system = await bench.open(name, name === 'annals' ? { ANNALS_SEGMENT_BYTES: String(segmentBytes) } : {});
      const load = await bench.load(system);
      let held = 0;
      for (const step of own) {
        const span = (part: number): number => toMs - days * dayMs + (part / last) * days * dayMs;
        await fillUp(context, system, load, {
          events: step - held,
          fromMs: span(held),
          toMs: span(step),
          stream: streams.fill + 100 * step,
        });
        held = step;
        await measureAt(context, system, step);
      }
      await bench.close(load, system);
    }
    compareTotals(context);
  },
};

export async function fillUp(
  context: RowContext,
  system: System,
  load: Load,
  part: { events: number; fromMs: number; toMs: number; stream: number },
): Promise<void> {
  const { events, fromMs, toMs, stream } = part;
  const startedMs = performance.now();
  let said = 0;
  const { acknowledged } = await load.run({ stream, batch: 1000, connections: 8, span: { fromMs, toMs }, events }, (done) => {
    if (done - said < events / 20) return;
    said = done;
    context.progress(`${system.name}: ${done.toLocaleString('en')} of ${events.toLocaleString('en')}`);
  });
  if (acknowledged !== events) throw new Error(`${system.name} acknowledged ${acknowledged} of ${events} events`);
  await system.settle(quietMsOf(context));
  const seconds = (performance.now() - startedMs) / 1000;
  context.progress(`${system.name}: ${events.toLocaleString('en')} events taken, found and settled after ${seconds.toFixed(1)} s`);
}

export async function measureAt(context: RowContext, system: System, events: number): Promise<void> {
  const { name } = system;
  const at = `${events.toLocaleString('en')} events`;
  context.figure(name, `${at}: found`, await system.count(), 'events', null);
  if (system instanceof Annals) await system.settle(quietMsOf(context));
  for (const [copy, bytes] of Object.entries(await system.bytes()))
    context.figure(name, `${at}: bytes an event, ${copy}`, bytes / events, 'B', copy === 'to be reused or removed' ? null : 'less');
  if (system instanceof Annals) {
    context.figure(name, `${at}: start to ready`, await system.restart(), 'ms', 'less');
    await system.whenIndexed();
    context.figure(name, `${at}: parts of the index`, system.parts().parts, 'parts', null);
  }
  const subject = subjectOf(context, events);
  for (const question of questionNames) {
    const ask = await system.prepare(question, subject);
    const first = await ask();
    if (first === null) continue;
    const times: number[] = [];
    for (let asked = 0; asked < context.options.asks; asked++) {
      const startedMs = performance.now();
      await ask();
      times.push(performance.now() - startedMs);
    }
    context.figure(name, `${at}: ${question}, p50`, quantile(times, 0.5), 'ms', 'less');
    context.figure(name, `${at}: ${question}, p95`, quantile(times, 0.95), 'ms', 'less');
    if (first.total !== null) context.figure(name, `${at}: ${question}, events found`, first.total, 'events', null);
  }
  const watch = new UsageWatch(() => system.processes());
  const startedMs = performance.now();
  const { rows, bytes } = await system.exportCsv(subject);
  const seconds = (performance.now() - startedMs) / 1000;
  const { peakTogetherBytes } = watch.end();
  context.figure(name, `${at}: CSV export`, rows / seconds, 'rows/s', 'more');
  context.figure(name, `${at}: CSV export, volume`, bytes / 1e6 / seconds, 'MB/s', null);
  if (name !== 'sqlite') context.figure(name, `${at}: memory together during the export`, peakTogetherBytes / 2 ** 20, 'MiB', 'less');
}

function subjectOf(context: RowContext, events: number): Subject {
  const { dataSet } = context.bench;
  const largest = dataSet.world.organisations[0]!;
  return { organisation: 0, actor: whoFailsMost(dataSet), depth: Math.min(deepest, Math.floor((events * largest.share) / 2)) };
}

/** Without merges for so long an index counts as merged. */
function quietMsOf({ options }: RowContext): number {
  return Math.min(6, options.seconds) * 1000;
}

/** E-mail of the user of the largest organisation with the most failures. */
function whoFailsMost({ pool, range }: DataSet): string {
  const failures = new Map<string, number>();
  for (const { event } of pool.slice(0, range(0).count)) {
    const { email } = event['actor'] as { email?: string };
    if (email !== undefined && event['outcome'] === 'failure') failures.set(email, (failures.get(email) ?? 0) + 1);
  }
  return [...failures].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'nobody@example.com';
}

/** An eighth of what the smallest organisation has in the end: every one has closed segments, and little waits for its next. */
export function segmentBytesFor(events: number, organisations: number): number {
  const smallest = (events * 800 * organisations ** -0.88) / 10;
  return Math.round(Math.min(64 * 1024 * 1024, Math.max(128 * 1024, smallest / 8)));
}

/** The same question about the same events has the same answer everywhere. */
function compareTotals(context: RowContext): void {
  for (const ours of context.figures.filter(({ system, what }) => system === 'annals' && what.endsWith('events found'))) {
    for (const theirs of context.figures.filter(({ system, what }) => system !== 'annals' && what === ours.what))
      if (theirs.values[0] !== ours.values[0])
        context.note(`${ours.what}: Annals says ${ours.values[0]}, ${theirs.system} ${theirs.values[0]}.`);
  }
}
