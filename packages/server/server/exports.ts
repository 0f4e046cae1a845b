import { readFileSync } from 'node:fs';
import { readInstant } from '@annals/events';
import type { Access } from '../access/access.ts';
import type { Connection } from '../access/authenticate.ts';
import type { Principal } from '../access/principal.ts';
import type { Config } from '../base/config.ts';
import { Problem } from '../base/problem.ts';
import type { ExportRow, ShareRow } from '../control/tables.ts';
import { Exporter, type ExporterDeps } from '../exporter.ts';
import { JobThread } from '../exporter/job-thread.ts';
import { ExportJobs } from '../exporter/jobs.ts';
import type { ExportFile } from '../exporter/manifest.ts';
import { ServedFiles } from '../exporter/served-file.ts';
import type { ExportJobsRoutesDeps } from '../http/export-jobs.ts';
import type { ExportDetails, ExportsDeps } from '../http/exports.ts';
import type { SharedDeps, SharesDeps } from '../http/shares.ts';
import type { Engine } from '../index/engine.ts';
import type { IndexProgress } from '../index/progress.ts';
import { ownEvent, uuidOf, viewWindowMs } from '../own-events.ts';
import type { Recorder } from '../recorder.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { TaskRunner } from '../tasks.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

const dayMs = 86_400_000;
const openingMs = 60_000;

export interface ExportsParts extends Pick<ExporterDeps, 'client' | 'resolveEvent'> {
  config: Config;
  access: Access;
  ledger: StitchedLedger;
  progress: IndexProgress;
  engine: Pick<Engine, 'endpoint' | 'onEndpoint'>;
  recorder: Recorder;
  tasks: TaskRunner;
  /** Resolves when the event is on record, and only then. */
  act(organisation: string, event: Record<string, unknown>): Promise<void>;
  log: { error(fields: object, message: string): void };
}

export interface Exports {
  routes: ExportsDeps & { exportJobs: ExportJobsRoutesDeps; shares: SharesDeps; recordOpening: SharedDeps['recordOpening'] };
  /** To be called before the tasks are stopped: running jobs would be waited for. */
  stop(): Promise<void>;
}

/** Streams, jobs and what they need, put together. */
export function openExports(parts: ExportsParts): Exports {
  const { config, access, ledger, progress, engine, tasks, client, resolveEvent, act, log } = parts;
  const { control, organisations } = access;
  const mostQueryBytes = config.limits.queryBytes;
  const jobs = new ExportJobs({
    data: config.dataDir,
    control,
    progress,
    endpoint: () => engine.endpoint(),
    orderOf: (row, spec) => {
      const organisation = organisations.find(row.organisation);
      if (!organisation) return null;
      return {
        organisation: { id: organisation.id, name: organisation.name, slug: organisation.slug },
        fromMs: spec.from === null ? null : (readInstant(spec.from)?.fromMs ?? null),
        toMs: spec.to === null ? null : (readInstant(spec.to)?.fromMs ?? null),
        prefix: config.exports.prefix,
        installation: control.identity.name,
        version,
        enterpriseNumber: config.exports.enterpriseNumber,
        diskReserveBytes: config.limits.diskReserveBytes,
        mostQueryBytes,
      };
    },
    start: (job) => new JobThread(job),
    atOnce: config.exports.atOnce,
    keepMs: config.exports.days * dayMs,
    log,
    signal: () => tasks.signal(jobs.name),
  });
  tasks.start(jobs);
  const unsubscribe = engine.onEndpoint(() => tasks.signal(jobs.name));
  const audited = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw new Problem('audit_unavailable', { retryAfterSeconds: 5 }, { cause });
    });
  return {
    routes: {
      streams: {
        exporter: new Exporter({ client, progress, ledger, resolveEvent, mostQueryBytes }),
        ledger,
        mostEvents: config.limits.streamedEvents,
        version,
        enterpriseNumber: config.exports.enterpriseNumber,
      },
      exportPrefix: config.exports.prefix,
      organisations,
      recordExport: (principal: Principal, organisation: string, details: ExportDetails) =>
        audited(
          act(
            organisation,
            ownEvent('annals.export', principal.actor, { targets: [{ type: 'organisation', id: organisation }], extra: { ...details } }),
          ),
        ),
      shares: { access, mostQueryBytes },
      recordOpening: (share, connection) => audited(recordOpening(parts.recorder, share, connection)),
      exportJobs: {
        access,
        ledger,
        signal: () => tasks.signal(jobs.name),
        forget: (id) => jobs.forget(id),
        mostQueryBytes,
        progressOf: (id) => jobs.progressOf(id),
        waitingFor: (id) => jobs.waitingFor(id),
        files: new ServedFiles(config.dataDir),
        recordDownload: (principal, row, file) => audited(recordDownload(parts.recorder, principal, row, file)),
      },
    },
    stop: async () => {
      unsubscribe();
      await jobs.stop();
    },
  };
}

/** Once a quarter of an hour for the same file and the same person: whoever goes on with a broken download does not take it twice. */
async function recordDownload(
  recorder: Recorder,
  principal: Principal,
  row: ExportRow,
  { name, part, bytes, sha256 }: ExportFile,
): Promise<void> {
  const window = Math.floor(Date.now() / viewWindowMs);
  const id = uuidOf(`download ${principal.userId ?? principal.recordedBy} ${row.id} ${part} ${window}`);
  const event = ownEvent('annals.export.download', principal.actor, {
    targets: [{ type: 'export', id: row.id, name }],
    extra: { part, bytes, sha256 },
  });
  // From another address it is an id_conflict: the download is on record, which is what counts.
  await recorder.recordOwn([{ id, organisation: row.organisation, event }]);
}

/**
 * Once a minute for the same link and address: whoever has a link must not fill the ledger by asking again and again.
 * Answers whether it is a new opening.
 */
async function recordOpening(
  recorder: Recorder,
  { id: share, organisation, name }: ShareRow,
  { ip, userAgent }: Connection,
): Promise<boolean> {
  const id = uuidOf(`open ${share} ${ip} ${Math.floor(Date.now() / openingMs)}`);
  const actor = {
    type: 'service' as const,
    id: share,
    name: `share link ${name}`,
    ...(ip !== null && { ip }),
    ...(userAgent !== null && { user_agent: userAgent }),
  };
  const event = ownEvent('annals.share.open', actor, { targets: [{ type: 'share_link', id: share, name }] });
  return (await recorder.recordOwn([{ id, organisation, event }])).recorded === 1;
}
