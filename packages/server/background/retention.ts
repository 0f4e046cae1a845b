import type { EngineClient } from '../index/client.ts';
import { Due } from '../retention/due.ts';
import type { HoldInForce } from '../retention/due.ts';
import { forgetAllIds, forgetIds } from '../retention/forget-ids.ts';
import { planRetention, type RetentionOrder, type RetentionPlan, type RetentionSummary } from '../retention/plan.ts';
import type { Indexer } from '../index/indexer.ts';
import { pruneIndex, removeFromIndex } from '../index/prune.ts';
import type { RememberedId } from '../journal/journal.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { Sealer } from '../sealer.ts';
import { readList, type SegmentEntry } from '../segments/list.ts';
import { listGenerations, removeLeftoverBodies, writeGeneration } from '../segments/rewrite.ts';
import { removeOrganisationFiles } from '../segments/remove-organisation.ts';
import { readSignedFiles } from '../segments/signed-files.ts';
import type { StitchedLedger } from '../segments/stitch.ts';

/** What the main thread asks of retention in the background thread, and what it is answered. */
export type RetentionRequest =
  /** What would go; kept until it is executed or another is made. */
  | { act: 'plan'; order: RetentionOrder }
  /** Removes what was planned last; the event that says so is on record. */
  | { act: 'prune'; organisation: string; eventId: string; at: string }
  /** Takes away what a crash left. */
  | { act: 'tidy'; organisation: string }
  /** Brings the index to what the ledger holds. */
  | { act: 'index'; organisations: string[] }
  | { act: 'ids'; nowMs: number }
  /** Forgets the ids of an organisation that was deleted, page by page. */
  | { act: 'forget'; organisation: string }
  /** Removes its files and index rows; the journal does not know it any more. */
  | { act: 'remove'; organisation: string };

export type RetentionAnswer =
  | { act: 'plan'; summary: RetentionSummary }
  | { act: 'prune'; segments: number }
  | { act: 'tidy'; files: number }
  | { act: 'index'; partitions: number }
  | { act: 'ids'; forgotten: number }
  | { act: 'forget'; forgotten: number }
  | { act: 'remove' };

export interface RetentionWorkerDeps {
  data: string;
  installation: string;
  journal: JournalReader;
  ledger: StitchedLedger;
  client: EngineClient;
  /** Which sequences of [from, to) the holds with a query describe; raises when it cannot be told for certain. */
  heldByQuery(organisation: string, holds: readonly HoldInForce[], from: number, to: number): Promise<ReadonlySet<number>>;
  sealer: Pick<Sealer, 'rewriting' | 'dissolve' | 'sealNow'>;
  indexer: Pick<Indexer, 'paused' | 'recheck'>;
  forget(organisation: string, ids: readonly RememberedId[]): Promise<void>;
  /** Bodies of the organisation are others now. */
  onRewritten(organisation: string): void;
  signal: AbortSignal;
}

/** So many new generations are written before they are listed together. */
const atOnce = 32;

/**
 * The part of retention that works on files and index. Everything it does can be repeated: what a crash interrupts is
 * planned anew, and leftovers are taken away by `tidy`.
 */
export class RetentionWorker {
  readonly #deps: RetentionWorkerDeps;
  #plan: RetentionPlan | null = null;

  constructor(deps: RetentionWorkerDeps) {
    this.#deps = deps;
  }

  async do(request: RetentionRequest): Promise<RetentionAnswer> {
    switch (request.act) {
      case 'plan':
        return { act: 'plan', summary: await this.#makePlan(request.order) };
      case 'prune':
        return { act: 'prune', segments: await this.#prune(request) };
      case 'tidy':
        return { act: 'tidy', files: await this.#tidy(request.organisation) };
      case 'index':
        return { act: 'index', partitions: await this.#pruneIndex(request.organisations) };
      case 'forget': {
        const { journal, forget, signal } = this.#deps;
        return { act: 'forget', forgotten: await forgetAllIds({ journal, forget }, request.organisation, signal) };
      }
      case 'remove':
        await this.#remove(request.organisation);
        return { act: 'remove' };
      case 'ids': {
        const { data, journal, ledger, forget, signal } = this.#deps;
        const removed = (organisation: string) => ledger.removed(organisation);
        return { act: 'ids', forgotten: await forgetIds({ data, journal, removed, forget }, request.nowMs, signal) };
      }
    }
  }

  async #makePlan(order: RetentionOrder): Promise<RetentionSummary> {
    const { data, installation, journal, ledger, sealer, signal } = this.#deps;
    const { organisation } = order;
    const { firstMs } = new Due(order.policies, order.nowMs);
    const { end } = await readList(data, organisation);
    const { oldestReceivedMs } = journal.unsealed(organisation, end);
    // Only what a segment holds can go.
    if (firstMs !== null && oldestReceivedMs !== null && oldestReceivedMs <= firstMs) {
      await sealer.sealNow(organisation, signal);
      ledger.forget(organisation);
    }
    const { signed } = await readSignedFiles(data, installation, organisation);
    this.#plan = await planRetention(order, {
      data,
      signedSize: signed?.size ?? 0,
      tree: (size) => ledger.tree(organisation, size),
      heldByQuery: (holds, from, to) => this.#deps.heldByQuery(organisation, holds, from, to),
    });
    return this.#plan.summary;
  }

  async #prune({ organisation, eventId, at }: Extract<RetentionRequest, { act: 'prune' }>): Promise<number> {
    const { data, sealer, ledger, onRewritten } = this.#deps;
    const plan = this.#plan;
    if (plan?.organisation !== organisation) throw new Error('Nothing is planned for this organisation.');
    this.#plan = null;
    let segments = 0;
    for (let from = 0; from < plan.removals.length; from += atOnce) {
      const made: SegmentEntry[] = [];
      for (const removal of plan.removals.slice(from, from + atOnce))
        made.push(await writeGeneration(data, organisation, removal, { eventId, at }));
      segments += (await sealer.rewriting(organisation, () => listGenerations(data, organisation, made))).length;
      ledger.forget(organisation);
      onRewritten(organisation);
    }
    return segments;
  }

  async #tidy(organisation: string): Promise<number> {
    const { data, sealer } = this.#deps;
    if ((await readList(data, organisation)).entries.length === 0) return 0;
    return sealer.rewriting(organisation, () => removeLeftoverBodies(data, organisation));
  }

  async #remove(organisation: string): Promise<void> {
    const { client, data, indexer, ledger, onRewritten, sealer } = this.#deps;
    await sealer.dissolve(organisation, () => removeOrganisationFiles(data, organisation));
    ledger.forget(organisation);
    onRewritten(organisation);
    await indexer.paused(() => removeFromIndex(client, organisation));
  }

  async #pruneIndex(organisations: readonly string[]): Promise<number> {
    const { client, indexer, ledger } = this.#deps;
    const { partitions, isWhole } = await indexer.paused(() => pruneIndex(client, ledger, organisations));
    if (!isWhole) indexer.recheck();
    return partitions;
  }
}
