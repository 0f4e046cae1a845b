import { DatabaseSync } from 'node:sqlite';
import { decodeBatch } from '@annals/ledger';
import { refuseNewerSchema } from '../base/migrate.ts';
import { idBytes, idText } from './id-bytes.ts';
import type { Batch, JournalReader, Leaves, RememberedBy, TreeHead } from './reader.ts';
import { hashesOf } from './tree-head.ts';
import { journalSteps } from './schema.ts';

/** Opens a read-only connection; the writer's database must exist. */
export function openJournalReader(path: string): JournalReader {
  const db = new DatabaseSync(path, { readOnly: true });
  db.exec('PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384;');
  try {
    refuseNewerSchema(db, path, journalSteps.length);
  } catch (error) {
    db.close();
    throw error;
  }
  return new SqliteJournalReader(db);
}

class SqliteJournalReader implements JournalReader {
  readonly #db: DatabaseSync;
  readonly #numbers = new Map<string, number>();
  readonly #statements;
  #sizes: { version: number; sizes: ReadonlyMap<string, number> } = { version: -1, sizes: new Map() };

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = {
      number: db.prepare('SELECT n FROM organisations WHERE uuid = ?'),
      organisations: db.prepare('SELECT uuid FROM organisations JOIN heads USING (n) ORDER BY n'),
      version: db.prepare('PRAGMA data_version'),
      sizes: db.prepare('SELECT uuid, size FROM organisations JOIN heads USING (n)'),
      changed: db.prepare(
        'SELECT b.row, o.uuid, b.first + b.count AS size FROM batches b JOIN organisations o USING (n) WHERE b.row > ? ORDER BY b.row LIMIT 20000',
      ),
      head: db.prepare('SELECT size, root, frontier, last_received_at FROM heads WHERE n = ?'),
      oldest: db.prepare('SELECT min(first) AS first FROM batches WHERE n = ?'),
      unsealed: db.prepare(
        'SELECT sum(length(plaintext)) AS bytes, min(received_at) AS oldest FROM batches WHERE n = ? AND first + count > ?',
      ),
      batches: db.prepare(
        'SELECT first, count, plaintext, leaves FROM batches WHERE n = ?1 AND first < ?3 AND first >= coalesce((SELECT max(first) FROM batches WHERE n = ?1 AND first <= ?2), 0) ORDER BY first LIMIT 64',
      ),
      leaves: db.prepare(
        'SELECT first, leaves, length(plaintext) AS bytes FROM batches WHERE n = ?1 AND first < ?3 AND first >= coalesce((SELECT max(first) FROM batches WHERE n = ?1 AND first <= ?2), 0) ORDER BY first LIMIT 64',
      ),
      ids: db.prepare(
        'SELECT i.id, o.uuid, i.sequence FROM ids i JOIN organisations o USING (n) WHERE (i.id, i.n) > (?, ?) ORDER BY i.id, i.n LIMIT ?',
      ),
      sequence: db.prepare('SELECT sequence FROM ids WHERE id = ? AND n = ?'),
    };
  }

  organisations(): string[] {
    return this.#statements.organisations.all().map((row) => String(row['uuid']));
  }

  changedSince(row: number): { row: number; sizes: Map<string, number> } {
    const sizes = new Map<string, number>();
    let last = row;
    for (const found of this.#statements.changed.iterate(row)) {
      last = Number(found['row']);
      sizes.set(String(found['uuid']), Number(found['size']));
    }
    return { row: last, sizes };
  }

  sizes(): ReadonlyMap<string, number> {
    // Changes with every commit of another connection, and with nothing else.
    const version = Number(this.#statements.version.get()?.['data_version']);
    if (version !== this.#sizes.version)
      this.#sizes = { version, sizes: new Map(this.#statements.sizes.all().map(({ uuid, size }) => [String(uuid), Number(size)])) };
    return this.#sizes.sizes;
  }

  head(organisation: string): TreeHead | null {
    const n = this.#number(organisation);
    const row = n === null ? undefined : this.#statements.head.get(n);
    if (!row) return null;
    return {
      organisation,
      size: Number(row['size']),
      root: row['root'] as Uint8Array,
      frontier: hashesOf(row['frontier'] as Uint8Array),
      lastReceivedAt: String(row['last_received_at']),
    };
  }

  oldest(organisation: string): number {
    const n = this.#number(organisation);
    const first = n === null ? null : this.#statements.oldest.get(n)?.['first'];
    return first === null || first === undefined ? (this.head(organisation)?.size ?? 0) : Number(first);
  }

  unsealed(organisation: string, from = 0): { bytes: number; oldestReceivedMs: number | null } {
    const n = this.#number(organisation);
    const row = n === null ? undefined : this.#statements.unsealed.get(n, from);
    const oldest = row?.['oldest'];
    return { bytes: Number(row?.['bytes'] ?? 0), oldestReceivedMs: typeof oldest === 'string' ? Date.parse(oldest) : null };
  }

  *batches(organisation: string, from: number, to: number): Iterable<Batch> {
    const n = this.#number(organisation);
    if (n === null) return;
    // In pages, so that no read transaction stays open while the caller works on a batch.
    for (let at = from; at < to;) {
      const rows = this.#statements.batches.all(n, at, to);
      for (const row of rows) {
        const batch = cut(decode(organisation, row), at, to);
        if (!batch) continue;
        if (batch.first > at) return;
        yield batch;
        at = batch.first + batch.lines.length;
      }
      if (rows.length < 64) return;
    }
  }

  *leaves(organisation: string, from: number, to: number): Iterable<Leaves> {
    const n = this.#number(organisation);
    if (n === null) return;
    for (let at = from; at < to;) {
      const rows = this.#statements.leaves.all(n, at, to);
      for (const row of rows) {
        const first = Number(row['first']);
        const leaves = (row['leaves'] as Uint8Array).subarray(Math.max(0, at - first) * 32, (to - first) * 32);
        if (leaves.length === 0) continue;
        if (first > at) return;
        yield { first: at, leaves, bytes: Number(row['bytes']) };
        at += leaves.length / 32;
      }
      if (rows.length < 64) return;
    }
  }

  sequenceOf(organisation: string, id: string): number | null {
    const n = this.#number(organisation);
    const row = n === null ? undefined : this.#statements.sequence.get(idBytes(id), n);
    return row ? Number(row['sequence']) : null;
  }

  idsAfter(after: RememberedBy | null, most: number): RememberedBy[] {
    const n = after === null ? -1 : (this.#number(after.organisation) ?? -1);
    return this.#statements.ids.all(after === null ? new Uint8Array() : idBytes(after.id), n, most).map(({ id, uuid, sequence }) => ({
      organisation: String(uuid),
      id: idText(id as Uint8Array),
      sequence: Number(sequence),
    }));
  }

  close(): void {
    this.#db.close();
  }

  #number(organisation: string): number | null {
    const known = this.#numbers.get(organisation);
    if (known !== undefined) return known;
    const n = this.#statements.number.get(organisation)?.['n'];
    if (n === undefined) return null;
    this.#numbers.set(organisation, Number(n));
    return Number(n);
  }
}

function decode(organisation: string, row: Record<string, unknown>): Batch {
  return { organisation, first: Number(row['first']), leaves: row['leaves'] as Uint8Array, ...decodeBatch(row['plaintext'] as Uint8Array) };
}

function cut(batch: Batch, from: number, to: number): Batch | null {
  const start = Math.max(0, from - batch.first);
  const end = Math.min(batch.lines.length, to - batch.first);
  if (start >= end) return null;
  if (start === 0 && end === batch.lines.length) return batch;
  return {
    organisation: batch.organisation,
    first: batch.first + start,
    secrets: batch.secrets.subarray(start * 16, end * 16),
    leaves: batch.leaves.subarray(start * 32, end * 32),
    lines: batch.lines.slice(start, end),
  };
}
