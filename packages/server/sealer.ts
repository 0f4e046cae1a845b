import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint, parseNote, sameBytes } from '@annals/ledger';
import { remove, renameDurably, writeDurably } from './base/files.ts';
import { inLanes, throwAll } from './base/lanes.ts';
import type { Reconciler, TaskReport } from './base/task.ts';
import type { JournalReader } from './journal/reader.ts';
import type { SealerParts } from './sealer/organisation-sealer.ts';
import { OrganisationSealers } from './sealer/organisation-sealers.ts';
import { SegmentCloser } from './sealer/segment-closer.ts';
import { RolledBack } from './sealer/signed-state.ts';
import { readList } from './segments/list.ts';
import { checkpointPath, organisationDirectory, signedPath } from './segments/paths.ts';
import { readIfThere } from './segments/read-if-there.ts';
import { openLedger, type StitchedLedger } from './segments/stitch.ts';
import { newerBodies } from './segments/unlisted.ts';

export interface SealerOptions {
  /** The data directory. */
  data: string;
  /** First part of every origin; fixed at the first start. */
  installation: string;
  /** The sealer's own connection. */
  journal: JournalReader;
  trim(organisation: string, upTo: number): Promise<void>;
  /** The organisation must take no more events; said once until the next start or `continueFrom`. */
  onRolledBack(organisation: string, reason: string): void | Promise<void>;
  segmentBytes: number;
  nowMs?: () => number;
}

/** What waits, for whoever watches; true also while runs fail. */
export interface SealerGauges {
  checkpoints: number;
  segments: number;
  lastSignedMs: number | null;
  /** Since when an event waits for its checkpoint. */
  unsignedSinceMs: number | null;
  unsealedEvents: number;
  unsealedSinceMs: number | null;
}

/** How an organisation went on after what was signed could not be extended. For the event `annals.ledger.continue`. */
export interface Continued {
  /** What the abandoned checkpoint said; null when it could not be read. */
  abandoned: { size: number; root: Uint8Array } | null;
  /** Where the abandoned checkpoint is kept, inside the data directory; null when there was none. */
  kept: string | null;
  size: number;
  root: Uint8Array;
}

/** As many, because files that are synced at the same time share one commit of the file system. */
const lanes = 64;
/** How long a run works off what an earlier start left; new events never wait longer than this for their checkpoint. */
const backlogMs = 1000;

/**
 * Signs checkpoints, at most one a second an organisation; `closer` then moves signed events from the journal into segments.
 * Needs trust: it alone reads the signing keys. Who owns it can sign a false history, but not one that fits the
 * checkpoints others already hold.
 */
export class Sealer implements Reconciler {
  readonly name = 'sealer';
  readonly everyMs = 500;
  readonly #parts: SealerParts;
  readonly #ledger: StitchedLedger;
  readonly #sealers: OrganisationSealers;
  /** A task of its own. */
  readonly closer: SegmentCloser;
  /** New events, to be signed next. */
  #fresh = new Set<string>();
  /** Had events in the journal when this process started. */
  #backlog = new Set<string>();
  /** Organisations with events that no checkpoint covers, and since when this process knows it. */
  readonly #unsigned = new Map<string, number>();
  #lastSignedMs: number | null = null;
  #row: number | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #checkpoints = 0;

  constructor({ data, installation, journal, trim, onRolledBack, segmentBytes, nowMs = Date.now }: SealerOptions) {
    this.#parts = { data, installation, journal, trim, segmentBytes, nowMs };
    this.#ledger = openLedger({ data, journal, cacheBytes: 0 });
    this.#sealers = new OrganisationSealers(this.#parts, onRolledBack);
    this.closer = new SegmentCloser(this.#sealers, nowMs);
  }

  run(signal: AbortSignal): Promise<TaskReport> {
    return this.#alone(() => this.#run(signal));
  }

  /** At the end of a process: signs what came since the last checkpoints, so that nothing waits for the next start. Closes no segment. */
  signLast(signal: AbortSignal): Promise<void> {
    return this.#alone(async () => {
      this.#takeChanges();
      const failures: unknown[] = [];
      await this.#signAll([...this.#unsigned.keys()], new Set(), failures, () => signal.aborted, true);
      throwAll(failures, 'organisations could not be signed');
    });
  }

  /** Runs `work` while nothing is signed, sealed or trimmed. */
  still<T>(work: () => Promise<T>): Promise<T> {
    return this.#alone(() => this.closer.still(work));
  }

  /** Runs `work`, which rewrites or removes what segments hold of the organisation, while nothing of it is signed, sealed or trimmed. */
  async rewriting<T>(organisation: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#sealers.rewriting(organisation, work);
    } finally {
      this.#backlog.add(organisation);
    }
  }

  /** The organisation is deleted: `work` removes its files, and nothing of it is signed or sealed any more. */
  async dissolve(organisation: string, work: () => Promise<void>): Promise<void> {
    await this.#sealers.dissolve(organisation, work);
    this.#unsigned.delete(organisation);
  }

  /** Signs and seals everything the organisation has, however little it is. */
  async sealNow(organisation: string, signal: AbortSignal): Promise<void> {
    const head = this.#parts.journal.head(organisation);
    if (head) await this.#sealers.sealNow(organisation, head, signal);
  }

  /**
   * Gives up what was signed and signs what is there, on an admin's word; the caller records the event and lets the
   * journal take events again. The abandoned checkpoint is kept beside. Throws when what is there is not whole.
   */
  continueFrom(organisation: string): Promise<Continued> {
    return this.still(() => this.#continueFrom(organisation));
  }

  gauges(): SealerGauges {
    let unsealedEvents = 0;
    let unsealedSinceMs = Infinity;
    for (const { unsealed } of this.#sealers.loaded.values()) {
      unsealedEvents += unsealed.events;
      if (unsealed.events > 0) unsealedSinceMs = Math.min(unsealedSinceMs, unsealed.sinceMs ?? Infinity);
    }
    const [unsignedSinceMs = null] = this.#unsigned.values();
    return {
      checkpoints: this.#checkpoints,
      segments: this.closer.closed,
      lastSignedMs: this.#lastSignedMs,
      unsignedSinceMs,
      unsealedEvents,
      unsealedSinceMs: unsealedSinceMs === Infinity ? null : unsealedSinceMs,
    };
  }

  async #run(signal: AbortSignal): Promise<TaskReport> {
    this.#takeChanges();
    const failures: unknown[] = [];
    const fresh = [...this.#fresh];
    this.#fresh = new Set();
    for (const organisation of await this.#signAll(fresh, this.#fresh, failures, () => signal.aborted)) this.#fresh.add(organisation);
    const until = performance.now() + backlogMs;
    const backlog = [...this.#backlog];
    this.#backlog = new Set();
    for (const organisation of await this.#signAll(backlog, this.#backlog, failures, () => signal.aborted || performance.now() > until))
      this.#backlog.add(organisation);
    throwAll(failures, 'organisations could not be signed');
    return { checkpoints: this.#checkpoints, waiting: this.#fresh.size + this.#backlog.size, refused: this.#sealers.refused };
  }

  /** Reads who changed; at the start everybody who has events in the journal. */
  #takeChanges(): void {
    const into = this.#row === null ? this.#backlog : this.#fresh;
    for (;;) {
      const { row, sizes } = this.#parts.journal.changedSince(this.#row ?? 0);
      for (const organisation of sizes.keys()) {
        into.add(organisation);
        // The first to wait stays the first of the map.
        if (!this.#unsigned.has(organisation)) this.#unsigned.set(organisation, this.#parts.nowMs());
      }
      if (row === this.#row || sizes.size === 0) {
        this.#row = row;
        return;
      }
      this.#row = row;
    }
  }

  /** Signs in lanes; who must be asked again goes into `again`. Returns those it did not come to. */
  #signAll(organisations: string[], again: Set<string>, failures: unknown[], stop: () => boolean, isLast = false): Promise<string[]> {
    const sign = async (organisation: string): Promise<void> => {
      try {
        if (!(await this.#sign(organisation, isLast))) again.add(organisation);
      } catch (error) {
        again.add(organisation);
        failures.push(error);
      }
    };
    return inLanes(organisations, lanes, sign, stop);
  }

  /** True when nothing is left to sign for now. */
  async #sign(organisation: string, isLast: boolean): Promise<boolean> {
    const signed = await this.#sealers.use(organisation, async (sealer) => {
      const head = this.#parts.journal.head(organisation);
      const done = head === null ? 'unchanged' : await sealer.sign(head, isLast);
      if (sealer.due) this.closer.add(organisation);
      return done;
    });
    if (signed === 'later' || signed === 'busy') return false;
    if (signed === 'signed') {
      this.#checkpoints += 1;
      this.#lastSignedMs = this.#parts.nowMs();
    }
    this.#unsigned.delete(organisation);
    return true;
  }

  async #continueFrom(organisation: string): Promise<Continued> {
    const { data, journal } = this.#parts;
    const head = journal.head(organisation);
    if (!head) throw new RolledBack('the journal knows no events of this organisation; restore journal/ from a backup');
    const list = await readList(data, organisation);
    const { end } = list;
    if (end > head.size)
      throw new RolledBack(
        `segments hold ${end} events and the journal's head says ${head.size}: restore the journal that belongs to the segments, or move the organisation's segments away`,
      );
    if (!sameBytes((await this.#ledger.tree(organisation, head.size)).root(), head.root))
      throw new RolledBack("the leaves that are there do not make the journal's tree head: run `annals doctor`");
    const kept = await this.#abandon(organisation);
    for (const file of newerBodies(data, organisation, list, head.size)) {
      const path = join(organisationDirectory(data, organisation), file);
      await renameDurably(path, `${path}.abandoned-${new Date(this.#parts.nowMs()).toISOString()}`);
    }
    const sealer = await this.#sealers.start(organisation);
    await sealer.sign(head);
    this.#fresh.add(organisation);
    return { ...kept, size: head.size, root: head.root };
  }

  /** Moves the signed state aside; a crash after it leaves the organisation refused, to be continued again. */
  async #abandon(organisation: string): Promise<{ abandoned: Continued['abandoned']; kept: string | null }> {
    const { data, nowMs } = this.#parts;
    const signed = await readIfThere(signedPath(data, organisation));
    const note = signed ?? (await readIfThere(checkpointPath(data, organisation)));
    if (note === null) return { abandoned: null, kept: null };
    const checkpoint = readable(note);
    const kept = `signed/${organisation}.abandoned-${checkpoint?.size ?? 'unreadable'}-${new Date(nowMs()).toISOString()}`;
    if (signed) await renameDurably(signedPath(data, organisation), `${data}/${kept}`);
    else await writeDurably(`${data}/${kept}`, note);
    await remove(checkpointPath(data, organisation));
    return { abandoned: checkpoint && { size: checkpoint.size, root: checkpoint.root }, kept };
  }

  /** Runs and continuations never overlap: both own the organisations' files. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    // The caller has the error through `turn`; this only keeps the queue going.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function readable(note: Uint8Array): Checkpoint | null {
  try {
    return parseCheckpoint(parseNote(note).text);
  } catch {
    // An unreadable one is kept all the same; only its numbers cannot be told.
    return null;
  }
}
