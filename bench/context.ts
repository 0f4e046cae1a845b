import { factsOf, makeDataSet, type DataSet, type Facts } from './data/data-set.ts';
import { Load } from './load/load.ts';
import { Annals } from './ours/annals.ts';
import type { Options } from './options.ts';
import { findPrograms } from './postgres/cluster.ts';
import { Postgres } from './postgres/postgres.ts';
import type { Figure } from './report/results.ts';
import { Sqlite } from './sqlite/sqlite.ts';
import type { System, SystemName } from './system.ts';

/** A group of figures that are measured together. */
export interface Row {
  name: string;
  says: string;
  run(context: RowContext): Promise<void>;
}

/** Whatever was started and must not outlive the bench. */
interface Started {
  kill(): void;
}

export type DataOptions = Pick<Options, 'seed' | 'organisations' | 'poolEvents' | 'skipPeers'>;

/** What a run has at hand: the data set, systems to open, and who to end when the run is cut short. */
export class Bench {
  readonly #options: DataOptions;
  readonly dataSet: DataSet;
  readonly facts: Facts;
  readonly peers: readonly Exclude<SystemName, 'annals'>[];
  readonly #started = new Set<Started>();

  constructor(options: DataOptions) {
    this.#options = options;
    this.dataSet = makeDataSet(options.seed, options);
    this.facts = factsOf(this.dataSet);
    this.peers = options.skipPeers ? [] : findPrograms() === null ? ['sqlite'] : ['postgres', 'sqlite'];
  }

  /** What the servers of ours that still run have to say. */
  logs(): string {
    return [...this.#started].map((started) => (started instanceof Annals ? started.log() : '')).join('');
  }

  /** Ends every process at once and removes its data. */
  killAll(): void {
    for (const started of this.#started) started.kill();
    this.#started.clear();
  }

  async open(name: SystemName, env: Record<string, string> = {}): Promise<System> {
    switch (name) {
      case 'annals':
        return this.openAnnals(this.#options.organisations, env);
      case 'postgres': {
        const programs = findPrograms();
        if (programs === null) throw new Error('PostgreSQL is not installed');
        return this.#keep(await Postgres.open(programs, this.#options.seed, this.#options.organisations));
      }
      case 'sqlite':
        return this.#keep(new Sqlite());
    }
  }

  async openAnnals(organisations: number, env: Record<string, string> = {}): Promise<Annals> {
    const annals = this.#keep(await Annals.open(env));
    await annals.addOrganisations(organisations);
    return annals;
  }

  /** A server on a directory that an earlier run filled and left. */
  async openLeft(data: string, env: Record<string, string> = {}): Promise<Annals> {
    return this.#keep(await Annals.openLeft(data, env));
  }

  /** Lets go of what ends by itself and keeps its data. */
  async leave(annals: Annals): Promise<void> {
    await annals.leave();
    this.#started.delete(annals);
  }

  /** A load process that sends to the system. */
  async load(system: System, connections = 8): Promise<Load> {
    const { seed, organisations, poolEvents } = this.#options;
    const load = this.#keep(new Load({ seed, organisations, poolEvents, sink: await system.sink(connections) }));
    await load.ready();
    return load;
  }

  /** Ends what was started, in order, letting each finish. */
  async close(...started: (System | Load)[]): Promise<void> {
    for (const one of started) {
      await ('remove' in one ? one.remove() : one.close());
      this.#started.delete(one);
    }
  }

  #keep<T extends Started>(started: T): T {
    this.#started.add(started);
    return started;
  }
}

/** Collects the figures of one row. */
export class RowContext {
  readonly bench: Bench;
  readonly options: Options;
  readonly notes: string[] = [];
  readonly figures: Figure[] = [];

  constructor(bench: Bench, options: Options) {
    this.bench = bench;
    this.options = options;
  }

  /** Ours first, then the peers there are. */
  get systems(): SystemName[] {
    return ['annals', ...this.bench.peers];
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  /** On stderr: what goes on. */
  progress(text: string): void {
    process.stderr.write(`  ${text}\n`);
  }

  figure(system: SystemName, what: string, value: number, unit: string, better: Figure['better']): void {
    const known = this.figures.find((figure) => figure.system === system && figure.what === what);
    if (known) known.values.push(value);
    else this.figures.push({ what, system, unit, better, values: [value] });
    this.progress(`${system}: ${what} ${value.toPrecision(4)} ${unit}`);
  }

  /** Requests that had to be sent again; a figure only where there were any. */
  refusals(system: SystemName, refused: number): void {
    if (refused > 0) this.figure(system, 'requests refused for now and sent again', refused, 'requests', 'less');
  }

  latencies(system: SystemName, ms: Float64Array, prefix = ''): void {
    const sorted = ms.slice().sort();
    const at = (q: number): number => sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN;
    for (const [name, q] of [
      ['p50', 0.5],
      ['p99', 0.99],
      ['p99.9', 0.999],
      ['max', 1],
    ] as const) {
      // Of fewer requests it would be the slowest one over again.
      if (q === 0.999 && sorted.length < 1000) continue;
      this.figure(system, `${prefix}${name}`, at(q), 'ms', 'less');
    }
  }
}

/** Streams of events: another number, other events; the same for every system. */
export const streams = { warm: 11, timed: 12, beside: 13, fill: 14, many: 15, probe: 16, soak: 17 } as const;
