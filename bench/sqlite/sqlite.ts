import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { csvLine } from '@annals/events';
import type { Sink } from '../load/jobs.ts';
import { heldBy } from '../measure/files.ts';
import type { Answer, QuestionName, Subject, System } from '../system.ts';
import { answerOf } from './questions.ts';
import { openTable } from './table.ts';

/** SQLite as a peer: a table in a file, written by the load process itself and read here by a second connection. */
export class Sqlite implements System {
  readonly name = 'sqlite';
  readonly #directory: string;
  readonly #path: string;
  readonly #db: DatabaseSync;

  constructor() {
    this.#directory = mkdtempSync(join(tmpdir(), 'annals-bench-sqlite-'));
    this.#path = join(this.#directory, 'events.db');
    this.#db = openTable(this.#path);
  }

  sink(): Promise<Sink> {
    return Promise.resolve({ kind: 'sqlite', path: this.#path, organisations: [] });
  }

  processes(): Record<string, number[]> {
    return {};
  }

  settle(): Promise<void> {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;');
    return Promise.resolve();
  }

  count(): Promise<number> {
    return Promise.resolve(Number(this.#db.prepare('SELECT count(*) AS n FROM events').get()?.['n']));
  }

  bytes(): Promise<Record<string, number>> {
    return Promise.resolve({ total: heldBy(this.#directory).bytes });
  }

  prepare(question: QuestionName, subject: Subject): Promise<() => Promise<Answer | null>> {
    const ask = answerOf(question, this.#db, subject);
    return Promise.resolve(() => Promise.resolve(ask()));
  }

  exportCsv(subject: Subject): Promise<{ rows: number; bytes: number }> {
    const select =
      'SELECT occurred_at, actor_type, actor, id, agent_pool, event, outcome, metadata FROM events WHERE organisation = ? ORDER BY occurred_at, sequence';
    let rows = 0;
    let bytes = 0;
    for (const row of this.#db.prepare(select).iterate(subject.organisation)) {
      rows++;
      bytes += csvLine(
        Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value ?? ''))),
      ).length;
    }
    return Promise.resolve({ rows, bytes });
  }

  remove(): Promise<void> {
    this.#db.close();
    this.kill();
    return Promise.resolve();
  }

  kill(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
