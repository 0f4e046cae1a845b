import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import assert from 'node:assert/strict';
import { call, login, post } from './api.ts';
import { removeData, start, temporaryData } from './server.ts';

interface Entry {
  first: number;
  count: number;
  file: string;
  frames: number[];
  sha256: string;
}

const eventsASegment = 300;

/** A data directory of a stopped server: two segments and a tail in the journal for each organisation, to be damaged. */
export class DamagedDirectory {
  readonly data: string;
  /** As it was after the first segment. */
  readonly early: string;
  readonly #ids: ReadonlyMap<string, string>;

  constructor(data: string, early: string, ids: ReadonlyMap<string, string>) {
    this.data = data;
    this.early = early;
    this.#ids = ids;
  }

  static async make(names: readonly string[]): Promise<DamagedDirectory> {
    const [data, early] = [temporaryData('annals-damage-'), temporaryData('annals-damage-early-')];
    const server = await start(data, { ANNALS_SEGMENT_BYTES: '16KiB' });
    const ids = new Map<string, string>();
    try {
      for (const name of names) {
        const made = await call<{ organisation: { id: string } }>(server, '/v1/organisations', { body: { name } });
        assert.equal(made.status, 201, made.text);
        ids.set(name, made.json.organisation.id);
      }
      const directory = new DamagedDirectory(data, early, ids);
      for (const round of [1, 2]) {
        for (const id of ids.values()) {
          const answer = await post(server, Array.from({ length: eventsASegment }, login), { organisation: id });
          assert.equal(answer.status, 201, answer.text);
        }
        await until(() => [...ids.values()].every((id) => directory.#entries(id).length >= round && directory.#isSigned(id)));
        if (round === 1) {
          for (const part of ['segments', 'signed']) cpSync(join(data, part), join(early, part), { recursive: true });
          mkdirSync(join(early, 'journal'));
          const journal = new DatabaseSync(join(data, 'journal', 'journal.db'), { readOnly: true });
          journal.prepare('VACUUM INTO ?').run(join(early, 'journal', 'journal.db'));
          journal.close();
        }
      }
      for (const id of ids.values()) await post(server, [login(), login(), login()], { organisation: id });
      await until(() => [...ids.values()].every((id) => directory.#isSigned(id)));
      return directory;
    } finally {
      await server.stop();
    }
  }

  copy(): DamagedDirectory {
    const data = temporaryData('annals-damage-copy-');
    cpSync(this.data, data, { recursive: true, filter: (source) => !['index', 'run'].includes(source.slice(this.data.length + 1)) });
    return new DamagedDirectory(data, this.early, this.#ids);
  }

  remove(): void {
    removeData(this.data);
  }

  id(name: string): string {
    const id = this.#ids.get(name);
    assert.ok(id, name);
    return id;
  }

  path(file: string): string {
    return join(this.data, file);
  }

  flip(file: string, at: number): void {
    const bytes = readFileSync(this.path(file));
    const place = at < 0 ? bytes.length + at : at;
    bytes[place]! ^= 1;
    writeFileSync(this.path(file), bytes);
  }

  cut(file: string, bytes: number): void {
    truncateSync(this.path(file), readFileSync(this.path(file)).length - bytes);
  }

  delete(file: string): void {
    assert.ok(existsSync(this.path(file)), file);
    rmSync(this.path(file), { recursive: true });
  }

  swap(one: string, other: string): void {
    const [first, second] = [readFileSync(this.path(one)), readFileSync(this.path(other))];
    writeFileSync(this.path(one), second);
    writeFileSync(this.path(other), first);
  }

  replace(file: string, change: (text: string) => string): void {
    const before = readFileSync(this.path(file), 'utf8');
    const after = change(before);
    assert.notEqual(after, before, file);
    writeFileSync(this.path(file), after);
  }

  /** Puts a file or folder back as it was after the first segment. */
  putBack(file: string): void {
    rmSync(this.path(file), { recursive: true, force: true });
    mkdirSync(dirname(this.path(file)), { recursive: true });
    cpSync(join(this.early, file), this.path(file), { recursive: true });
  }

  segments(name: string): Entry[] {
    return this.#entries(this.id(name));
  }

  journal<T>(work: (db: DatabaseSync) => T): T {
    const db = new DatabaseSync(this.path('journal/journal.db'));
    try {
      return work(db);
    } finally {
      db.close();
    }
  }

  #entries(id: string): Entry[] {
    const file = this.path(`segments/${id}/list.jsonl`);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Entry);
  }

  #isSigned(id: string): boolean {
    const file = this.path(`signed/${id}`);
    const signed = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[1]) : 0;
    const db = new DatabaseSync(this.path('journal/journal.db'), { readOnly: true });
    try {
      const row = db.prepare('SELECT size FROM heads JOIN organisations USING (n) WHERE uuid = ?').get(id);
      return Number(row?.['size'] ?? 0) === signed;
    } finally {
      db.close();
    }
  }
}

export async function until(holds: () => boolean | Promise<boolean>, what = 'the condition', deadlineMs = 60_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `${what} did not come true in ${deadlineMs} ms`);
    await sleep(100);
  }
}
