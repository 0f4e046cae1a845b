import { Alone } from '../base/alone.ts';
import type { Reconciler, TaskReport } from '../base/task.ts';
import { EngineFailed, EngineUnavailable } from './engine-errors.ts';
import { dropDetached, type Check } from './consistency.ts';
import type { IndexerDeps, Rebuild } from './indexer-deps.ts';
import { compare } from './repair.ts';
import { columnNames, createTable, dropTable, eventsTable, oldTables, tableExists } from './schema.ts';
import { RowBinary } from './row-binary.ts';
import { writeRow } from './row.ts';

/** Behind, so many at once: an insert costs the engine 50 to 90 ms of its own, whatever it holds. */
const mostRows = 20_000;
const mostBytes = 32 * 1024 * 1024;
const fewestRowsEach = 500;
const mostBatchesARun = 64;
const failedOpensBeforeUnusable = 5;

export type { IndexerDeps, Rebuild } from './indexer-deps.ts';

interface Made {
  rows: RowBinary;
  positions: Map<string, number>;
}

/**
 * Task that brings the ledger into the index, in order.
 *
 * Promises: each event is in the index once; `onProgress(organisation, to)` is called only when everything up to `to`
 * can be found. Its position is kept in memory and derived from the index at open and after any insert whose end is
 * unknown: what is present is read, the rest is sent. A damaged organisation does not stop the others.
 * Retries: none inside a run; the next run is the retry. Runs on any thread: all it needs comes in `IndexerDeps`.
 */
export class Indexer implements Reconciler {
  readonly name = 'indexer';
  readonly everyMs = 1000;
  readonly #deps: IndexerDeps;
  readonly #startedAt: string;
  readonly #damaged = new Map<string, string>();
  /** Last sequence of each organisation that is in the index; null until derived. */
  #positions: Map<string, number> | null = null;
  /** Holes below the position that are sent before anything new. */
  #missing: { organisation: string; from: number; to: number }[] = [];
  #old: string[] = [];
  #reported = new Set<string>();
  /** One is made while the other is sent. */
  #buffers: [RowBinary, RowBinary] = [new RowBinary(), new RowBinary()];
  /** Parts to be dropped at the next open. */
  #broken = new Set<string>();
  #failedOpens = 0;
  readonly #turns = new Alone();
  /** How many engine processes there have been: what was read from one says nothing of the next. */
  #engines = 0;

  constructor(deps: IndexerDeps) {
    this.#deps = deps;
    this.#startedAt = new Date(deps.startedMs ?? Date.now() - process.uptime() * 1000).toISOString();
  }

  /** Makes the next run derive its position from the index again; for a new engine process. */
  reopen(): void {
    this.#engines += 1;
    this.#failedOpens = 0;
    this.#positions = null;
  }

  /** Makes the next run compare the index with the ledger again. */
  recheck(): void {
    this.#positions = null;
  }

  /** Makes the next run drop the part, which is damaged, and send what it held again. */
  remake(part: string): void {
    this.#broken.add(part);
    this.#reported.clear();
    this.#positions = null;
  }

  /** Everything the ledger had at the last run is in the index. */
  get isIdle(): boolean {
    return this.#positions !== null && this.#behind(this.#positions) === 0;
  }

  run(signal: AbortSignal): Promise<TaskReport> {
    return this.#turns.run(() => this.#run(signal));
  }

  /**
   * Runs `work`, which takes rows out of the index, while no run is under way: one that had read events before they were
   * removed would bring them back.
   */
  paused<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work);
  }

  async #run(signal: AbortSignal): Promise<TaskReport> {
    let rows = 0;
    try {
      const positions = this.#positions ?? (await this.#tryOpen());
      rows += await this.#fill(positions);
      let sending: Promise<void> = Promise.resolve();
      for (let batch = 0; batch < mostBatchesARun && !signal.aborted && !this.#turns.isAwaited; batch += 1) {
        // Rows of the next batch are made while the engine takes this one.
        const made = await this.#make(positions).catch(async (error: unknown) => {
          await sending;
          throw error;
        });
        await sending;
        // Without a row there may be a way all the same: over events that were removed.
        if (made.positions.size === 0) break;
        for (const [organisation, to] of made.positions) positions.set(organisation, to);
        rows += made.rows.rows;
        sending = this.#send(made);
        sending.catch(() => undefined /* awaited at the next turn */);
      }
      await sending;
      await this.#dropOld(positions);
      return { rows, behind: this.#behind(positions), damaged: this.#damaged.size, old_tables: this.#old.length };
    } catch (error) {
      this.#positions = null;
      // What broke off may still be on its way: its bytes are left alone.
      this.#buffers = [new RowBinary(), new RowBinary()];
      throw error;
    }
  }

  async #tryOpen(): Promise<Map<string, number>> {
    try {
      const positions = await this.#open();
      this.#failedOpens = 0;
      return positions;
    } catch (error) {
      if (error instanceof EngineFailed && !error.isOfResources) this.#failedOpens += 1;
      if (error instanceof EngineFailed && this.#failedOpens >= failedOpensBeforeUnusable) this.#deps.onUnusable(error.message);
      throw error;
    }
  }

  async #open(): Promise<Map<string, number>> {
    const { client, log } = this.#deps;
    const engines = this.#engines;
    this.#old = await oldTables(client).catch(() => []);
    const isNew = !(await tableExists(client));
    await createTable(client);
    const { check, dropped } = await compare(this.#deps, this.#broken);
    if (check.detachedParts.length > 0) log('the engine set parts of the index aside', { parts: check.detachedParts });
    if (check.unknown.length > 0)
      log('the index held organisations that the ledger does not have; removed', { organisations: check.unknown });
    await dropDetached(client, check.detachedParts);
    this.#missing = check.findings.flatMap(({ organisation, missing }) => missing.map(([from, to]) => ({ organisation, from, to })));
    const positions = new Map(check.findings.map((finding) => [finding.organisation, finding.position]));
    await this.#report(check, isNew, dropped);
    for (const { organisation, position, missing } of check.findings)
      this.#deps.onProgress(organisation, missing[0] === undefined ? position : missing[0][0] - 1);
    if (engines !== this.#engines) throw new EngineUnavailable('the engine was started again while its index was compared');
    this.#positions = positions;
    this.#deps.onOpened();
    return positions;
  }

  /** Says aloud, once for each organisation and process, that what was indexed before has to be made again. */
  async #report(check: Check, isNew: boolean, dropped: ReadonlySet<string>): Promise<void> {
    const { ledger, log } = this.#deps;
    for (const finding of check.findings) {
      const { organisation, position, missing, removed } = finding;
      const holes = missing.reduce((events, [from, to]) => events + to - from, 0);
      const behind = ledger.size(organisation) - position - 1;
      const lost =
        behind > 0 &&
        (dropped.has(organisation) || ((isNew || check.detachedParts.length > 0) && (await this.#isOld(organisation, position + 1))));
      if (!lost && holes === 0 && removed === 0) continue;
      const rebuild: Rebuild = {
        organisation,
        reason: !isNew || holes > 0 || removed > 0 ? 'damaged' : this.#old.length > 0 ? 'definition' : 'missing',
        events: holes + (lost ? behind : 0),
        removed,
      };
      log('making the index anew from the ledger', { ...rebuild });
      if (this.#reported.has(organisation)) continue;
      this.#reported.add(organisation);
      this.#deps.onRebuild(rebuild);
    }
  }

  /** Was the event received before this process began? Then an index without it lost it. */
  async #isOld(organisation: string, sequence: number): Promise<boolean> {
    try {
      for await (const batch of this.#deps.ledger.read(organisation, sequence, sequence + 1)) {
        const line = batch.lines[0];
        if (line === undefined) continue;
        if (line === '') return false;
        const record = JSON.parse(line) as { skeleton: { received_at: string } };
        return record.skeleton.received_at < this.#startedAt;
      }
    } catch {
      // Reading it to index it fails the same way, and is noted there.
    }
    return false;
  }

  async #fill(positions: Map<string, number>): Promise<number> {
    let rows = 0;
    for (let hole = this.#missing[0]; hole !== undefined; hole = this.#missing[0]) {
      const buffer = this.#nextBuffer();
      const next = await this.#read(hole.organisation, hole.from, Math.min(hole.to, hole.from + mostRows), buffer);
      if (next === hole.from) {
        this.#missing.shift();
        continue;
      }
      await this.#insert(buffer);
      rows += buffer.rows;
      if (next < hole.to) hole.from = next;
      else this.#missing.shift();
      const following = this.#missing.find(({ organisation }) => organisation === hole.organisation);
      this.#deps.onProgress(hole.organisation, following === undefined ? (positions.get(hole.organisation) ?? -1) : following.from - 1);
    }
    return rows;
  }

  /** Rows of the organisations that are behind, an equal share each. */
  async #make(positions: Map<string, number>): Promise<Made> {
    const { ledger } = this.#deps;
    const behind: { organisation: string; from: number; size: number }[] = [];
    for (const [organisation, size] of ledger.sizes()) {
      const from = (positions.get(organisation) ?? ledger.oldestRetained(organisation) - 1) + 1;
      if (size > from) behind.push({ organisation, from, size });
    }
    const share = Math.max(fewestRowsEach, Math.floor(mostRows / Math.max(1, behind.length)));
    const rows = this.#nextBuffer();
    const reached = new Map<string, number>();
    for (const { organisation, from, size } of behind) {
      if (rows.rows >= mostRows || rows.bytes >= mostBytes) break;
      const next = await this.#read(organisation, from, Math.min(size, from + share), rows);
      if (next > from) reached.set(organisation, next - 1);
    }
    return { rows, positions: reached };
  }

  #nextBuffer(): RowBinary {
    this.#buffers.reverse();
    return this.#buffers[0].empty();
  }

  /**
   * Adds the rows of [from, to) until there are enough bytes; returns the sequence after the last one. What the ledger
   * cannot give ends it early, is noted, and is tried again by the next run.
   */
  async #read(organisation: string, from: number, to: number, rows: RowBinary): Promise<number> {
    let next = from;
    try {
      for await (const batch of this.#deps.ledger.read(organisation, from, to)) {
        for (const line of batch.lines) {
          // Retention removed it.
          if (line !== '') writeRow(rows, line, organisation, next);
          next += 1;
        }
        if (rows.bytes >= mostBytes) break;
      }
      this.#damaged.delete(organisation);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#damaged.get(organisation) !== reason) this.#deps.log('an organisation cannot be indexed', { organisation, reason });
      this.#damaged.set(organisation, reason);
    }
    return next;
  }

  async #send(made: Made): Promise<void> {
    await this.#insert(made.rows);
    for (const [organisation, to] of made.positions) this.#deps.onProgress(organisation, to);
  }

  async #insert(rows: RowBinary): Promise<void> {
    if (rows.rows > 0) await this.#deps.client.insert(eventsTable, columnNames, rows.view());
  }

  #behind(positions: Map<string, number>): number {
    const { ledger } = this.#deps;
    let behind = 0;
    for (const [organisation, size] of ledger.sizes())
      behind += Math.max(0, size - (positions.get(organisation) ?? ledger.oldestRetained(organisation) - 1) - 1);
    return behind;
  }

  /** Tables of earlier definitions go when the current one has everything. */
  async #dropOld(positions: Map<string, number>): Promise<void> {
    if (this.#old.length === 0 || this.#behind(positions) > mostRows || this.#damaged.size > 0) return;
    for (const name of this.#old) {
      await dropTable(this.#deps.client, name);
      this.#deps.log('dropped an index of an earlier definition', { name });
    }
    this.#old = [];
  }
}
