import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type RecordedEvent, lineFormatNames } from '../packages/events/index.ts';
import { AnnalsClient } from '../packages/client/index.ts';
import { disclosureDigest, fromBase64, fromBase64url, leafHash, openCheckpoint, verifyInclusion } from '../packages/ledger/index.ts';
import { removeData, setupKey, start, temporaryData } from './server.ts';

const organisation = 'acme';
const correlation = 'deploy, "7"';

test('one event: what belongs to it, how files hold it, and what proves it', { timeout: 180_000 }, async (t) => {
  const data = temporaryData('annals-one-event-');
  t.after(() => removeData(data));
  const running = await start(data);
  t.after(() => running.kill());
  const annals = new AnnalsClient({ url: running.url, key: setupKey });
  const actors = ['dana', 'kim'].map((id) => ({ type: 'user' as const, id, email: `${id}@example.com` }));
  const sent = await annals.record(
    Array.from({ length: 60 }, (_, at) => ({
      event: 'tag.create',
      actor: actors[at % 2]!,
      targets: [
        { type: 'tag', id: `tag ${at % 3}`, name: '=1+1' },
        { type: 'agent', id: 'common' },
      ],
      ...(at >= 20 && at < 24 && { correlation_id: correlation }),
      extra: { at, note: 'ünïcode "quoted", a,b\nand more' },
    })),
    { organisation },
  );
  const receipts = sent.receipts.map((receipt) => ({ id: receipt.id!, sequence: receipt.sequence! }));
  const here = receipts[22]!;
  const last = receipts.at(-1)!.sequence;
  // The engine may still be starting.
  for (let tries = 0; tries < 30; tries++) {
    const page = await annals.find({ organisation, wait_for: last, limit: 1 }).catch(() => null);
    if ((page?.indexed_to ?? -1) >= last) break;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }

  await t.test('its operation in order, its targets and its actor newest first, each with the query that finds them all', async () => {
    const { operation, targets, actor } = await annals.related(here.id, { organisation, limit: 6 });
    const sequences = (group: { events: unknown[] }): number[] => (group.events as RecordedEvent[]).map(({ sequence }) => sequence);
    assert.ok(operation !== null && actor !== null);
    assert.deepEqual([operation.count, operation.earlier], [4, 2]);
    assert.deepEqual(
      sequences(operation),
      receipts.slice(20, 24).map(({ sequence }) => sequence),
    );
    assert.deepEqual(
      targets.map(({ target, count, earlier }) => [target, count, earlier]),
      [
        [{ type: 'tag', id: 'tag 1', name: '=1+1' }, 20, 7],
        [{ type: 'agent', id: 'common' }, 60, 22],
      ],
    );
    assert.deepEqual(
      sequences(targets[1]!),
      [25, 24, 23, 22, 21, 20].map((at) => receipts[at]!.sequence),
    );
    assert.deepEqual([actor.count, actor.earlier, sequences(actor).includes(here.sequence)], [30, 11, true]);
    for (const { q, count } of [operation, ...targets, actor])
      assert.equal((await annals.find({ organisation, q, total: 'exact', limit: 1 })).total?.value, count, q);
    const first = await annals.related(receipts[0]!.id, { limit: 5 });
    assert.equal(first.operation, null);
    assert.deepEqual(
      sequences(first.targets[1]!),
      [4, 3, 2, 1, 0].map((at) => receipts[at]!.sequence),
    );
  });

  await t.test('every format, byte for byte as an export of it', async () => {
    const { renderings } = await annals.renderings(here.id, { organisation });
    assert.deepEqual(
      renderings.map(({ format }) => format),
      lineFormatNames,
    );
    const exported: Record<string, string> = {
      csv: 'csv?',
      'csv-raw': 'csv?profile=raw&',
      'csv-excel': 'csv?profile=excel&',
      ndjson: 'ndjson?',
      'syslog-rfc5424': 'syslog?profile=rfc5424&',
      'syslog-lightrun': 'syslog?profile=lightrun&',
    };
    for (const { format, header, line } of renderings) {
      const path = `/v1/exports/${exported[format]}organisation=acme&q=${encodeURIComponent(`id:${here.id}`)}`;
      const file = await fetch(running.url + path, { headers: { authorization: `Bearer ${setupKey}` } });
      assert.equal(Buffer.from(await file.arrayBuffer()).toString('utf8'), header + line, format);
    }
  });

  await t.test('its entry, path and disclosures lead from the values to the signed root', async () => {
    let found: Awaited<ReturnType<typeof annals.inclusion>> | null = null;
    for (let tries = 0; found === null && tries < 100; tries++) {
      found = await annals.inclusion({ organisation, sequence: here.sequence }).catch(() => null);
      if (found === null) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(found?.entry && found.disclosures);
    const { size, root } = openCheckpoint(found.checkpoint, found.key);
    assert.equal(size, found.size);
    const leaf = leafHash(fromBase64(found.entry));
    assert.deepEqual(leaf, fromBase64(found.leaf_hash));
    const proof = found.proof.map((hash) => fromBase64(hash));
    assert.ok(verifyInclusion({ leaf, index: here.sequence, size, root, proof }));
    assert.ok(!verifyInclusion({ leaf, index: here.sequence + 1, size, root, proof }));
    const entry = JSON.parse(Buffer.from(fromBase64(found.entry)).subarray(1).toString()) as { id: string; [member: string]: unknown };
    assert.equal(entry.id, here.id);
    const digests = entry['_sd'] as string[];
    for (const [label, disclosed] of Object.entries(found.disclosures)) {
      assert.ok(digests.includes(disclosureDigest(disclosed)), label);
      assert.equal(createHash('sha256').update(disclosed).digest('base64url'), disclosureDigest(disclosed));
    }
    const [, , target] = JSON.parse(Buffer.from(fromBase64url(found.disclosures['target']!)).toString()) as [string, string, object];
    const { event } = await annals.get(here.id);
    assert.deepEqual(target, { targets: event.targets });
    await assert.rejects(annals.inclusion({ organisation, sequence: 1_000_000 }), { code: 'not_found' });
  });

  await t.test('who reads events checks one without reading the ledger; who reads the ledger alone sees no values', async () => {
    const as = async (scope: 'events:read' | 'ledger:read' | 'events:write'): Promise<AnnalsClient> => {
      const { token } = await annals.keys.create({ name: scope, organisation: 'acme', scopes: [scope] });
      return new AnnalsClient({ url: running.url, key: token });
    };
    const asked = { organisation, sequence: here.sequence };
    const read = await (await as('events:read')).inclusion(asked);
    assert.ok(read.entry !== null && read.disclosures !== null);
    const hashes = await (await as('ledger:read')).inclusion(asked);
    assert.deepEqual([hashes.entry, hashes.disclosures], [read.entry, null]);
    await assert.rejects((await as('events:write')).inclusion(asked), { code: 'forbidden' });
  });

  await t.test('who holds the event, or the catalogue, is told that it is unchanged', async () => {
    for (const path of [`/v1/events/${here.id}`, '/v1/catalogue']) {
      const ask = (headers: Record<string, string> = {}) =>
        fetch(running.url + path, { headers: { authorization: `Bearer ${setupKey}`, ...headers } });
      // A neighbour that comes meanwhile, or the turn of a minute, changes the answer about an event.
      let status = 0;
      for (let tries = 0; tries < 3 && status !== 304; tries++) {
        const first = await ask();
        await first.arrayBuffer();
        ({ status } = await ask({ 'if-none-match': first.headers.get('etag') ?? '' }));
      }
      assert.equal(status, 304, path);
    }
  });

  await t.test('of an organisation that is not his, a key learns nothing', async () => {
    const call = (path: string, init: RequestInit = {}, key = setupKey) =>
      fetch(running.url + path, { ...init, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } });
    await call('/v1/organisations', { method: 'POST', body: JSON.stringify({ name: 'Beta' }) });
    const scopes = ['events:read', 'ledger:read'];
    const made = await call('/v1/keys', { method: 'POST', body: JSON.stringify({ name: 'reader', organisation: 'beta', scopes }) });
    const { token } = (await made.json()) as { token: string };
    const answer = async (path: string) => {
      const response = await call(path, {}, token);
      const { code, detail } = (await response.json()) as { code: string; detail: string };
      return [response.status, code, detail];
    };
    for (const part of ['related', 'renderings'])
      assert.deepEqual(
        await answer(`/v1/events/${here.id}/${part}`),
        await answer(`/v1/events/0193a000-0000-7000-8000-000000000000/${part}`),
      );
    assert.deepEqual(
      await answer(`/v1/ledger/inclusion?organisation=acme&sequence=0`),
      await answer(`/v1/ledger/inclusion?organisation=nowhere&sequence=0`),
    );
  });
});
