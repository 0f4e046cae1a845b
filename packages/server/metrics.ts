import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TaskStatus } from './base/task.ts';

/** Where the gauges look; asked at each scrape. */
export interface MetricSources {
  queue(): { bytes: number; requests: number };
  engineStarts(): number;
  indexLagEvents(): number;
  diskFreeBytes(): number;
  tasks(): TaskStatus[];
}

/** The figures of `/metrics`. Names are API: only added. */
export class Metrics {
  readonly #registry = new Registry();
  readonly requestSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly recorded: Counter;
  readonly duplicates: Counter;
  readonly rejected: Counter<'code'>;
  readonly commitSeconds: Histogram;

  constructor(sources: MetricSources) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.requestSeconds = new Histogram({
      name: 'annals_http_request_seconds',
      help: 'Time to answer, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
      registers,
    });
    this.recorded = new Counter({ name: 'annals_events_recorded_total', help: 'Events acknowledged as recorded', registers });
    this.duplicates = new Counter({ name: 'annals_events_duplicate_total', help: 'Events answered with their first receipt', registers });
    this.rejected = new Counter({
      name: 'annals_events_rejected_total',
      help: 'Events and requests refused, by problem code',
      labelNames: ['code'],
      registers,
    });
    this.commitSeconds = new Histogram({
      name: 'annals_journal_commit_seconds',
      help: 'Time of a group commit, fsync included',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('annals_queue_bytes', 'Bytes of events that wait for a commit', () => sources.queue().bytes);
    gauge('annals_queue_requests', 'Requests that wait for a commit', () => sources.queue().requests);
    gauge('annals_index_lag_events', 'Events recorded but not yet searchable', sources.indexLagEvents);
    gauge('annals_engine_starts', 'How often the engine was started since the server was', sources.engineStarts);
    gauge('annals_disk_free_bytes', 'Free bytes of the data directory', sources.diskFreeBytes);
    const lastSuccess = new Gauge({
      name: 'annals_task_last_success_seconds',
      help: 'Unix time of the last good run of a task',
      labelNames: ['task'],
      registers,
      collect() {
        for (const { name, lastSucceededAt } of sources.tasks())
          if (lastSucceededAt) lastSuccess.set({ task: name }, Date.parse(lastSucceededAt) / 1000);
      },
    });
    const failed = new Gauge({
      name: 'annals_task_failed',
      help: '1 when the last run of a task failed',
      labelNames: ['task'],
      registers,
      collect() {
        for (const { name, lastError } of sources.tasks()) failed.set({ task: name }, lastError === null ? 0 : 1);
      },
    });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
