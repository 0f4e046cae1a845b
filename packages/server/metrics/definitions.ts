import { problems } from '@annals/events';

/**
 * Every figure of `/metrics` but those of the Node process: the one list that the registry, docs/metrics.md and the
 * types of whoever feeds a figure are made from. Names are API: only added. No label holds an organisation, a key or
 * anything a caller can choose, so the number of series is bounded by this list and the contract.
 */
interface Definition {
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels?: readonly string[];
  /** Upper bounds of a histogram, in the unit of its name. */
  buckets?: readonly number[];
  /** Label values that are there, at 0, before anything happened: an increase from nothing would not be seen. */
  present?: readonly string[];
}

const define = <const D extends Record<string, Definition>>(definitions: D): D => definitions;

/** Counted where it happens. */
export const countedMetrics = define({
  annals_events_recorded_total: { type: 'counter', help: 'Events sent by producers that were acknowledged as recorded: on disk, numbered' },
  annals_events_duplicate_total: { type: 'counter', help: 'Events acknowledged with the receipt of their first recording' },
  annals_events_rejected_total: {
    type: 'counter',
    help: 'Events of acknowledged requests that were refused one by one, by code',
    labels: ['code'],
  },
  annals_problems_total: {
    type: 'counter',
    help: 'Requests answered with a problem, by code: `queue_full` is back-pressure, `disk_full` the watermark, `sign_in_failed` and `too_many_attempts` are failed sign-ins',
    labels: ['code'],
    present: Object.keys(problems),
  },
  annals_http_requests_total: {
    type: 'counter',
    help: 'Requests answered, by route of the contract (`other`: the portal and unknown paths)',
    labels: ['method', 'route', 'status'],
  },
  annals_http_request_seconds: {
    type: 'histogram',
    help: 'Time from the head of a request to the head of its answer; streams go on after it',
    labels: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  },
  annals_journal_commit_seconds: {
    type: 'histogram',
    help: 'Time of a group commit: leaves, rows, fsync',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  },
});

/** Looked up at each scrape. */
export const readMetrics = define({
  annals_capture_available: { type: 'gauge', help: '1 while events can be recorded, 0 while `/readyz` answers 503' },
  annals_degraded: { type: 'gauge', help: '1 for each part that `/readyz` names', labels: ['part'] },
  annals_queue_bytes: { type: 'gauge', help: 'Bytes of events that wait for a commit' },
  annals_queue_limit_bytes: { type: 'gauge', help: 'Bytes at which requests are refused with `queue_full`' },
  annals_queue_requests: { type: 'gauge', help: 'Requests that wait for a commit' },
  annals_checkpoints_total: { type: 'counter', help: 'Checkpoints signed since the start' },
  annals_checkpoint_timestamp_seconds: { type: 'gauge', help: 'When a checkpoint was last signed, of any organisation; 0: not yet' },
  annals_unsigned_age_seconds: { type: 'gauge', help: 'How long the oldest event without a checkpoint has waited for it; 0: none waits' },
  annals_segments_closed_total: { type: 'counter', help: 'Segments closed since the start' },
  annals_unsealed_events: { type: 'gauge', help: 'Signed events that only the journal holds; they go into segments by size and by day' },
  annals_unsealed_age_seconds: { type: 'gauge', help: 'How long the oldest of them has been there' },
  annals_index_lag_events: { type: 'gauge', help: 'Recorded events that search does not find yet' },
  annals_index_lag_seconds: { type: 'gauge', help: 'How long the first of them has waited; 0: none waits' },
  annals_index_unreadable_organisations: { type: 'gauge', help: 'Organisations whose ledger the index cannot read' },
  annals_engine_up: { type: 'gauge', help: '1 while the search engine answers' },
  annals_engine_starts_total: {
    type: 'counter',
    help: 'Starts of the search engine since the start of the server; more than 1: it ended by itself',
  },
  annals_engine_resident_memory_bytes: { type: 'gauge', help: 'Resident memory of the search engine; 0: unknown' },
  annals_disk_free_bytes: { type: 'gauge', help: 'Free bytes of the file system of the data directory' },
  annals_disk_size_bytes: { type: 'gauge', help: 'Size of that file system' },
  annals_disk_watermark_bytes: { type: 'gauge', help: 'Free bytes under which events are refused with `disk_full`' },
  annals_own_events_waiting: { type: 'gauge', help: 'Events of Annals itself that wait in the outbox' },
  annals_own_events_age_seconds: { type: 'gauge', help: 'How long the oldest of them has waited; 0: none waits' },
  annals_organisations: { type: 'gauge', help: 'Organisations, the built-in one included' },
  annals_organisations_refused: {
    type: 'gauge',
    help: 'Organisations that take no events, because their ledger does not extend what was signed',
  },
  annals_ledger_damaged_places: {
    type: 'gauge',
    help: 'Places of the stored ledger that are not what was signed; they are named in the log',
  },
  annals_clock_jumps_total: {
    type: 'counter',
    help: 'How often the clock of the machine was set by more than five seconds since the start',
  },
  annals_task_runs_total: { type: 'counter', help: 'Runs of a background task', labels: ['task'] },
  annals_task_failures_total: { type: 'counter', help: 'Runs of a background task that failed', labels: ['task'] },
  annals_task_failing: { type: 'gauge', help: '1 when the last run of a background task failed', labels: ['task'] },
  annals_task_last_run_timestamp_seconds: { type: 'gauge', help: 'When the last run of a background task began', labels: ['task'] },
  annals_task_last_success_timestamp_seconds: { type: 'gauge', help: 'When a background task last ended well', labels: ['task'] },
  annals_task_last_run_seconds: { type: 'gauge', help: 'How long the last run of a background task took', labels: ['task'] },
  annals_start_timestamp_seconds: { type: 'gauge', help: 'When the server started' },
});

export type CountedMetric = keyof typeof countedMetrics;
export type ReadMetric = keyof typeof readMetrics;
/** A figure, or one for each value of its label. */
export type Reading = number | Record<string, number>;
/** All of them: a figure that is in the list and fed by nobody does not compile. */
export type Readings = Record<ReadMetric, Reading>;

export const allMetrics: Readonly<Record<string, Definition>> = { ...countedMetrics, ...readMetrics };
