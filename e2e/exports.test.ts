import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { call, type Answer } from './api.ts';
import { fill, indexed } from './filled.ts';
import { removeData, setupKey, start, temporaryData, type Running } from './server.ts';

/** Exports as a stranger's program asks for them, against a real server. */

export interface JobJson {
  export: {
    id: string;
    state: string;
    error: string | null;
    as_of: number;
    progress: { rows: number; total_rows: number | null; bytes: number };
    files: { part: number; name: string; events: number; bytes: number; sha256: string }[];
    expires_at: string | null;
  };
}

const data = temporaryData();
let server: Running;
const events = 5_000;

before(async () => {
  server = await start(data);
  await fill(server, events);
  await indexed(server);
});
after(async () => {
  await server.stop();
  removeData(data);
});

const ask = (body: object): Promise<Answer<JobJson>> => call<JobJson>(server, '/v1/exports', { body: { organisation: 'acme', ...body } });

async function ended(id: string): Promise<JobJson['export']> {
  for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
    const { json } = await call<JobJson>(server, `/v1/exports/${id}`);
    if (!['queued', 'running'].includes(json.export.state)) return json.export;
    assert.ok(Date.now() < deadline, JSON.stringify(json));
  }
}

async function download(id: string, headers: Record<string, string> = {}): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const response = await fetch(`${server.url}/v1/exports/${id}/file`, { headers: { authorization: `Bearer ${setupKey}`, ...headers } });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

async function made(body: object): Promise<{ job: JobJson['export']; bytes: Buffer }> {
  const asked = await ask(body);
  assert.equal(asked.status, 202, asked.text);
  const job = await ended(asked.json.export.id);
  assert.equal(job.state, 'done', JSON.stringify(job));
  const { status, bytes } = await download(job.id);
  assert.equal(status, 200);
  assert.equal(createHash('sha256').update(bytes).digest('hex'), job.files[0]?.sha256);
  return { job, bytes };
}

describe('export jobs', () => {
  it('CSV as a file is the same bytes as the stream of the same moment', async () => {
    const q = 'outcome:success -producer:annals';
    const { job, bytes } = await made({ format: 'csv', q, order: 'sequence', compression: 'gzip' });
    const streamed = await call(server, `/v1/exports/csv?${new URLSearchParams({ organisation: 'acme', q, order: 'sequence' })}`);
    assert.equal(gunzipSync(bytes).toString(), streamed.text);
    assert.equal(job.files[0]?.events, streamed.text.split('\r\n').length - 2);
    assert.match(job.files[0]?.name ?? '', /^annals-audit-events-\d{8}T\d{6}Z\.csv\.gz$/);
  });

  it('NDJSON of everything holds each sequence once, in order, as the API prints it', async () => {
    const { job, bytes } = await made({ format: 'ndjson', order: 'sequence', compression: 'zstd' });
    const lines = zstdDecompressSync(bytes)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { sequence: number; id: string; leaf_hash: string });
    assert.deepEqual(
      lines.map(({ sequence }) => sequence),
      Array.from({ length: job.as_of + 1 }, (_, at) => at),
    );
    const sample = lines[1234]!;
    const { json } = await call<{ event: object; leaf_hash: string }>(server, `/v1/events/${sample.id}?organisation=acme`);
    const { leaf_hash, ...event } = sample;
    assert.deepEqual(event, json.event);
    assert.equal(leaf_hash, json.leaf_hash);
    const filtered = await made({ format: 'ndjson', order: 'sequence', q: 'sequence<100' });
    assert.deepEqual(
      filtered.bytes
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
      lines.slice(0, 100),
    );
  });

  it('has a manifest with a checkpoint that covers it', async () => {
    const { job } = await made({ format: 'ndjson' });
    const { json } = await call<{
      events: number;
      sequences: { covered: { first: number; last: number } };
      files: object[];
      checkpoint: string;
    }>(server, `/v1/exports/${job.id}/manifest`);
    assert.equal(json.events, job.as_of + 1);
    assert.deepEqual(json.sequences.covered, { first: 0, last: job.as_of });
    assert.deepEqual(json.files, job.files);
    assert.ok(Number(json.checkpoint.split('\n')[1]) > job.as_of);
    const path = join(data, 'exports', job.id);
    for (const name of readdirSync(path)) assert.equal(statSync(join(path, name)).mode & 0o777, 0o600);
  });

  it('every format and profile streams and is made by a job', async () => {
    for (const [format, profile] of [
      ['csv', 'raw'],
      ['csv', 'excel'],
      ['syslog', 'rfc5424'],
      ['syslog', 'lightrun'],
      ['ndjson', null],
      ['parquet', null],
    ] as const) {
      const { job, bytes } = await made({ format, profile, q: 'sequence<500', order: 'sequence' });
      assert.equal(job.progress.rows, 500);
      const query = new URLSearchParams({
        organisation: 'acme',
        q: 'sequence<500',
        order: 'sequence',
        ...(profile !== null && { profile }),
      });
      const response = await fetch(`${server.url}/v1/exports/${format}?${query}`, { headers: { authorization: `Bearer ${setupKey}` } });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('annals-events'), '500');
      const streamed = Buffer.from(await response.arrayBuffer());
      assert.ok(streamed.equals(bytes), `${format} ${profile}`);
    }
  });
});
