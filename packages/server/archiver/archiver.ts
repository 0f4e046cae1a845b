import { parseCheckpoint, parseNote } from '@annals/ledger';
import { dayOf, monthsBefore } from '../archives/days.ts';
import { messageOf } from '../base/exit.ts';
import type { Reconciler, TaskReport } from '../base/task.ts';
import type { Archive } from '../control/archives.ts';
import type { Control } from '../control/open.ts';
import type { ArchiveDayRow } from '../control/tables.ts';
import type { S3Settings } from '../destinations/s3.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { Delivery, DeliveryPlan } from './job.ts';
import { nextDay, type NextDay } from './plan-day.ts';

/** Does the work of one delivery, and sweeps; away from the thread that answers requests. */
export interface Deliverer {
  deliver(job: { destination: S3Settings; plan: DeliveryPlan }, signal: AbortSignal): Promise<Delivery>;
  /** Removes the objects of a delivery, its manifest last. */
  remove(job: { destination: S3Settings; manifestKey: string }, signal: AbortSignal): Promise<void>;
  /** Lets go of what it holds until the next run. */
  rest(): Promise<void>;
}

export interface ArchiverDeps {
  control: Control;
  ledger: StitchedLedger;
  deliverer: Deliverer;
  organisations(): readonly string[];
  verifierKey(organisation: string): Promise<string | null>;
  /** Credentials in clear; throws in plain words when they cannot be had. */
  destinationOf(archive: Archive): Promise<S3Settings>;
  /** Records an act of the archiver itself. */
  record(organisation: string, event: string, archive: Archive, extra: Record<string, unknown>, error?: string): Promise<void>;
  about: { version: string; host: string; pid: number };
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  everyMs?: number;
  /** To be run again in a moment: what was asked for is about to be signed. */
  soon(): void;
}

/** So often is a demand looked at again. */
const mostWaits = 30;

/** Another plan for a place that turned out to be taken by other bytes. */
const isConflict = (error: unknown): boolean => error instanceof Error && error.name === 'ConflictError';

/**
 * Archives each organisation's days when they are over, in order, without a gap; a day that fails holds up the later ones
 * of its organisation and no others. Idempotent: a plan is written down before its first object is sent, and what a crash
 * interrupted is repeated from it, byte for byte. The next run is the retry.
 */
export class Archiver implements Reconciler {
  readonly name = 'archiver';
  readonly everyMs: number;
  readonly #deps: ArchiverDeps;
  /** Another object for each asking: one that comes while a run is at work is the next one's. */
  readonly #demanded = new Map<string, { day: string }>();
  /** Organisations whose events could not be delivered in this run, for no checkpoint covers them yet. */
  readonly #unsigned = new Set<string>();
  #waits = 0;

  constructor(deps: ArchiverDeps) {
    this.#deps = deps;
    this.everyMs = deps.everyMs ?? 300_000;
  }

  /** In the next run that day and those before it, over or not. Not kept over a restart: who asks, asks again. */
  demand(organisation: string, day: string): void {
    const before = this.#demanded.get(organisation)?.day ?? day;
    this.#demanded.set(organisation, { day: before < day ? day : before });
  }

  async run(signal: AbortSignal): Promise<TaskReport> {
    const report = { archives: 0, organisations: 0, delivered: 0, delivered_events: 0, delivered_bytes: 0, removed: 0, failed: 0 };
    const failures: string[] = [];
    const archives = await this.#deps.control.archives.all();
    report.archives = archives.length;
    if (archives.length === 0) return report;
    try {
      for (const organisation of this.#deps.organisations()) {
        const archive = archives.find((one) => one.organisation === organisation) ?? archives.find((one) => one.organisation === null);
        if (!archive?.enabled) continue;
        report.organisations++;
        const asked = this.#demanded.get(organisation);
        try {
          await this.#organisation(archive, organisation, report, signal);
          if (!this.#unsigned.delete(organisation)) this.#answered(organisation, asked);
        } catch (error) {
          if (signal.aborted) throw error;
          this.#unsigned.delete(organisation);
          this.#answered(organisation, asked);
          report.failed++;
          failures.push(messageOf(error));
        }
      }
    } finally {
      await this.#deps.deliverer.rest();
    }
    // Signing takes a second, or several on a busy machine; an organisation that is not signed at all is not waited for.
    if (this.#demanded.size === 0 || ++this.#waits > mostWaits) {
      this.#demanded.clear();
      this.#waits = 0;
    } else this.#deps.soon();
    if (failures.length > 0)
      throw new Error(`${failures[0]}${failures.length > 1 ? ` (and ${failures.length - 1} more organisations)` : ''}`);
    return report;
  }

  #answered(organisation: string, asked: { day: string } | undefined): void {
    if (this.#demanded.get(organisation) === asked) this.#demanded.delete(organisation);
  }

  async #organisation(archive: Archive, organisation: string, report: Record<string, number>, signal: AbortSignal): Promise<void> {
    const { control } = this.#deps;
    for (;;) {
      signal.throwIfAborted();
      const row = (await control.archiveDays.planned(archive.chain, organisation)) ?? (await this.#plan(archive, organisation));
      if (row === null) break;
      const done = await this.#deliver(archive, row, signal);
      if (done === null) continue;
      // A day that is not over is delivered once for each asking, not again for each event that comes meanwhile.
      if (row.day >= (this.#demanded.get(organisation)?.day ?? '9999')) this.#demanded.delete(organisation);
      report['delivered']!++;
      report['delivered_events']! += done.count;
      report['delivered_bytes']! += done.bytes;
    }
    report['removed']! += await this.#sweep(archive, organisation, signal);
  }

  async #plan(archive: Archive, organisation: string, skip = 0): Promise<ArchiveDayRow | null> {
    const { control, ledger } = this.#deps;
    const last = await control.archiveDays.last(archive.chain, organisation);
    const note = await ledger.checkpoint(organisation);
    const vkey = await this.#deps.verifierKey(organisation);
    if (note === null || vkey === null) {
      if (ledger.size(organisation) > 0) this.#unsigned.add(organisation);
      return null;
    }
    const next = await nextDay(ledger, organisation, {
      next: last === null ? ledger.oldestRetained(organisation) : last.first + last.count,
      lastDay: last?.day ?? null,
      lastGeneration: last?.generation ?? 0,
      signed: parseCheckpoint(parseNote(Buffer.from(note)).text).size,
      nowMs: control.clock.nowMs(),
      demanded: this.#demanded.get(organisation)?.day ?? null,
    });
    if (next === 'unsigned') this.#unsigned.add(organisation);
    if (next === null || next === 'unsigned') return null;
    const generation = next.generation + skip;
    const plan = this.#planOf(archive, organisation, { ...next, generation }, { last, note, vkey });
    const { chain } = archive;
    await control.archiveDays.plan({ chain, organisation, ...next, generation, plan: JSON.stringify(plan) });
    return control.archiveDays.planned(chain, organisation);
  }

  #planOf(
    { settings }: Archive,
    organisation: string,
    next: NextDay,
    { last, note, vkey }: { last: ArchiveDayRow | null; note: string; vkey: string },
  ): DeliveryPlan {
    const { control, about } = this.#deps;
    const { lock } = settings;
    const nowMs = control.clock.nowMs();
    const keptFrom = monthsBefore(dayOf(nowMs), settings.keepMonths);
    return {
      organisation,
      ...next,
      checkpoint: note,
      vkey,
      previous: last === null ? null : { key: last.manifest_key!, sha256: last.manifest_sha256! },
      keptFrom,
      madeAt: new Date(nowMs).toISOString(),
      annals: about.version,
      profile: settings.profile,
      compression: settings.compression,
      enterpriseNumber: settings.enterpriseNumber,
      host: about.host,
      pid: about.pid,
      lock: lock && { mode: lock.mode, until: new Date(nowMs + lock.days * 86_400_000).toISOString() },
    };
  }

  /** Null: the plan was given up for another. */
  async #deliver(archive: Archive, row: ArchiveDayRow, signal: AbortSignal): Promise<Delivery | null> {
    const { control, deliverer, log } = this.#deps;
    const plan = JSON.parse(row.plan) as DeliveryPlan;
    const { organisation, day, generation } = plan;
    try {
      const done = await deliverer.deliver({ destination: await this.#deps.destinationOf(archive), plan }, signal);
      const { count, manifestKey, manifestSha256, bytes } = done;
      await control.archiveDays.delivered(row, { count, manifestKey, manifestSha256, bytes, at: control.now() });
      log.info({ organisation, day, generation, events: count, bytes, adopted: done.adopted }, 'a day was archived');
      return done;
    } catch (error) {
      if (signal.aborted) throw error;
      const detail = messageOf(error);
      if (
        isConflict(error) &&
        !detail.startsWith(`${organisation}/${day.replaceAll('-', '/')}/${generation}/manifest.json`) &&
        generation < row.generation + 100
      ) {
        // What another try left half delivered, in other bytes: this one gets a folder of its own.
        await control.archiveDays.abandon(row);
        log.warn({ organisation, day, generation, err: detail }, 'the place is taken by another try; the day gets the next generation');
        await control.archiveDays.plan({
          ...row,
          generation: generation + 1,
          plan: JSON.stringify({ ...plan, generation: generation + 1 }),
        });
        return null;
      }
      await control.archiveDays.failed(row, detail, control.now());
      if (row.error === null) await this.#deps.record(organisation, 'annals.archive.failure', archive, { day, generation }, detail);
      throw error;
    }
  }

  /** After the months that were set: the oldest days go, manifests last. The last manifest had said from when on days are kept. */
  async #sweep(archive: Archive, organisation: string, signal: AbortSignal): Promise<number> {
    const { control, deliverer } = this.#deps;
    const last = await control.archiveDays.last(archive.chain, organisation);
    const keptFrom = last === null ? null : (JSON.parse(last.plan) as DeliveryPlan).keptFrom;
    if (keptFrom === null) return 0;
    const rows = await control.archiveDays.before(archive.chain, organisation, keptFrom);
    if (rows.length === 0) return 0;
    const destination = await this.#deps.destinationOf(archive);
    for (const row of rows) {
      await deliverer.remove({ destination, manifestKey: row.manifest_key! }, signal);
      await control.archiveDays.removed(row);
    }
    await this.#deps.record(organisation, 'annals.archive.sweep', archive, {
      deliveries: rows.length,
      from: rows[0]!.day,
      to: rows.at(-1)!.day,
      kept_from: keptFrom,
    });
    return rows.length;
  }
}
