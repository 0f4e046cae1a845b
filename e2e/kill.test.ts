import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find, login, post, type Call, type ReceiptJson } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

const rounds = 20;
const writers = 8;

/**
 * kill -9 under load, with sealing and trimming forced often. The list of receipts is kept outside the server; what was
 * acknowledged must be there, once, at its sequence; what was not is sent again under the same ids.
 */
describe('kill -9', () => {
  it(`loses nothing acknowledged in ${rounds} rounds under ${writers} writers`, { timeout: 600_000 }, async () => {
    const data = temporaryData('annals-kill-');
    const receipts = new Map<string, ReceiptJson>();
    const unanswered: { events: { id: string }[]; options: Call }[] = [];
    let server: Running | null = null;
    try {
      for (let round = 0; round < rounds; round++) {
        server = await start(data, { ANNALS_SEGMENT_BYTES: '65536' }, { setup: round === 0 });
        const running = server;
        await sendAgain(running, unanswered, receipts);
        const dead = new AbortController();
        const load = Array.from({ length: writers }, () => write(running, dead.signal, receipts, unanswered));
        await sleep(randomInt(100, 800));
        await running.kill();
        dead.abort();
        await Promise.all(load);
        await checkAll(data);
      }
      server = await start(data, { ANNALS_SEGMENT_BYTES: '65536' }, { setup: false });
      await sendAgain(server, unanswered, receipts);
      await everyReceiptHolds(server, receipts);
      await server.stop();
      server = null;
      await checkAll(data);
    } finally {
      await server?.kill();
      removeData(data);
    }
  });
});

async function sendAgain(
  server: Running,
  unanswered: { events: { id: string }[]; options: Call }[],
  receipts: Map<string, ReceiptJson>,
): Promise<void> {
  for (const { events, options } of unanswered.splice(0)) {
    const answer = await post(server, events, options).catch((cause: unknown) =>
      assert.fail(`${String(cause)}; the server ended with ${server.child.exitCode}:\n${server.log()}`),
    );
    keep(receipts, answer.json.receipts);
  }
}

async function write(
  server: Running,
  dead: AbortSignal,
  receipts: Map<string, ReceiptJson>,
  unanswered: { events: { id: string }[]; options: Call }[],
): Promise<void> {
  while (!dead.aborted) {
    const events = Array.from({ length: randomInt(1, 60) }, () => ({ ...login(), id: randomUUID() }));
    // Every other request also carries a key, so that replayed answers are tried too.
    const options: Call = randomInt(2) === 0 ? {} : { headers: { 'idempotency-key': randomUUID() } };
    const answer = await post(server, events, options).catch(() => null);
    if (answer && (answer.status === 201 || answer.status === 200)) keep(receipts, answer.json.receipts);
    else if (!answer) unanswered.push({ events, options });
    else assert.fail(`status ${answer.status}: ${answer.text}`);
    if (!answer) return;
  }
}

function keep(receipts: Map<string, ReceiptJson>, list: readonly ReceiptJson[]): void {
  for (const receipt of list) {
    assert.notEqual(receipt.status, 'rejected');
    const first = receipts.get(receipt.id);
    if (first) assert.deepEqual([receipt.sequence, receipt.leaf_hash], [first.sequence, first.leaf_hash]);
    else receipts.set(receipt.id, receipt);
  }
}

async function everyReceiptHolds(server: Running, receipts: Map<string, ReceiptJson>): Promise<void> {
  const last = await post(server, login());
  const size = last.json.receipts[0]!.sequence + 1;
  const found = await find(server, { wait_for: size - 1, limit: 1, total: 'exact' });
  // Looking is itself an event, so there may be one more by now.
  assert.equal(found.json.total?.value, found.json.as_of + 1, 'the index holds exactly what the ledger holds');
  assert.ok(found.json.as_of + 1 >= size);
  const sequenceOf = new Map<string, number>();
  let cursor: string | null = null;
  for (let expected = 0; ;) {
    const page: Awaited<ReturnType<typeof find>> = await find(server, { order: 'sequence', limit: 1000, ...(cursor ? { cursor } : {}) });
    assert.equal(page.status, 200, page.text);
    for (const event of page.json.events) {
      assert.equal(event.sequence, expected++, 'sequences have no gap and no double');
      assert.ok(!sequenceOf.has(event.id), 'no id twice');
      sequenceOf.set(event.id, event.sequence);
    }
    cursor = page.json.next;
    if (!cursor) {
      assert.ok(expected >= size);
      break;
    }
  }
  for (const receipt of receipts.values()) assert.equal(sequenceOf.get(receipt.id), receipt.sequence);
  const [any] = receipts.values();
  if (any) assert.equal((await call(server, `/v1/events/${any.id}?organisation=acme`)).status, 200);
}
