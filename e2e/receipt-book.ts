import assert from 'node:assert/strict';
import { openJournalReader } from '../packages/server/journal/open-reader.ts';
import { journalPath } from '../packages/server/segments/paths.ts';
import { openLedger } from '../packages/server/segments/stitch.ts';
import { post, type Answer, type ReceiptJson, type ReceiptsJson } from './api.ts';
import type { Running } from './server.ts';

/** A request as a careful producer keeps it until it has an answer: every event has an id, so it can be sent again. */
export interface Sent {
  /** Id or slug. */
  organisation: string;
  events: { id: string }[];
  /** Idempotency-Key, or null. */
  key: string | null;
}

interface Acknowledged extends Sent {
  body: string;
  receipts: ReceiptJson[];
}

/**
 * The list of receipts that producers keep outside the server, and what must hold of it whatever happened to the
 * server: no acknowledged event lost, none doubled, every repetition answered with the first receipt.
 */
export class ReceiptBook {
  /** By organisation and event id. */
  readonly #receipts = new Map<string, ReceiptJson>();
  readonly #acknowledged: Acknowledged[] = [];
  #unanswered: Sent[] = [];

  get size(): number {
    return this.#receipts.size;
  }

  /** An answered request, or one that was sent again. */
  get requests(): number {
    return this.#acknowledged.length;
  }

  /** Sends it and keeps what was answered; false when there was no answer. Any answer but receipts is a failure. */
  async send(server: Running, sent: Sent): Promise<boolean> {
    const answer = await this.#post(server, sent).catch(() => null);
    if (answer === null) {
      this.#unanswered.push(sent);
      return false;
    }
    this.#keep(sent, answer);
    return true;
  }

  /** Keeps for later what got an answer that acknowledges nothing. */
  refused(sent: Sent): void {
    this.#unanswered.push(sent);
  }

  /** Sends again what got no answer: whether it was recorded the producer cannot know. */
  async sendUnanswered(server: Running): Promise<number> {
    const waiting = this.#unanswered;
    this.#unanswered = [];
    for (const sent of waiting)
      assert.ok(await this.send(server, sent), `no answer; the server ended with ${server.child.exitCode}:\n${server.log()}`);
    return waiting.length;
  }

  /** Sends an acknowledged request once more. The answer must be the first one; no answer is well, the server may be dying. */
  async repeat(server: Running, part: number): Promise<void> {
    const sent = this.#acknowledged[Math.floor(part * this.#acknowledged.length)];
    if (!sent) return;
    const answer = await this.#post(server, sent).catch(() => null);
    if (answer === null) return;
    assert.ok(answer.status === 200 || answer.status === 201, `status ${answer.status}: ${answer.text}`);
    if (sent.key !== null) {
      assert.equal(answer.headers.get('idempotency-replayed'), 'true');
      assert.equal(answer.text, sent.body, 'a replayed answer is the first one, byte for byte');
    }
    for (const [index, receipt] of answer.json.receipts.entries()) {
      if (sent.key === null) assert.equal(receipt.status, 'duplicate');
      sameReceipt(receipt, sent.receipts[index]!);
    }
  }

  /** Every receipt against the ledger of a stopped server: its event is there, once, at its sequence, with its leaf and time. */
  async assertHeld(data: string): Promise<void> {
    const journal = openJournalReader(journalPath(data));
    try {
      const ledger = openLedger({ data, journal });
      for (const [organisation, receipts] of Map.groupBy(this.#receipts.values(), (receipt) => receipt.organisation)) {
        const size = ledger.size(organisation);
        const leaves = Buffer.from(await ledger.leafHashes(organisation, 0, size));
        const sequences = new Set<number>();
        for (const { id, sequence, leaf_hash: leafHash } of receipts) {
          assert.ok(sequence < size, `event ${id} was acknowledged as ${sequence}, the ledger ends before ${size}`);
          assert.equal(ledger.sequenceOf(organisation, id), sequence, `event ${id} is at another sequence than its receipt says`);
          assert.equal(leaves.subarray(sequence * 32, sequence * 32 + 32).toString('base64'), leafHash, `event ${id} has another leaf`);
          assert.ok(!sequences.has(sequence), `sequence ${sequence} was acknowledged twice`);
          sequences.add(sequence);
        }
      }
    } finally {
      journal.close();
    }
  }

  /** Every receipt against the stored events themselves, read once from end to end. */
  async assertStored(data: string): Promise<void> {
    const journal = openJournalReader(journalPath(data));
    try {
      const ledger = openLedger({ data, journal });
      for (const organisation of ledger.organisations()) {
        let at = 0;
        for await (const batch of ledger.read(organisation, 0, ledger.size(organisation))) {
          for (const line of batch.lines) {
            const { skeleton } = JSON.parse(line) as { skeleton: { id: string; received_at: string } };
            const receipt = this.#receipts.get(`${organisation} ${skeleton.id}`);
            if (receipt) assert.deepEqual([at, skeleton.received_at], [receipt.sequence, receipt.received_at]);
            at++;
          }
        }
        assert.equal(at, ledger.size(organisation));
      }
    } finally {
      journal.close();
    }
  }

  /** Receipts of one organisation, by its UUID. */
  of(organisation: string): ReceiptJson[] {
    return [...this.#receipts.values()].filter((receipt) => receipt.organisation === organisation);
  }

  #keep(sent: Sent, answer: Answer<ReceiptsJson>): void {
    assert.ok(answer.status === 200 || answer.status === 201, `status ${answer.status}: ${answer.text}`);
    const { receipts } = answer.json;
    assert.equal(receipts.length, sent.events.length);
    for (const receipt of receipts) {
      assert.notEqual(receipt.status, 'rejected', answer.text);
      const name = `${receipt.organisation} ${receipt.id}`;
      const first = this.#receipts.get(name);
      if (first) sameReceipt(receipt, first);
      else this.#receipts.set(name, receipt);
    }
    this.#acknowledged.push({ ...sent, body: answer.text, receipts });
  }

  #post(server: Running, { organisation, events, key }: Sent): Promise<Answer<ReceiptsJson>> {
    return post(server, events, { organisation, ...(key === null ? {} : { headers: { 'idempotency-key': key } }) });
  }
}

function sameReceipt(given: ReceiptJson, first: ReceiptJson): void {
  const parts = ({ id, organisation, sequence, leaf_hash, received_at }: ReceiptJson) => ({
    id,
    organisation,
    sequence,
    leaf_hash,
    received_at,
  });
  assert.deepEqual(parts(given), parts(first), 'a repeated event has its first receipt');
}
