import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { PreparedEvent, RememberedId } from '../journal/journal.ts';
import { openJournalReader } from '../journal/open-reader.ts';
import type { JournalReader } from '../journal/reader.ts';
import { openJournalDatabase } from '../journal/schema.ts';
import { encodeRequest } from '../journal/wire.ts';
import { JournalWriter } from '../journal/writer.ts';
import { Sealer, type SealerOptions } from '../sealer.ts';
import { journalPath } from '../segments/paths.ts';

export const installation = 'annals.test';

/** A data directory with a real journal, written in this thread, and a clock that the test moves. */
export class TestDirectory {
  readonly data: string;
  reader: JournalReader;
  nowMs = Date.UTC(2026, 10, 24, 12);
  readonly refusals: [string, string][] = [];
  readonly trims: [string, number][] = [];
  #db: DatabaseSync;
  #writer: JournalWriter;

  constructor() {
    this.data = mkdtempSync(join(tmpdir(), 'annals-sealer-'));
    for (const part of ['journal', 'segments', 'keys', 'signed']) mkdirSync(join(this.data, part));
    this.#db = openJournalDatabase(journalPath(this.data));
    this.#writer = new JournalWriter(this.#db, () => this.nowMs);
    this.reader = openJournalReader(journalPath(this.data));
  }

  /** Records events, some with few groups, some with many. */
  record(organisation: string, count: number, mark = 'x'): void {
    const items = Array.from({ length: count }, (_, i) => event(organisation, `${mark}${i}`));
    this.#writer.append([encodeRequest({ items, recordedBy: 'server', idempotency: null, bytes: 0 })]);
  }

  sealer(options: Partial<SealerOptions> = {}): Sealer {
    return new Sealer({
      data: this.data,
      installation,
      journal: this.reader,
      segmentBytes: 64 * 1024 * 1024,
      nowMs: () => this.nowMs,
      trim: async (organisation, upTo) => {
        this.trims.push([organisation, upTo]);
        this.#writer.trim(organisation, upTo);
      },
      onRolledBack: (organisation, reason) => void this.refusals.push([organisation, reason]),
      ...options,
    });
  }

  recordAll(items: PreparedEvent[]): void {
    this.#writer.append([encodeRequest({ items, recordedBy: 'server', idempotency: null, bytes: 0 })]);
  }

  forget(organisation: string, ids: readonly RememberedId[]): void {
    this.#writer.forget(organisation, ids);
  }

  /** Runs a sealer a second later. */
  async run(sealer: Sealer): Promise<void> {
    this.nowMs += 1000;
    const { signal } = new AbortController();
    await sealer.run(signal);
    await sealer.closer.run(signal);
  }

  /** Changes journal.db behind everybody's back. */
  tamper(sql: string): void {
    this.#db.exec(sql);
    this.#writer = new JournalWriter(this.#db, () => this.nowMs);
  }

  remove(): void {
    this.reader.close();
    this.#db.close();
    rmSync(this.data, { recursive: true, force: true });
  }
}

export function event(organisation: string, text: string): PreparedEvent {
  const many = text.length % 2 === 0;
  return {
    kind: 'event',
    organisation,
    id: randomUUID(),
    inputDigest: createHash('sha256').update(text).digest('hex').slice(0, 16),
    occurredAt: null,
    skeletonHead: '"actor_type":"user","category":"change","event":"tag.create"',
    outcome: 'success',
    targetTypes: '["tag"]',
    warnings: '[]',
    groups: {
      actor: `{"name":"Dana ${text} é"}`,
      ...(many && { detail: `{"extra":{"note":"${text} \\",\\"skeleton\\":{"}}`, net: '{"ip":"192.0.2.1"}' }),
    },
  };
}
