import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRecord } from '@annals/events';
import type { Batch } from '../journal/reader.ts';
import type { Ledger } from '../segments/ledger.ts';
import { addRange, type Ranges } from '../segments/removed.ts';
import { EngineClient } from './client.ts';
import { Engine } from './engine.ts';
import { Indexer, type Rebuild } from './indexer.ts';
import { IndexProgress } from './progress.ts';

/** What the tests of index and search stand on: the real engine, and a ledger that holds lines in memory. */

export class LinesLedger implements Ledger {
  readonly #lines = new Map<string, string[]>();

  append(organisation: string, ...records: StoredRecord[]): void {
    const lines = this.#lines.get(organisation) ?? [];
    for (const record of records) lines.push(JSON.stringify(record));
    this.#lines.set(organisation, lines);
  }

  organisations(): string[] {
    return [...this.#lines.keys()];
  }

  sizes(): ReadonlyMap<string, number> {
    return new Map([...this.#lines].map(([organisation, lines]) => [organisation, lines.length]));
  }

  size(organisation: string): number {
    return this.#lines.get(organisation)?.length ?? 0;
  }

  /** As retention does. */
  remove(organisation: string, from: number, to: number): void {
    this.#lines.get(organisation)?.fill('', from, to);
  }

  oldestRetained(organisation: string): number {
    const lines = this.#lines.get(organisation) ?? [];
    const oldest = lines.findIndex((line) => line !== '');
    return oldest < 0 ? lines.length : oldest;
  }

  async removed(organisation: string): Promise<Ranges> {
    const ranges: [number, number][] = [];
    this.#lines.get(organisation)?.forEach((line, at) => {
      if (line === '') addRange(ranges, at, at + 1);
    });
    return ranges;
  }

  async *read(organisation: string, from: number, to: number): AsyncIterable<Batch> {
    const lines = this.#lines.get(organisation) ?? [];
    for (let first = from; first < Math.min(to, lines.length); first += 1000) {
      yield {
        organisation,
        first,
        secrets: new Uint8Array(),
        leaves: new Uint8Array(),
        lines: lines.slice(first, Math.min(first + 1000, to)),
      };
    }
  }

  /** Lines in memory have no tree. */
  async leafHashes(_: string, from: number, to: number): Promise<Uint8Array> {
    return new Uint8Array(32 * (to - from));
  }

  sequenceOf(organisation: string, id: string): number | null {
    const at = (this.#lines.get(organisation) ?? []).findIndex((line) => line.includes(id));
    return at < 0 ? null : at;
  }
}

export interface IndexUnderTest {
  dir: string;
  engine: Engine;
  client: EngineClient;
  ledger: LinesLedger;
  indexer: Indexer;
  progress: IndexProgress;
  rebuilds: Rebuild[];
  logs: string[];
  /** Indexes until nothing is behind. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openIndex(
  ledger = new LinesLedger(),
  dir = mkdtempSync(join(tmpdir(), 'annals-index-')),
  startedMs?: number,
): Promise<IndexUnderTest> {
  const logs: string[] = [];
  const log = (message: string): void => void logs.push(message);
  const engine = new Engine({ path: join(dir, 'index'), runPath: join(dir, 'run'), log });
  const client = new EngineClient(() => engine.endpoint());
  const progress = new IndexProgress();
  const rebuilds: Rebuild[] = [];
  const indexer = new Indexer({
    client,
    ledger,
    onProgress: (organisation, to) => progress.set(organisation, to),
    onOpened: () => progress.opened(),
    onRebuild: (rebuild) => void rebuilds.push(rebuild),
    onUnusable: (reason) => engine.condemnIndex(reason),
    log,
    ...(startedMs === undefined ? {} : { startedMs }),
  });
  await engine.ready();
  const settle = async (): Promise<void> => {
    for (;;) {
      const report = await indexer.run(new AbortController().signal);
      if (report['behind'] === 0) return;
    }
  };
  const close = async (): Promise<void> => {
    await client.close();
    await engine.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, engine, client, ledger, indexer, progress, rebuilds, logs, settle, close };
}

let made = 0;

/** A stored record with what a test says, and unremarkable values for the rest. */
export function record(given: { skeleton?: Partial<StoredRecord['skeleton']>; groups?: StoredRecord['groups'] } = {}): StoredRecord {
  made += 1;
  const received_at = given.skeleton?.received_at ?? new Date(Date.UTC(2026, 10, 1) + made).toISOString();
  return {
    groups: given.groups ?? { actor: { email: 'dana@example.com', id: 'u1' } },
    skeleton: {
      actor_type: 'user',
      category: 'access',
      event: 'auth.login',
      id: uuidOf(made),
      occurred_at: received_at,
      outcome: 'success',
      recorded_by: 'key:11111111-1111-4111-8111-111111111111',
      target_types: [],
      ...given.skeleton,
      received_at,
    },
  };
}

export function uuidOf(number: number): string {
  return `0193a000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
