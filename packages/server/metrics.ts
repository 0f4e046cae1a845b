import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { countedMetrics, readMetrics, type CountedMetric, type ReadMetric, type Readings } from './metrics/definitions.ts';

/** What an answer to recorded events said: what is counted is what was acknowledged. */
export interface Acknowledged {
  body: string;
  /** The stored answer of an earlier request: its events were counted then. */
  replayed: boolean;
}

export interface AnsweredRequest {
  /** Of the contract; null: none of it. */
  route: { method: string; path: string } | null;
  status: number;
  seconds: number;
}

/**
 * The figures of `/metrics`. Counting costs a few additions a request, none an event; everything else is looked up when
 * somebody asks. Holds nothing of any organisation.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #read: () => Promise<Readings>;

  constructor(read: () => Promise<Readings>) {
    this.#read = read;
    collectDefaultMetrics({ register: this.#registry });
    for (const [name, definition] of Object.entries({ ...countedMetrics, ...readMetrics })) {
      const { type, help, labels = [], buckets = [], present = [] } = definition as typeof definition & Partial<Extras>;
      const options = { name, help, labelNames: [...labels], registers: [this.#registry] };
      if (type === 'histogram') this.#histograms.set(name, new Histogram({ ...options, buckets: [...buckets] }));
      else if (type === 'gauge') this.#gauges.set(name, new Gauge(options));
      else {
        const counter = new Counter(options);
        this.#counters.set(name, counter);
        for (const value of present) counter.inc({ [labels[0] ?? '']: value }, 0);
      }
    }
  }

  /** The text is searched, not parsed: it may hold ten thousand receipts. */
  acknowledged({ body, replayed }: Acknowledged): void {
    if (replayed) return;
    const [, recorded = '0', duplicates = '0', rejected = '0'] =
      /"recorded":(\d+),"duplicates":(\d+),"rejected":(\d+)\}$/.exec(body.slice(-100)) ?? [];
    this.#count('annals_events_recorded_total', {}, Number(recorded));
    this.#count('annals_events_duplicate_total', {}, Number(duplicates));
    if (rejected === '0') return;
    // No text inside a receipt can hold this: its quotes would be escaped.
    for (const [, code = ''] of body.matchAll(/"problem":\{"code":"([a-z_]+)"/g)) this.#count('annals_events_rejected_total', { code }, 1);
  }

  answered({ route, status, seconds }: AnsweredRequest): void {
    const labels = { method: route?.method ?? 'other', route: route?.path ?? 'other' };
    this.#count('annals_http_requests_total', { ...labels, status: String(status) }, 1);
    this.#histograms.get('annals_http_request_seconds' satisfies CountedMetric)?.observe(labels, seconds);
  }

  problem(code: string): void {
    this.#count('annals_problems_total', { code }, 1);
  }

  committed(ms: number): void {
    this.#histograms.get('annals_journal_commit_seconds' satisfies CountedMetric)?.observe(ms / 1000);
  }

  /** In the text format of Prometheus. */
  async text(): Promise<string> {
    const readings = await this.#read();
    for (const name of Object.keys(readMetrics) as ReadMetric[]) {
      const { labels: [label] = [] } = readMetrics[name] as Partial<Extras>;
      const reading = readings[name];
      const values =
        typeof reading === 'number'
          ? [{ labels: {}, value: reading }]
          : Object.entries(reading).map(([of, value]) => ({ labels: { [label ?? '']: of }, value }));
      const gauge = this.#gauges.get(name);
      const counter = this.#counters.get(name);
      gauge?.reset();
      counter?.reset();
      for (const { labels, value } of values) {
        gauge?.set(labels, value);
        counter?.inc(labels, value);
      }
    }
    return this.#registry.metrics();
  }

  #count(name: CountedMetric, labels: Record<string, string>, by: number): void {
    this.#counters.get(name)?.inc(labels, by);
  }
}

interface Extras {
  labels: readonly string[];
  buckets: readonly number[];
  present: readonly string[];
}
