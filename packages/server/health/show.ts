import type { AnswerOf, getStatus } from '@annals/events';
import { instant } from '../base/clock.ts';
import type { Readings } from '../metrics/definitions.ts';
import { ageMs, reported, type HealthFacts } from './facts.ts';
import { degraded, unavailable } from './reasons.ts';

/** The same facts for each who asks: probes, administrators, Prometheus. */

type Status = AnswerOf<typeof getStatus, 200>;

export function readinessOf(facts: HealthFacts): Pick<Status, 'status' | 'reasons'> {
  const none = unavailable(facts);
  const some = degraded(facts);
  return { status: none.length > 0 ? 'unavailable' : some.length > 0 ? 'degraded' : 'ready', reasons: [...none, ...some] };
}

export function statusOf(facts: HealthFacts): Status {
  const { journal, disk, engine, background, ownEvents } = facts;
  return {
    ...readinessOf(facts),
    version: facts.version,
    now: instant(facts.nowMs),
    started_at: instant(facts.startedMs),
    queue: { bytes: journal.queueBytes, limit_bytes: journal.queueLimitBytes, requests: journal.queueRequests },
    disk: { free_bytes: disk.freeBytes, size_bytes: disk.totalBytes, watermark_bytes: disk.watermarkBytes },
    ledger: {
      organisations: facts.organisations,
      last_checkpoint_at: instantOrNull(background?.sealer.lastSignedMs),
      unsigned_since: instantOrNull(background?.sealer.unsignedSinceMs),
      unsealed_events: background?.sealer.unsealedEvents ?? 0,
      unsealed_since: instantOrNull(background?.sealer.unsealedSinceMs),
      refused: [...facts.refused],
    },
    index: {
      engine: engine.state,
      engine_starts: engine.starts,
      engine_error: engine.lastError,
      behind_events: background?.index.events ?? 0,
      behind_since: instantOrNull(background?.index.sinceMs),
      unreadable_organisations: reported(facts, 'indexer', 'damaged'),
    },
    own_events: { waiting: ownEvents.waiting, oldest_at: instantOrNull(ownEvents.oldestMs) },
    memory: { server_bytes: facts.serverBytes, engine_bytes: engine.residentBytes },
    tasks: facts.tasks.map((task) => ({
      name: task.name,
      every_ms: task.everyMs,
      runs: task.runs,
      failures: task.failures,
      last_started_at: task.lastStartedAt,
      last_succeeded_at: task.lastSucceededAt,
      last_duration_ms: task.lastDurationMs,
      last_error: task.lastError,
      report: task.report,
    })),
  };
}

export function readingsOf(facts: HealthFacts): Readings {
  const { nowMs, journal, disk, engine, background, ownEvents, tasks } = facts;
  const sealer = background?.sealer;
  const age = (sinceMs: number | null | undefined): number => ageMs(nowMs, sinceMs ?? null) / 1000;
  const each = (value: (task: (typeof tasks)[number]) => number): Record<string, number> =>
    Object.fromEntries(tasks.map((task) => [task.name, value(task)]));
  return {
    annals_capture_available: unavailable(facts).length === 0 ? 1 : 0,
    annals_degraded: Object.fromEntries(readinessOf(facts).reasons.map(({ part }) => [part, 1])),
    annals_queue_bytes: journal.queueBytes,
    annals_queue_limit_bytes: journal.queueLimitBytes,
    annals_queue_requests: journal.queueRequests,
    annals_checkpoints_total: sealer?.checkpoints ?? 0,
    annals_checkpoint_timestamp_seconds: (sealer?.lastSignedMs ?? 0) / 1000,
    annals_unsigned_age_seconds: age(sealer?.unsignedSinceMs),
    annals_segments_closed_total: sealer?.segments ?? 0,
    annals_unsealed_events: sealer?.unsealedEvents ?? 0,
    annals_unsealed_age_seconds: age(sealer?.unsealedSinceMs),
    annals_index_lag_events: background?.index.events ?? 0,
    annals_index_lag_seconds: age(background?.index.sinceMs),
    annals_index_unreadable_organisations: reported(facts, 'indexer', 'damaged'),
    annals_engine_up: engine.state === 'ready' ? 1 : 0,
    annals_engine_starts_total: engine.starts,
    annals_engine_resident_memory_bytes: engine.residentBytes ?? 0,
    annals_disk_free_bytes: disk.freeBytes,
    annals_disk_size_bytes: disk.totalBytes,
    annals_disk_watermark_bytes: disk.watermarkBytes,
    annals_own_events_waiting: ownEvents.waiting,
    annals_own_events_age_seconds: age(ownEvents.oldestMs),
    annals_organisations: facts.organisations,
    annals_organisations_refused: facts.refused.length,
    annals_ledger_damaged_places: reported(facts, 'verifier', 'damaged'),
    annals_clock_jumps_total: facts.clock.jumps,
    annals_task_runs_total: each(({ runs }) => runs),
    annals_task_failures_total: each(({ failures }) => failures),
    annals_task_failing: each(({ lastError }) => (lastError === null ? 0 : 1)),
    annals_task_last_run_timestamp_seconds: each(({ lastStartedAt }) => (lastStartedAt ? Date.parse(lastStartedAt) / 1000 : 0)),
    annals_task_last_success_timestamp_seconds: each(({ lastSucceededAt }) => (lastSucceededAt ? Date.parse(lastSucceededAt) / 1000 : 0)),
    annals_task_last_run_seconds: each(({ lastDurationMs }) => (lastDurationMs ?? 0) / 1000),
    annals_start_timestamp_seconds: facts.startedMs / 1000,
  };
}

function instantOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : instant(ms);
}
