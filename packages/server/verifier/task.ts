import { setTimeout as sleep } from 'node:timers/promises';
import type { Reconciler, TaskReport } from '../base/task.ts';
import type { JournalReader } from '../journal/reader.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import { readList } from '../segments/list.ts';
import { checkItem } from './check-item.ts';
import { checkSizes } from './check-sizes.ts';
import { type Finding, waysOn } from './findings.ts';
import { type Item, itemOf, placeOf, planOf, sameItem } from './plan.ts';
import { readState, type VerifierState, writeState } from './state.ts';

export interface VerifierOptions {
  /** The data directory. */
  data: string;
  /** The verifier's own connection. */
  journal: JournalReader;
  /** Something stored is not what it was; said once, also over restarts, until it was found whole again. */
  onDamage(finding: Finding): void;
  onMended(finding: Finding): void;
  nowMs?: () => number;
}

/** Everything is read again after so long. */
const passMs = 6 * 86_400_000;
/** Lists are read again after so long, to find what was closed since. */
const planMs = 3_600_000;
const runMs = 750;
const saveMs = 10_000;
/** Of each second of work, so many pass in rest: capture and search go first. */
const rest = 4;

/**
 * Reads the stored ledger again, a segment or so a run, the newest first and everything within a week, and compares each
 * event with its leaf, file hash, tiles, root and remembered id. Tells what is changed and repairs nothing; capture goes
 * on, for refusing new events would not bring back old ones. Remembers over restarts where it was and what was damaged.
 * The first run of a process looks whether every bodies file is there in its length.
 */
export class Verifier implements Reconciler {
  readonly name = 'verifier';
  readonly everyMs = 250;
  readonly #options: VerifierOptions;
  readonly #nowMs: () => number;
  #state: VerifierState | null = null;
  #plan: Item[] = [];
  #plannedAtMs = -Infinity;
  /** Since when there is something to save; null: nothing. */
  #unsavedSinceMs: number | null = null;
  #checked = 0;
  #restedAtMs = 0;

  constructor(options: VerifierOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  async run(signal: AbortSignal): Promise<TaskReport> {
    const state = (this.#state ??= (await readState(this.#options.data)) ?? this.#newPass([]));
    if (this.#nowMs() - this.#plannedAtMs > planMs || this.#nowMs() < this.#plannedAtMs) await this.#makePlan(state, signal);
    const until = performance.now() + runMs;
    for (let item = this.#plan[0]; item !== undefined && performance.now() < until; item = this.#plan[0]) {
      this.#restedAtMs = performance.now();
      const findings = await checkItem(this.#options, item, () => this.#rest(signal));
      if (signal.aborted) break;
      this.#plan.shift();
      this.#checked++;
      const known = this.#note(state, item, findings[0] ?? null);
      if (!known && item.at <= state.passAt) state.after = placeOf(item);
      this.#unsavedSinceMs ??= this.#nowMs();
    }
    const unsavedMs = this.#unsavedSinceMs === null ? null : this.#nowMs() - this.#unsavedSinceMs;
    if (unsavedMs !== null && (unsavedMs > saveMs || unsavedMs < 0 || signal.aborted || this.#plan.length === 0)) await this.#save(state);
    return { checked: this.#checked, waiting: this.#plan.length, damaged: state.damaged.length, pass_began: state.passAt };
  }

  #newPass(damaged: VerifierState['damaged']): VerifierState {
    return { passAt: new Date(this.#nowMs()).toISOString(), after: null, damaged };
  }

  async #makePlan(state: VerifierState, signal: AbortSignal): Promise<void> {
    const { data, journal } = this.#options;
    if (this.#nowMs() - Date.parse(state.passAt) > passMs) Object.assign(state, this.#newPass(state.damaged));
    const firstOfProcess = this.#plannedAtMs === -Infinity;
    const items: Item[] = [];
    for (const organisation of journal.organisations()) {
      if (signal.aborted) return;
      const journalItem: Item = { organisation, first: null, at: state.passAt };
      items.push(journalItem);
      try {
        const list = await readList(data, organisation);
        for (const entry of list.current) items.push(itemOf(organisation, entry));
        if (firstOfProcess)
          for (const { entry, finding } of await checkSizes(data, organisation, list))
            this.#note(state, itemOf(organisation, entry), finding);
      } catch (error) {
        if (!(error instanceof LedgerDamaged)) throw error;
        this.#note(state, journalItem, {
          severity: 'error',
          organisation,
          sequence: error.sequence,
          file: error.file,
          what: error.message,
          wayOn: waysOn.restoreList,
        });
      }
    }
    this.#plan = planOf(
      items,
      state.passAt,
      state.after,
      state.damaged.map(({ item }) => item),
    );
    this.#plannedAtMs = this.#nowMs();
  }

  /** Keeps and tells what became of an item; true when it had been damaged before. */
  #note(state: VerifierState, item: Item, finding: Finding | null): boolean {
    const known = state.damaged.find((one) => sameItem(one.item, item));
    if (finding && !known) {
      state.damaged.push({ item, finding });
      this.#options.onDamage(finding);
      this.#unsavedSinceMs = -Infinity;
    }
    if (known && !finding) {
      state.damaged.splice(state.damaged.indexOf(known), 1);
      this.#options.onMended(known.finding);
      this.#unsavedSinceMs = -Infinity;
    }
    return known !== undefined;
  }

  async #save(state: VerifierState): Promise<void> {
    await writeState(this.#options.data, state);
    this.#unsavedSinceMs = null;
  }

  async #rest(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await sleep((performance.now() - this.#restedAtMs) * rest);
    this.#restedAtMs = performance.now();
  }
}
