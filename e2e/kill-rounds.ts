import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { call, find, login } from './api.ts';
import { checkAll } from './check-all.ts';
import { ReceiptBook } from './receipt-book.ts';
import { seeded, type Seeded } from './seeded.ts';
import { removeData, ServerEnded, start, temporaryData, type Running } from './server.ts';

/**
 * Rounds of kill -9 on one data directory: start, load, kill at a random moment, look at what is on the disk.
 * A part of the rounds is killed while it starts. The seed decides everything that the test decides; the machine's own
 * timing it cannot repeat.
 */
export interface KillRounds {
  seed: string;
  /** Tells this directory's choices from those of others with the same seed. */
  name: string;
  rounds: number;
  writers: number;
  /** Slugs; all but `acme` are made in the first round. */
  organisations: readonly string[];
  /** Part of the requests that change control.db instead. */
  acts: number;
}

/** Small, so that segments are closed and the journal trimmed many times in a round. */
const segmentBytes = '16KiB';
const killedInStart = 0.15;
/** Compiled code is kept, as `npm start` does: most of a round is the start. */
const compiled = fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));

/** How many rounds in all: `ANNALS_TEST_ROUNDS`, or what continuous integration runs. */
export function testRounds(): number {
  return Number(process.env['ANNALS_TEST_ROUNDS'] || 200);
}

export async function killRounds(t: TestContext, options: KillRounds): Promise<void> {
  const data = temporaryData('annals-kill-');
  const world = new KillWorld(data, options);
  t.diagnostic(`ANNALS_TEST_SEED=${options.seed} ANNALS_TEST_ROUNDS=${testRounds()}`);
  try {
    for (let round = 0; round < options.rounds; round++) await world.round(round);
    await world.last();
    t.diagnostic(world.told());
  } catch (cause) {
    throw new Error(`ANNALS_TEST_SEED=${options.seed} round ${world.at}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  } finally {
    await world.stop();
    removeData(data);
  }
}

class KillWorld {
  at = 0;
  readonly #data: string;
  readonly #options: KillRounds;
  readonly #seed: Seeded;
  readonly #book = new ReceiptBook();
  readonly #keys = new Set<string>();
  #server: Running | null = null;
  #startMs = 1_000;
  #startsKilled = 0;
  #made = false;

  constructor(data: string, options: KillRounds) {
    this.#data = data;
    this.#options = options;
    this.#seed = seeded(`${options.seed}/${options.name}`);
  }

  async round(round: number): Promise<void> {
    this.at = round;
    const seed = this.#seed.named(round);
    // A first start is killed too: what it had set up must be whole, or be set up by the next one.
    const readyMs = seed.chance(killedInStart) ? Math.ceil(seed.part() * this.#startMs) : null;
    const server = await this.#start(readyMs);
    if (server !== null) {
      await this.#makeOrganisations(server);
      await this.#load(server, seed);
    } else this.#startsKilled++;
    if (!existsSync(join(this.#data, 'journal', 'journal.db'))) return;
    if (!this.#made) return;
    await checkAll(this.#data);
    await this.#book.assertHeld(this.#data);
  }

  /** After the last kill everything is there for every reader: ledger, index, control. */
  async last(): Promise<void> {
    const server = await this.#start(null);
    assert.ok(server);
    await this.#makeOrganisations(server);
    await this.#book.sendUnanswered(server);
    for (let i = 0; i < 20; i++) await this.#book.repeat(server, this.#seed.part());
    for (const organisation of this.#options.organisations) await wholeIndex(server, organisation);
    await this.#everyActRecorded(server);
    assert.equal(await server.stop(), 0, server.log());
    this.#server = null;
    await checkAll(this.#data);
    await this.#book.assertHeld(this.#data);
    await this.#book.assertStored(this.#data);
  }

  async stop(): Promise<void> {
    await this.#server?.kill();
  }

  told(): string {
    return `${this.#book.size} events acknowledged in ${this.#book.requests} requests, ${this.#keys.size} keys made, ${this.#startsKilled} starts killed`;
  }

  async #start(readyMs: number | null): Promise<Running | null> {
    const startedMs = performance.now();
    try {
      this.#server = await start(
        this.#data,
        { ANNALS_SEGMENT_BYTES: segmentBytes, NODE_COMPILE_CACHE: compiled },
        readyMs === null ? {} : { readyMs },
      );
      this.#startMs = performance.now() - startedMs;
      return this.#server;
    } catch (error) {
      if (readyMs !== null && error instanceof ServerEnded && error.code === null) return null;
      throw error;
    }
  }

  async #makeOrganisations(server: Running): Promise<void> {
    if (this.#made) return;
    for (const name of this.#options.organisations) {
      if (name === 'acme') continue;
      const made = await call(server, '/v1/organisations', { body: { name } });
      assert.equal(made.status, 201, made.text);
    }
    this.#made = true;
  }

  async #load(server: Running, seed: Seeded): Promise<void> {
    await this.#book.sendUnanswered(server);
    const dying = new AbortController();
    const load = Array.from({ length: this.#options.writers }, (_, writer) => this.#write(server, dying.signal, seed.named(writer)));
    // By answers, so that a slow machine kills as often in the middle of work as a fast one; then at any moment between two.
    const answers = this.#book.requests + seed.whole(0, 60);
    const latest = performance.now() + 1_000;
    while (this.#book.requests < answers && performance.now() < latest) await sleep(1);
    await sleep(seed.whole(0, 20));
    await server.kill();
    this.#server = null;
    dying.abort();
    await Promise.all(load);
  }

  async #write(server: Running, dying: AbortSignal, seed: Seeded): Promise<void> {
    while (!dying.aborted) {
      if (seed.chance(0.1)) await this.#book.repeat(server, seed.part());
      else if (seed.chance(this.#options.acts)) await this.#makeKey(server);
      else {
        const sent = {
          organisation: seed.pick(this.#options.organisations),
          events: Array.from({ length: seed.chance(0.05) ? 300 : seed.whole(1, 40) }, () => ({ ...login(), id: randomUUID() })),
          // Half of the requests carry a key, so that replayed answers are tried too.
          key: seed.chance(0.5) ? randomUUID() : null,
        };
        if (!(await this.#book.send(server, sent))) return;
      }
    }
  }

  async #makeKey(server: Running): Promise<void> {
    const body = { name: randomUUID(), organisation: 'acme', scopes: ['events:read'] };
    const made = await call<{ key: { id: string } }>(server, '/v1/keys', { body }).catch(() => null);
    if (made === null) return;
    assert.equal(made.status, 201, made.text);
    this.#keys.add(made.json.key.id);
  }

  /** Keys that are there have one event each, acknowledged or not; acknowledged ones are there. */
  async #everyActRecorded(server: Running): Promise<void> {
    const listed = await call<{ keys: { id: string; organisation: string | null }[] }>(server, '/v1/keys?organisation=acme');
    assert.equal(listed.status, 200, listed.text);
    const ids = listed.json.keys.filter(({ organisation }) => organisation !== null).map(({ id }) => id);
    for (const id of this.#keys) assert.ok(ids.includes(id), `the key ${id} was acknowledged and is gone`);
    const recorded = new Map<string, number>();
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof find>> = await find(server, {
        q: 'event:annals.key.create',
        limit: 1000,
        ...(cursor ? { cursor } : {}),
      });
      assert.equal(page.status, 200, page.text);
      for (const { targets } of page.json.events) recorded.set(targets![0]!.id, (recorded.get(targets![0]!.id) ?? 0) + 1);
      cursor = page.json.next;
    } while (cursor);
    assert.deepEqual([...recorded.keys()].sort(), ids.sort(), 'every key that is there is on record, and no other');
    assert.ok(
      [...recorded.values()].every((times) => times === 1),
      'and once',
    );
  }
}

/** The index holds what the ledger holds: every sequence once, none missing. */
export async function wholeIndex(server: Running, organisation: string): Promise<void> {
  const last = await call<{ receipts: { sequence: number }[] }>(server, `/v1/events?organisation=${organisation}`, { body: login() });
  assert.equal(last.status, 201, last.text);
  const { sequence } = last.json.receipts[0]!;
  const deadline = performance.now() + 60_000;
  let found = await find(server, { organisation, wait_for: sequence, limit: 1, total: 'exact' });
  while (found.status !== 200 || (found.json.indexed_to ?? -1) < sequence) {
    assert.ok(performance.now() < deadline, `not indexed: ${found.text}\n${server.log()}`);
    await sleep(100);
    found = await find(server, { organisation, wait_for: sequence, limit: 1, total: 'exact' });
  }
  assert.equal(found.json.total?.value, found.json.as_of + 1, 'the index counts what the ledger counts');
  let expected = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof find>> = await find(server, {
      organisation,
      order: 'sequence',
      limit: 1000,
      ...(cursor ? { cursor } : {}),
    });
    assert.equal(page.status, 200, page.text);
    for (const event of page.json.events) assert.equal(event.sequence, expected++, 'sequences have no gap and no double');
    cursor = page.json.next;
  } while (cursor);
  assert.ok(expected > sequence);
}
