import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find, type Answer } from './api.ts';
import { checkAll } from './check-all.ts';
import { fill } from './filled.ts';
import { killEngine, removeData, setupKey, start, temporaryData, type Running } from './server.ts';

/** Jobs over 200,000 events: through kill -9, cancelled, resumed, expired, and what becomes of damaged files. */

interface Job {
  id: string;
  state: string;
  error: string | null;
  as_of: number;
  progress: { rows: number; total_rows: number | null; bytes: number; rows_per_second: number | null };
  files: { part: number; name: string; events: number; bytes: number; sha256: string }[];
}

const events = 200_000;
const data = temporaryData();
let server: Running;

before(async () => {
  server = await start(data);
  await fill(server, events, 3);
});
after(async () => {
  await server.stop();
  await checkAll(data);
  removeData(data);
});

async function asked(body: object): Promise<Job> {
  const answer = await call<{ export: Job }>(server, '/v1/exports', { body: { organisation: 'acme', ...body } });
  assert.equal(answer.status, 202, answer.text);
  return answer.json.export;
}

async function until(id: string, isThere: (job: Job) => boolean, ms = 240_000): Promise<Job> {
  for (const deadline = Date.now() + ms; ; await sleep(20)) {
    const { json, status, text } = await call<{ export: Job }>(server, `/v1/exports/${id}`);
    assert.equal(status, 200, text);
    if (isThere(json.export)) return json.export;
    assert.ok(Date.now() < deadline, text);
  }
}

const ended = (id: string): Promise<Job> => until(id, ({ state }) => state !== 'queued' && state !== 'running');

async function file(id: string, headers: Record<string, string> = {}): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const response = await fetch(`${server.url}/v1/exports/${id}/file`, { headers: { authorization: `Bearer ${setupKey}`, ...headers } });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

async function eventsOf(name: string, id: string): Promise<{ outcome: string }[]> {
  for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
    const answer: Answer<{ events: { outcome: string }[] }> = await find(server, { q: `event:${name} target.id:${id}`, limit: 10 });
    if (answer.status === 200 && answer.json.events.length > 0) return answer.json.events;
    assert.ok(Date.now() < deadline, `${name} of ${id} is not on record: ${answer.text}`);
  }
}

const directory = (id: string): string => join(data, 'exports', id);

describe('export jobs of 200,000 events', { timeout: 900_000 }, () => {
  let whole: Job;

  it('is killed in the middle, begun again, and is whole: no file has its name before', async () => {
    const { id, as_of: asOf } = await asked({ format: 'ndjson', order: 'sequence' });
    const seen = await until(id, ({ state, progress }) => state === 'running' && progress.rows > 20_000);
    assert.equal(seen.progress.total_rows, asOf + 1);
    await server.kill();
    assert.ok(
      readdirSync(directory(id)).every((name) => name.endsWith('.tmp')),
      'half a file has no name of a whole one',
    );
    server = await start(data);
    whole = await ended(id);
    assert.equal(whole.state, 'done', JSON.stringify(whole));
    assert.deepEqual(readdirSync(directory(id)).sort(), [whole.files[0]!.name, 'manifest.json']);
    const { bytes, status } = await file(id);
    assert.equal(status, 200);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), whole.files[0]?.sha256);
    const lines = bytes.toString().trimEnd().split('\n');
    assert.equal(lines.length, asOf + 1);
    for (const [at, line] of lines.entries()) if (at % 997 === 0) assert.equal((JSON.parse(line) as { sequence: number }).sequence, at);
    assert.equal((await eventsOf('annals.export.complete', id)).length, 1);
  });

  it('is there after a kill that follows its end', async () => {
    await server.kill();
    server = await start(data);
    const { bytes } = await file(whole.id);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), whole.files[0]?.sha256);
  });

  it('goes on where a download broke off, for the same file only', async () => {
    const size = whole.files[0]!.bytes;
    const tag = `"${whole.files[0]!.sha256}"`;
    const part = await file(whole.id, { range: 'bytes=1000-1999' });
    assert.deepEqual([part.status, part.bytes.length, part.headers.get('content-range')], [206, 1000, `bytes 1000-1999/${size}`]);
    const rest = await file(whole.id, { range: `bytes=${size - 10}-`, 'if-range': tag });
    const last = await file(whole.id, { range: 'bytes=-10' });
    assert.deepEqual([rest.status, rest.bytes.equals(last.bytes), rest.headers.get('etag')], [206, true, tag]);
    assert.equal((await file(whole.id, { range: `bytes=${size - 10}-`, 'if-range': '"another"' })).status, 200);
    const beyond = await file(whole.id, { range: `bytes=${size}-` });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, `bytes */${size}`]);
    assert.equal((await file(whole.id, { 'if-none-match': tag })).status, 304);
    assert.equal((await eventsOf('annals.export.download', whole.id)).length, 1, 'one download, however many ranges');
  });

  it('is cancelled while it runs: nothing of it stays, and the cancelling is on record', async () => {
    const { id } = await asked({ format: 'syslog', order: '-sequence', compression: 'gzip' });
    await until(id, ({ state, progress }) => state === 'running' && progress.rows > 5_000);
    assert.equal((await call(server, `/v1/exports/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await call<{ export: Job }>(server, `/v1/exports/${id}`)).json.export.state, 'cancelled');
    assert.ok(!existsSync(directory(id)));
    assert.equal((await file(id)).status, 409);
    assert.equal((await eventsOf('annals.export.remove', id)).length, 1);
    assert.equal((await call(server, `/v1/exports/${id}`, { method: 'DELETE' })).status, 204, 'and then it is taken off the list');
    assert.equal((await call(server, `/v1/exports/${id}`)).status, 404);
  });

  it('streams what is small and points to a job for the rest', async () => {
    const answer = await call(server, '/v1/exports/ndjson?organisation=acme');
    assert.deepEqual([answer.status, answer.json.code], [422, 'export_too_large']);
    const compat = await fetch(`${server.url}/v1/exports/csv?organisation=acme&compat=true`, {
      headers: { authorization: `Bearer ${setupKey}` },
    });
    assert.deepEqual([compat.headers.get('annals-compat'), compat.headers.get('annals-events')], ['newest 1000', '1000']);
    const rows = (await compat.text()).trimEnd().split('\r\n').slice(1);
    assert.equal(rows.length, 1000);
    const dates = rows.map((row) => row.slice(1, 25));
    assert.deepEqual(dates, dates.toSorted().reverse());
  });

  it('is not served when its file changed or vanished', async () => {
    const { id } = await asked({ format: 'csv', q: 'sequence<1000' });
    const job = await ended(id);
    assert.equal(job.state, 'done', JSON.stringify(job));
    assert.equal((await file(id)).status, 200);
    const path = join(directory(id), job.files[0]!.name);
    const bytes = readFileSync(path);
    appendFileSync(path, 'x');
    assert.equal((await file(id)).status, 500);
    rmSync(path);
    assert.equal((await file(id)).status, 410);
    assert.ok(bytes.length > 0);
    appendFileSync(join(directory(id), 'manifest.json'), ' ');
    const manifest = await call(server, `/v1/exports/${id}/manifest`);
    assert.deepEqual([manifest.status, manifest.json.code], [500, 'export_damaged']);
  });

  it('expires, with its files, on record', async () => {
    await server.stop();
    const db = new DatabaseSync(join(data, 'control.db'));
    db.prepare("UPDATE exports SET expires_at = '2026-01-01T00:00:00.000Z' WHERE id = ?").run(whole.id);
    db.close();
    server = await start(data);
    await until(whole.id, ({ state }) => state === 'expired');
    for (const deadline = Date.now() + 10_000; existsSync(directory(whole.id)); await sleep(20)) assert.ok(Date.now() < deadline);
    assert.equal((await file(whole.id)).status, 410);
    assert.equal((await eventsOf('annals.export.expire', whole.id)).length, 1);
  });

  it('is begun again when the engine is killed under it', async () => {
    const { id } = await asked({ format: 'ndjson', q: 'outcome:success', order: 'sequence' });
    await until(id, ({ state, progress }) => state === 'running' && progress.rows > 1_000);
    await killEngine(server);
    const job = await ended(id);
    assert.equal(job.state, 'done', JSON.stringify(job));
    const lines = (await file(id)).bytes.toString().trimEnd().split('\n');
    assert.equal(lines.length, job.files[0]?.events);
    const sequences = lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence);
    assert.ok(sequences.every((sequence, at) => at === 0 || sequence > sequences[at - 1]!));
  });

  it('a stop in the middle is gone on with at the next start', async () => {
    const { id } = await asked({ format: 'csv', profile: 'raw', columns: ['sequence', 'leaf_hash', 'extra.n'], order: 'sequence' });
    await until(id, ({ state, progress }) => state === 'running' && progress.rows > 1_000);
    assert.equal(await server.stop(), 0);
    server = await start(data);
    const job = await ended(id);
    assert.equal(job.state, 'done', JSON.stringify(job));
    const rows = (await file(id)).bytes.toString().trimEnd().split('\r\n');
    assert.equal(rows.length, job.as_of + 2);
    assert.match(rows[1] ?? '', /^"0","[A-Za-z0-9+/]{43}=",/);
  });
});
