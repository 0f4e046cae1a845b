import type { RetentionPolicy } from '@annals/events';
import type { EngineClient } from '../index/client.ts';
import type { RetentionSummary } from '../retention/plan.ts';
import { event, installation, type TestDirectory } from '../sealer/testing.ts';
import { openLedger, type StitchedLedger } from '../segments/stitch.ts';
import { RetentionWorker, type RetentionWorkerDeps } from './retention.ts';

/** Retention on a directory in this thread; the index is not asked, it has its own tests. */
export function workerOn(
  dir: TestDirectory,
  sealer: ReturnType<TestDirectory['sealer']>,
  ledger: StitchedLedger,
  heldByQuery: RetentionWorkerDeps['heldByQuery'] = async () => new Set(),
): RetentionWorker {
  return new RetentionWorker({
    data: dir.data,
    installation,
    journal: dir.reader,
    ledger,
    client: {} as EngineClient,
    indexer: { paused: (work) => work(), recheck: () => undefined },
    heldByQuery,
    sealer,
    forget: async (organisation, ids) => dir.forget(organisation, ids),
    onRewritten: () => undefined,
    signal: new AbortController().signal,
  });
}

/** Removes what is due, after an event that stands for the one that says so. */
export async function sweep(
  dir: TestDirectory,
  sealer: ReturnType<TestDirectory['sealer']>,
  organisation: string,
  policy: RetentionPolicy,
): Promise<RetentionSummary> {
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  const worker = workerOn(dir, sealer, ledger);
  const order = { organisation, policies: [policy], nowMs: dir.nowMs, archivedTo: null, holds: [] };
  const answer = await worker.do({ act: 'plan', order });
  if (answer.act !== 'plan') throw new Error('another answer');
  const cause = event(organisation, 'cause');
  dir.recordAll([cause]);
  await worker.do({ act: 'prune', organisation, eventId: cause.id, at: new Date(dir.nowMs).toISOString() });
  await dir.run(sealer);
  await worker.do({ act: 'ids', nowMs: dir.nowMs });
  return answer.summary;
}
