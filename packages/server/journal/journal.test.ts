import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { AppendRequest, Journal, PreparedEvent } from './journal.ts';
import { openJournal } from './open.ts';
import { openJournalReader } from './open-reader.ts';

const A = randomUUID();
const B = randomUUID();

export function prepared(organisation: string, id: string = randomUUID(), text = '{"name":"Dana"}'): PreparedEvent {
  return {
    kind: 'event',
    organisation,
    id,
    inputDigest: createHash('sha256').update(text).digest('hex').slice(0, 16),
    occurredAt: null,
    skeletonHead: '"actor_type":"user","category":"authentication","event":"auth.login"',
    outcome: 'success',
    targetTypes: '[]',
    warnings: '[]',
    groups: { actor: text },
  };
}

function requestOf(items: AppendRequest['items'], idempotency: AppendRequest['idempotency'] = null): AppendRequest {
  return { items, recordedBy: `key:${A}`, idempotency, bytes: 500 * items.length };
}

async function receipts(journal: Journal, request: AppendRequest) {
  const answer = await journal.append(request);
  assert.equal(answer.kind, 'receipts');
  if (answer.kind !== 'receipts') throw new Error('unreachable');
  return {
    ...answer,
    ...(JSON.parse(answer.body) as {
      receipts: {
        index: number;
        status: string;
        sequence: number;
        leaf_hash: string;
        received_at: string;
        problem: { code: string } | null;
      }[];
      duplicates: number;
    }),
  };
}

describe('journal', () => {
  const directory = mkdtempSync(join(tmpdir(), 'annals-journal-'));
  const path = join(directory, 'journal.db');
  let journal: Awaited<ReturnType<typeof openJournal>>;

  before(async () => {
    journal = await openJournal({ path, queueBytes: 1 << 20, onFatal: (detail) => assert.fail(detail) });
  });
  after(async () => {
    await journal.close();
    rmSync(directory, { recursive: true });
  });

  it('numbers each organisation without gaps from 0, across requests and commits', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => receipts(journal, requestOf([prepared(A), prepared(B), prepared(i % 2 ? A : B)]))),
    );
    const reader = openJournalReader(path);
    for (const organisation of [A, B]) {
      const lines = [...reader.batches(organisation, 0, 1000)].flatMap((batch) =>
        batch.lines.map((line, at) => ({ line, sequence: batch.first + at })),
      );
      assert.deepEqual(
        lines.map(({ sequence }) => sequence),
        Array.from({ length: 30 }, (_, i) => i),
      );
      assert.equal(reader.head(organisation)?.size, 30);
    }
    assert.ok(answers.every((answer) => answer.status === 201));
    reader.close();
  });

  it('gives the leaves and the sizes that the batches have, also of a part of them, and after each commit', async () => {
    const reader = openJournalReader(path);
    const organisation = randomUUID();
    assert.equal(reader.sizes().get(organisation), undefined);
    for (const count of [1, 7, 3]) await receipts(journal, requestOf(Array.from({ length: count }, () => prepared(organisation))));
    assert.equal(reader.sizes().get(organisation), 11);
    assert.equal(reader.sizes(), reader.sizes());
    for (let from = 0; from <= 11; from++)
      for (let to = from; to <= 12; to++) {
        const batches = [...reader.batches(organisation, from, to)];
        const leaves = [...reader.leaves(organisation, from, to)];
        assert.deepEqual(
          leaves.map((part) => [part.first, Buffer.from(part.leaves).toString('hex')]),
          batches.map((batch) => [batch.first, Buffer.from(batch.leaves).toString('hex')]),
        );
      }
    reader.close();
  });

  it('answers a known id with the first receipt, and another content with id_conflict', async () => {
    const id = randomUUID();
    const first = await receipts(journal, requestOf([prepared(A, id), prepared(A, id)]));
    assert.deepEqual(
      first.receipts.map((receipt) => receipt.status),
      ['recorded', 'duplicate'],
    );
    const again = await receipts(journal, requestOf([prepared(A, id)]));
    assert.equal(again.status, 200);
    assert.equal(again.receipts[0]?.leaf_hash, first.receipts[0]?.leaf_hash);
    assert.equal(again.receipts[0]?.received_at, first.receipts[0]?.received_at);
    const other = await receipts(journal, requestOf([prepared(A, id, '{"name":"Eve"}')]));
    assert.equal(other.status, 422);
    assert.equal(other.receipts[0]?.problem?.code, 'id_conflict');
    const elsewhere = await receipts(journal, requestOf([prepared(B, id, '{"name":"Eve"}')]));
    assert.equal(elsewhere.status, 201, 'an id of one organisation says nothing in another');
  });

  it('replays the answer of an idempotency key and refuses another body under it', async () => {
    const key = { owner: 'key:1', key: 'once', bodyHash: 'h' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => receipts(journal, requestOf([prepared(A)], key))));
    assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
    assert.equal((await journal.append(requestOf([prepared(A)], { ...key, bodyHash: 'other' }))).kind, 'idempotency_conflict');
    assert.equal((await receipts(journal, requestOf([prepared(A)], { ...key, owner: 'key:2' }))).replayed, false);
  });

  it('refuses an organisation whose ledger was rolled back, and no other', async () => {
    await journal.refuse(A, 'rolled back');
    assert.equal((await journal.append(requestOf([prepared(B), prepared(A)]))).kind, 'refused');
    assert.equal((await receipts(journal, requestOf([prepared(B)]))).status, 201);
    await journal.refuse(A, null);
    assert.equal((await receipts(journal, requestOf([prepared(A)]))).status, 201);
  });

  it('goes on at the next sequence after it is opened again, and remembers ids of trimmed events', async () => {
    const id = randomUUID();
    const { receipts: first } = await receipts(journal, requestOf([prepared(A, id)]));
    const last = first[0]!.sequence;
    await journal.trim(A, last + 1);
    await journal.close();
    journal = await openJournal({ path, queueBytes: 1 << 20, onFatal: (detail) => assert.fail(detail) });
    const answer = await journal.append(requestOf([prepared(A, id)]));
    assert.ok(
      answer.kind === 'receipts' && answer.body.includes('\u0000'),
      'the receipt of a trimmed event is a reference into the segments',
    );
    const next = await receipts(journal, requestOf([prepared(A)]));
    assert.equal(next.receipts[0]?.sequence, last + 1);
    const reader = openJournalReader(path);
    assert.equal(reader.sequenceOf(A, id), last);
    assert.equal(reader.oldest(A), last + 1);
    reader.close();
  });

  it('refuses what does not fit the queue instead of growing', async () => {
    const big = { ...requestOf([prepared(A)]), bytes: 900_000 };
    const results = await Promise.allSettled([journal.append(big), journal.append(big), journal.append(big)]);
    assert.ok(results.some((result) => result.status === 'rejected' && (result.reason as Error).name === 'QueueFull'));
    assert.ok(results.some((result) => result.status === 'fulfilled'));
  });
});
