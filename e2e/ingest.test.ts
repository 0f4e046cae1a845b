import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '@annals/events';
import { after, before, describe, it } from 'node:test';
import { call, find, login, post } from './api.ts';
import { removeData, setupKey, start, temporaryData, type Running } from './server.ts';

const week = 7 * 86_400_000;

describe('recording, seen from outside', () => {
  const data = temporaryData();
  let server: Running;
  before(async () => {
    server = await start(data);
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  it('takes one event and finds it, before and after a restart', async () => {
    const { status, json } = await post(server, login());
    assert.equal(status, 201);
    const sequence = json.receipts[0]!.sequence;
    const found = await find(server, { q: 'event:auth.login -producer:annals', wait_for: sequence });
    assert.equal(found.status, 200);
    const [event] = found.json.events;
    assert.equal(event?.category, 'authentication');
    assert.equal(event?.label, 'auth login success');
    assert.equal(event?.sequence, sequence);
    await server.stop();
    server = await start(data, {}, { setup: false });
    const again = await find(server, { q: 'event:auth.login -producer:annals', wait_for: sequence });
    assert.deepEqual(again.json.events, found.json.events);
  });

  it('answers a mixed batch item by item, in order, and records the good ones together', async () => {
    const { status, json } = await post(server, [
      login(),
      login({ outcome: 'nope' }),
      login({ extra: { text: 'x'.repeat(65 * 1024) } }),
      login(),
    ]);
    assert.equal(status, 207);
    const receipts = json.receipts;
    assert.deepEqual(
      receipts.map((receipt) => receipt.status),
      ['recorded', 'rejected', 'rejected', 'recorded'],
    );
    assert.equal(receipts[3]!.sequence - receipts[0]!.sequence, 1);
    assert.equal(receipts[1]!.problem.errors[0]!.pointer, '/outcome');
    assert.equal(receipts[2]!.problem.code, 'event_too_large');
  });

  it('takes a request without events for what it is, in every form, and goes on', async () => {
    for (const type of ['application/json', 'application/x-ndjson']) {
      for (const idempotencyKey of [undefined, randomUUID()]) {
        const body = type === 'application/json' ? '[]' : '\n';
        const headers = { 'content-type': type, ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) };
        const { status, json } = await call(server, '/v1/events', { body, headers });
        assert.equal(status, 200, type);
        assert.deepEqual(json, { receipts: [], recorded: 0, duplicates: 0, rejected: 0 });
      }
    }
    assert.equal((await post(server, login())).status, 201);
  });

  it('refuses a request over a limit whole', async () => {
    const before = await sequenceNow(server);
    const { status, json } = await post(
      server,
      Array.from({ length: 10_001 }, () => login()),
    );
    assert.equal(status, 413);
    assert.equal(json.code, 'request_too_many_events');
    assert.equal((await post(server, `[${JSON.stringify(login())},${' '.repeat(17 << 20)}]`)).status, 413);
    assert.equal(await sequenceNow(server), before + 1, 'nothing of either was recorded');
  });

  it('rejects JSON that JavaScript would bend, by pointer', async () => {
    for (const [body, pointer] of [
      ['{"event":"auth.login","actor":{"type":"user"},"metadata":{"user":{"user_id":9007199254740993}}}', '/metadata/user/user_id'],
      ['{"event":"auth.login","actor":{"type":"user","type":"system"}}', '/actor/type'],
      ['{"event":"auth.login","actor":{"type":"user","name":"\\ud800"}}', '/actor/name'],
      ['{"user_id":9007199254740993}', '/user_id'],
    ] as const) {
      const { status, json } = await post(server, body);
      assert.equal(status, 422, body);
      const errors = json.receipts[0]!.problem.errors;
      assert.ok(
        errors.some((error) => error.pointer === pointer),
        `${body}: ${JSON.stringify(errors)}`,
      );
    }
    assert.equal((await post(server, '{"event":')).status, 400);
    assert.equal((await post(server, 'a=b', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 415);
  });

  it('rejects only the broken line of NDJSON', async () => {
    const line = JSON.stringify(login());
    const { status, json } = await post(server, `${line}\n{"event":\n${line}\n`, { headers: { 'content-type': 'application/x-ndjson' } });
    assert.equal(status, 207);
    assert.deepEqual(
      json.receipts.map((receipt) => receipt.status),
      ['recorded', 'rejected', 'recorded'],
    );
  });

  it('finds every event of a batch that spans 101 weeks', async () => {
    const correlation = randomUUID();
    const events = Array.from({ length: 101 }, (_, i) =>
      login({ occurred_at: new Date(Date.UTC(2024, 0, 1) + i * week).toISOString(), correlation_id: correlation }),
    );
    const { status, json } = await post(server, events);
    assert.equal(status, 201);
    const found = await find(server, {
      q: `correlation_id:${correlation}`,
      total: 'exact',
      limit: 200,
      wait_for: json.receipts[100]!.sequence,
    });
    assert.equal(found.json.total?.value, 101);
    assert.equal(found.json.events.length, 101);
  });

  it('records once: ids, idempotency keys, and two equal events without either', async () => {
    const id = randomUUID();
    const first = await post(server, login({ id }));
    const again = await post(server, login({ id }));
    assert.equal(again.status, 200);
    for (const member of ['sequence', 'leaf_hash', 'received_at', 'id'] as const)
      assert.equal(again.json.receipts[0]![member], first.json.receipts[0]![member]);
    const other = await post(server, login({ id, actor: { type: 'user', id: 'someone-else' } }));
    assert.equal(other.json.receipts[0]!.problem.code, 'id_conflict');

    const headers = { 'idempotency-key': randomUUID() };
    const before = await sequenceNow(server);
    const five = await Promise.all(Array.from({ length: 5 }, () => post(server, [login(), login()], { headers })));
    assert.equal(new Set(five.map((answer) => answer.text)).size, 1);
    assert.equal(await sequenceNow(server), before + 3, 'one set of two and the probe');
    assert.equal((await post(server, login(), { headers })).status, 409);

    const body = JSON.stringify(login());
    const [a, b] = [await post(server, body), await post(server, body)];
    assert.notEqual(a.json.receipts[0]!.sequence, b.json.receipts[0]!.sequence);

    await server.stop();
    server = await start(data, {}, { setup: false });
    const later = await post(server, login({ id }));
    assert.equal(later.json.receipts[0]!.leaf_hash, first.json.receipts[0]!.leaf_hash);
    assert.equal((await post(server, [login(), login()], { headers })).text, five[0]!.text);
  });

  it('keeps what is reserved for the server', async () => {
    for (const event of [login({ event: 'annals.retention.prune' }), login({ producer: { name: 'annals' } })]) {
      const { status, json } = await post(server, event);
      assert.equal(status, 422);
      assert.equal(json.receipts[0]!.problem.code, 'event_reserved');
    }
  });

  it('reads the page by its own names and aliases', async () => {
    const { json } = await post(server, {
      event: 'remove agent success',
      actor: { type: 'agent', id: 'agent-1' },
      metadata: { agent: { api_version: '1.7', 'runtime environment': 'Java' }, action: { ignore_qouta: true } },
    });
    const { sequence, id } = json.receipts[0]!;
    await find(server, { wait_for: sequence, limit: 1 });
    const { json: got } = await call<{ event: RecordedEvent }>(server, `/v1/events/${id}?organisation=acme`);
    const event = got.event;
    assert.equal(event.event, 'agent.remove');
    assert.equal(event.code, 'REMOVED_AGENT_SUCCESS');
    assert.equal(event.metadata?.agent?.agent_api_version, '1.7');
    assert.equal(event.metadata?.agent?.runtime_environment, 'Java');
    assert.equal(event.metadata?.action?.ignore_quota, true);
  });

  it('needs no organisation when there is only one to mean', async () => {
    assert.equal((await post(server, login(), { organisation: '' })).status, 201);
  });

  it('says no to a stranger and to a wrong key', async () => {
    assert.equal((await post(server, login(), { key: null })).status, 401);
    assert.equal((await post(server, login(), { key: `${setupKey}x` })).status, 401);
  });
});

/** The next event's sequence; records one event to learn it. */
async function sequenceNow(server: Running): Promise<number> {
  const { json } = await post(server, login());
  return json.receipts[0]!.sequence;
}
