import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { annals } from './annals.ts';
import { call } from './api.ts';
import { fill, indexed } from './filled.ts';
import { removeData, setupKey, start, temporaryData, type Running } from './server.ts';

/** `annals export`, as a person and as a script calls it. */

const data = temporaryData();
const files = mkdtempSync(join(tmpdir(), 'annals-export-cli-'));
let server: Running;
let env: Record<string, string>;
const streamed = 500;

before(async () => {
  server = await start(data, { ANNALS_LIMIT_STREAMED_EVENTS: String(streamed), ANNALS_EXPORT_PREFIX: 'lightrun' });
  env = { ANNALS_URL: server.url, ANNALS_KEY: setupKey };
  await fill(server, 20_000);
  await indexed(server);
});
after(async () => {
  await server.stop();
  removeData(data);
  rmSync(files, { recursive: true, force: true });
});

const at = (name: string): string => join(files, name);
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('annals export', { timeout: 300_000 }, () => {
  it('streams what is small: to stdout, to a file, compressed, with columns', async () => {
    const out = await annals(
      ['export', '--organisation', 'acme', '--format', 'ndjson', '--query', 'sequence<100', '--order', 'sequence', '--out', '-'],
      env,
    );
    assert.equal(out.code, 0, out.err);
    assert.deepEqual(
      linesOf(out.out).map((line) => (JSON.parse(line) as { sequence: number }).sequence),
      Array.from({ length: 100 }, (_, n) => n),
    );
    const csv = await annals(
      [
        'export',
        '--organisation',
        'acme',
        '--columns',
        'sequence, label',
        '--profile',
        'raw',
        '--query',
        'sequence<3',
        '--order',
        'sequence',
        '--out',
        at('a.csv'),
      ],
      env,
    );
    assert.equal(csv.code, 0, csv.err);
    assert.match(readFileSync(at('a.csv'), 'utf8'), /^"sequence","label"\r\n"0",".+"\r\n"1",/);
    const zst = await annals(['export', '--organisation', 'acme', '--zstd', '--query', 'sequence<3', '--out', at('a.csv.zst')], env);
    assert.equal(zst.code, 0, zst.err);
    assert.equal(readFileSync(at('a.csv.zst')).readUInt32LE(0), 0xfd2fb528);
    assert.match(csv.err, /^3 events, \d+ bytes, /);
  });

  it('makes a job of what is large, tells how far it is, and checks what it downloads', async () => {
    const ran = await annals(
      ['export', '--organisation', 'acme', '--format', 'syslog', '--gzip', '--manifest', at('manifest.json'), '--out', at('all.log.gz')],
      env,
    );
    assert.equal(ran.code, 0, ran.err);
    const manifest = JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as { files: { name: string; sha256: string }[]; events: number };
    const sha256 = createHash('sha256')
      .update(readFileSync(at('all.log.gz')))
      .digest('hex');
    assert.equal(manifest.files[0]?.sha256, sha256);
    assert.match(manifest.files[0]?.name ?? '', /^lightrun-audit-events-\d{8}T\d{6}Z\.log\.gz$/);
    assert.ok(ran.err.includes(`SHA-256 ${sha256}`));
    const large = await annals(['export', '--organisation', 'acme', '--format', 'ndjson', '--out', at('all.ndjson')], env);
    assert.equal(large.code, 0, large.err);
    assert.match(large.err, /too much for a stream/);
    assert.ok(linesOf(readFileSync(at('all.ndjson'), 'utf8')).length > 20_000);
  });

  it('goes on where a download broke off', async () => {
    let cut = 0;
    const ranges: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      const isFile = incoming.url?.includes('/file') === true;
      if (isFile) ranges.push(incoming.headers.range ?? '');
      const onward = request(
        `${server.url}${incoming.url}`,
        { method: incoming.method, headers: { ...incoming.headers, host: new URL(server.url).host } },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          let sent = 0;
          answer.on('data', (chunk: Buffer) => {
            sent += chunk.length;
            outgoing.write(chunk);
            if (!isFile || cut >= 2 || sent < 300_000) return;
            cut += 1;
            outgoing.destroy();
            answer.destroy();
          });
          answer.on('end', () => outgoing.end());
        },
      );
      incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const ran = await annals(['export', '--organisation', 'acme', '--format', 'ndjson', '--job', '--out', at('broken.ndjson')], {
      ...env,
      ANNALS_URL: url,
    });
    proxy.closeAllConnections();
    proxy.close();
    assert.equal(ran.code, 0, ran.err);
    assert.equal(ranges.length, 3);
    assert.ok(ranges[0] === '' && ranges.slice(1).every((range) => /^bytes=[1-9]\d+-$/.test(range)), ranges.join());
    assert.ok(linesOf(readFileSync(at('broken.ndjson'), 'utf8')).length > 20_000);
    assert.ok(!existsSync(at('broken.ndjson.part')));
  });

  it('takes up a download that another run left, and refuses what is not the file', async () => {
    const made = await annals(
      ['export', '--organisation', 'acme', '--format', 'ndjson', '--job', '--query', 'sequence<5000', '--out', at('b.ndjson')],
      env,
    );
    const id = /^export (\S+)/m.exec(made.err)?.[1] ?? '';
    const bytes = readFileSync(at('b.ndjson'));
    writeFileSync(at('c.ndjson.part'), bytes.subarray(0, 1000));
    const again = await annals(['export', '--id', id, '--out', at('c.ndjson')], env);
    assert.equal(again.code, 0, again.err);
    assert.ok(readFileSync(at('c.ndjson')).equals(bytes));
    writeFileSync(at('d.ndjson.part'), Buffer.alloc(1000));
    const wrong = await annals(['export', '--id', id, '--out', at('d.ndjson')], env);
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /is not the file of the export/);
    assert.ok(!existsSync(at('d.ndjson')) && !existsSync(at('d.ndjson.part')));
  });

  it('cancels the job at the second Ctrl-C, and leaves it at the first', async () => {
    const program = join(import.meta.dirname, '..', 'packages', 'cli', 'annals.mjs');
    // A job that waits: two run, and these are behind them.
    const others = await Promise.all(
      Array.from({ length: 4 }, () =>
        call<{ export: { id: string } }>(server, '/v1/exports', { body: { organisation: 'acme', format: 'ndjson' } }),
      ),
    );
    const child = spawn(
      process.execPath,
      [program, 'export', '--organisation', 'acme', '--format', 'ndjson', '--job', '--out', at('e.ndjson')],
      {
        env: { PATH: process.env['PATH'], ...env },
      },
    );
    let err = '';
    let isAsked = false;
    const id = await new Promise<string>((resolve) =>
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk.toString();
        const found = /^export (\S+)/m.exec(err)?.[1];
        if (found) resolve(found);
        if (!isAsked && err.includes('Ctrl-C again')) isAsked = child.kill('SIGINT');
      }),
    );
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    assert.equal(await code, 1, err);
    assert.match(err, /is cancelled/);
    const { json } = await call<{ export: { state: string } }>(server, `/v1/exports/${id}`);
    assert.equal(json.export.state, 'cancelled');
    for (const { json: other } of others) await call(server, `/v1/exports/${other.export.id}`, { method: 'DELETE' });
  });

  it('ends with the codes of every command', async () => {
    assert.equal((await annals(['export', '--format', 'xlsx'], env)).code, 2);
    assert.equal((await annals(['export', '--gzip', '--zstd'], env)).code, 2);
    const column = await annals(['export', '--organisation', 'acme', '--columns', 'nonsense'], env);
    assert.equal(column.code, 1);
    assert.match(column.err, /There is no column nonsense/);
    assert.equal((await annals(['export', '--organisation', 'acme', '--out', '-'], { ...env, ANNALS_URL: 'http://127.0.0.1:9' })).code, 3);
    assert.equal((await annals(['export', '--organisation', 'nowhere', '--out', '-'], env)).code, 1);
  });
});
