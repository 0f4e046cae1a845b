import { randomFillSync } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BatchBuilder } from './batch-builder.ts';
import type { GrowingTree } from '@annals/ledger';
import { idBytes } from './id-bytes.ts';
import type { AppendAnswer, RememberedId } from './journal.ts';
import { leafHashOf, digestsOf, lineOf } from './leaf-writer.ts';
import { answerOf, receiptReference, recordedReceipt, rejectedReceipt } from './receipt.ts';
import { frontierBytes, treeOf } from './tree-head.ts';
import { decodeItems, type WireItem, type WireRequest } from './wire.ts';

type WireEvent = Extract<WireItem, { kind: 'event' }>;

interface Head {
  n: number;
  tree: GrowingTree;
  lastReceivedAt: string;
}

/** How long an answer is replayed by its Idempotency-Key. */
export const answerDays = 7;

/**
 * The only writer of journal.db. One call of {@link append} is one transaction: sequences, ids, leaves, tree heads and
 * idempotency answers of every request of the group become durable together or not at all.
 * Relies on: one instance a directory (the data directory's lock), SQLite's synchronous=FULL.
 */
export class JournalWriter {
  readonly #db: DatabaseSync;
  readonly #now: () => number;
  readonly #heads = new Map<string, Head>();
  readonly #refused = new Map<string, string>();
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(db: DatabaseSync, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
    this.#statements = prepareStatements(db);
  }

  /** Throws what SQLite throws, after rolling back; then nothing of the group may be taken for recorded. */
  append(requests: readonly WireRequest[]): AppendAnswer[] {
    const touched = new Map<string, BatchBuilder>();
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const answers = requests.map((request) => this.#appendRequest(request, touched));
      for (const [organisation, builder] of touched) this.#store(organisation, builder);
      this.#db.exec('COMMIT');
      return answers;
    } catch (error) {
      // The heads in memory have moved with the lost transaction; the next append reads them anew.
      this.#heads.clear();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  trim(organisation: string, upTo: number): void {
    const n = this.#statements.findOrganisation.get(organisation)?.['n'];
    if (n !== undefined) this.#statements.trim.run(n, upTo);
  }

  forget(organisation: string, ids: readonly RememberedId[]): void {
    const n = this.#statements.findOrganisation.get(organisation)?.['n'];
    if (n === undefined) return;
    this.#statements.forgetIds.run(n, JSON.stringify(ids.map(({ id, sequence }) => [id.replaceAll('-', ''), sequence])));
  }

  /** Its answers by idempotency key stay for their seven days: they hold receipts, no events. */
  removeOrganisation(organisation: string): void {
    const n = this.#statements.findOrganisation.get(organisation)?.['n'];
    if (n === undefined) return;
    this.#heads.delete(organisation);
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const statement of ['removeBatches', 'removeIds', 'removeHead', 'removeName'] as const) this.#statements[statement].run(n);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  forgetAnswers(): void {
    this.#statements.forgetAnswers.run(new Date(this.#now() - answerDays * 86_400_000).toISOString());
  }

  refuse(organisation: string, reason: string | null): void {
    if (reason === null) this.#refused.delete(organisation);
    else this.#refused.set(organisation, reason);
  }

  #appendRequest(request: WireRequest, touched: Map<string, BatchBuilder>): AppendAnswer {
    const { idempotency } = request;
    if (idempotency) {
      const stored = this.#statements.findAnswer.get(idempotency.owner, idempotency.key);
      if (stored) {
        if (stored['body_hash'] !== idempotency.bodyHash) return { kind: 'idempotency_conflict' };
        return {
          kind: 'receipts',
          status: Number(stored['status']),
          body: String(stored['body']),
          replayed: true,
          recorded: 0,
          lastSequences: {},
        };
      }
    }
    const items = decodeItems(request);
    for (const item of items) {
      const reason = item.kind === 'event' ? this.#refused.get(item.organisation) : undefined;
      if (item.kind === 'event' && reason !== undefined) return { kind: 'refused', organisation: item.organisation, reason };
    }
    const answer = this.#record(items, request.recordedBy, touched);
    if (idempotency) {
      this.#statements.addAnswer.run(
        idempotency.owner,
        idempotency.key,
        idempotency.bodyHash,
        answer.status,
        answer.body,
        new Date(this.#now()).toISOString(),
      );
    }
    return answer;
  }

  #record(items: readonly WireItem[], recordedBy: string, touched: Map<string, BatchBuilder>): Extract<AppendAnswer, { kind: 'receipts' }> {
    const secrets = randomFillSync(Buffer.allocUnsafe(16 * items.length));
    const counts = { recorded: 0, duplicates: 0, rejected: 0 };
    const lastSequences: Record<string, number> = {};
    const receipts = items.map((item, index) => {
      if (item.kind === 'rejected') {
        counts.rejected++;
        return item.receipt;
      }
      const head = this.#head(item.organisation);
      const sequence = head.tree.size;
      const { changes } = this.#statements.addId.run(idBytes(item.id), head.n, sequence, Buffer.from(item.inputDigest, 'hex'));
      if (changes === 0) return this.#again(item, head.n, touched, counts);
      counts.recorded++;
      lastSequences[item.organisation] = sequence;
      return this.#recordEvent(item, head, recordedBy, secrets, index * 16, touched);
    });
    return answerOf(receipts, counts, lastSequences);
  }

  #recordEvent(
    item: WireEvent,
    head: Head,
    recordedBy: string,
    secrets: Uint8Array,
    offset: number,
    touched: Map<string, BatchBuilder>,
  ): string {
    const builder = this.#builder(item.organisation, head, touched);
    const receivedAt = builder.receivedAt;
    const sequence = head.tree.size;
    const skeleton = {
      head: item.skeletonHead,
      id: item.id,
      occurredAt: item.occurredAt === '' ? receivedAt : item.occurredAt,
      organisation: item.organisation,
      outcome: item.outcome,
      receivedAt,
      recordedBy,
      sequence,
      targetTypes: item.targetTypes,
    };
    const leafHash = leafHashOf(skeleton, digestsOf(item.groupTexts, secrets, offset));
    const leaf = Buffer.from(leafHash, 'base64');
    head.tree.append(leaf);
    builder.add(secrets.subarray(offset, offset + 16), leaf, lineOf(skeleton, item.groupTexts));
    return recordedReceipt('recorded', item.id, item.organisation, sequence, receivedAt, leafHash, item.warnings);
  }

  /** The id is remembered: the first receipt for the same input, `id_conflict` for another. */
  #again(item: WireEvent, n: number, touched: Map<string, BatchBuilder>, counts: { duplicates: number; rejected: number }): string {
    const first = this.#statements.findId.get(idBytes(item.id), n)!;
    if (Buffer.from(first['digest'] as Uint8Array).toString('hex') !== item.inputDigest) {
      counts.rejected++;
      return rejectedReceipt(item.id, item.organisation, {
        code: 'id_conflict',
        detail: `Event id ${item.id} is already recorded in this organisation with another content; give a new event a new id.`,
        errors: [{ pointer: '/id', code: 'id_conflict', detail: 'Already used for another event.' }],
      });
    }
    counts.duplicates++;
    const sequence = Number(first['sequence']);
    const inGroup = touched.get(item.organisation)?.at(sequence);
    const found = inGroup ?? this.#findLeaf(n, sequence);
    return found
      ? recordedReceipt('duplicate', item.id, item.organisation, sequence, found.receivedAt, found.leafHash, item.warnings)
      : receiptReference(item.organisation, sequence, item.id, item.warnings);
  }

  #findLeaf(n: number, sequence: number): { receivedAt: string; leafHash: string } | null {
    const row = this.#statements.findBatch.get(n, sequence);
    if (!row || sequence >= Number(row['first']) + Number(row['count'])) return null;
    const at = (sequence - Number(row['first'])) * 32;
    return {
      receivedAt: String(row['received_at']),
      leafHash: Buffer.from((row['leaves'] as Uint8Array).subarray(at, at + 32)).toString('base64'),
    };
  }

  /** received_at never decreases within an organisation, whatever the clock does. */
  #builder(organisation: string, head: Head, touched: Map<string, BatchBuilder>): BatchBuilder {
    let builder = touched.get(organisation);
    if (!builder) {
      const now = new Date(this.#now()).toISOString();
      head.lastReceivedAt = now > head.lastReceivedAt ? now : head.lastReceivedAt;
      builder = new BatchBuilder(head.tree.size, head.lastReceivedAt);
      touched.set(organisation, builder);
    }
    return builder;
  }

  #store(organisation: string, builder: BatchBuilder): void {
    const head = this.#head(organisation);
    this.#statements.addBatch.run(head.n, builder.first, builder.count, builder.receivedAt, builder.plaintext(), builder.leaves());
    this.#statements.setHead.run(head.n, head.tree.size, head.tree.root(), frontierBytes(head.tree), head.lastReceivedAt);
  }

  #head(organisation: string): Head {
    let head = this.#heads.get(organisation);
    if (!head) {
      this.#statements.addOrganisation.run(organisation);
      const n = Number(this.#statements.findOrganisation.get(organisation)!['n']);
      const row = this.#statements.findHead.get(n);
      head = row
        ? { n, tree: treeOf(Number(row['size']), row['frontier'] as Uint8Array), lastReceivedAt: String(row['last_received_at']) }
        : { n, tree: treeOf(0, new Uint8Array()), lastReceivedAt: '' };
      this.#heads.set(organisation, head);
    }
    return head;
  }
}

function prepareStatements(
  db: DatabaseSync,
): Record<
  | 'addOrganisation'
  | 'findOrganisation'
  | 'findHead'
  | 'setHead'
  | 'addBatch'
  | 'findBatch'
  | 'addId'
  | 'findId'
  | 'findAnswer'
  | 'addAnswer'
  | 'forgetAnswers'
  | 'forgetIds'
  | 'removeBatches'
  | 'removeIds'
  | 'removeHead'
  | 'removeName'
  | 'trim',
  StatementSync
> {
  return {
    addOrganisation: db.prepare('INSERT INTO organisations (uuid) VALUES (?) ON CONFLICT DO NOTHING'),
    findOrganisation: db.prepare('SELECT n FROM organisations WHERE uuid = ?'),
    findHead: db.prepare('SELECT size, frontier, last_received_at FROM heads WHERE n = ?'),
    setHead: db.prepare('INSERT OR REPLACE INTO heads (n, size, root, frontier, last_received_at) VALUES (?, ?, ?, ?, ?)'),
    addBatch: db.prepare('INSERT INTO batches (n, first, count, received_at, plaintext, leaves) VALUES (?, ?, ?, ?, ?, ?)'),
    findBatch: db.prepare('SELECT first, count, received_at, leaves FROM batches WHERE n = ? AND first <= ? ORDER BY first DESC LIMIT 1'),
    addId: db.prepare('INSERT INTO ids (id, n, sequence, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    findId: db.prepare('SELECT sequence, digest FROM ids WHERE id = ? AND n = ?'),
    findAnswer: db.prepare('SELECT body_hash, status, body FROM answers WHERE owner = ? AND key = ?'),
    addAnswer: db.prepare('INSERT INTO answers (owner, key, body_hash, status, body, at) VALUES (?, ?, ?, ?, ?, ?)'),
    forgetAnswers: db.prepare('DELETE FROM answers WHERE at < ?'),
    forgetIds: db.prepare(
      'DELETE FROM ids WHERE (id, n) IN (SELECT unhex(value ->> 0), ?1 FROM json_each(?2)) AND sequence IN (SELECT value ->> 1 FROM json_each(?2))',
    ),
    removeBatches: db.prepare('DELETE FROM batches WHERE n = ?'),
    removeIds: db.prepare('DELETE FROM ids WHERE n = ?'),
    removeHead: db.prepare('DELETE FROM heads WHERE n = ?'),
    removeName: db.prepare('DELETE FROM organisations WHERE n = ?'),
    trim: db.prepare('DELETE FROM batches WHERE n = ? AND first + count <= ?'),
  };
}
