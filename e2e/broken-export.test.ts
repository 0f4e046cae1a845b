import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, setupKey, start, temporaryData, type Running } from './server.ts';

const curl = '/usr/bin/curl';
const skip = !existsSync(curl) && !process.env['CI'] ? 'curl is not installed' : false;
const events = 15_000;
/** More than the buffers between engine, server and client hold together (32 MiB and 6 MiB a socket), so that the middle is one. */
const filler = 'x'.repeat(4_000);

describe('an export that breaks off is seen as broken by a program that knows nothing of Annals', { skip }, () => {
  const data = temporaryData();
  const files = mkdtempSync(join(tmpdir(), 'annals-curl-'));
  let server: Running;
  before(async () => {
    server = await start(data);
    for (let sent = 0; sent < events; sent += 1000)
      assert.equal(
        (
          await post(
            server,
            Array.from({ length: 1000 }, (_, at) => login({ extra: { note: `${sent + at} ${Math.random()} ${filler}` } })),
          )
        ).status,
        201,
      );
    await indexed();
  });
  after(async () => {
    await server.stop();
    await checkAll(data);
    removeData(data);
    rmSync(files, { recursive: true, force: true });
  });

  async function indexed(): Promise<void> {
    // The engine gives way to everything else, so on a busy machine it may take its time.
    for (const deadline = Date.now() + 300_000; ; await sleep(100)) {
      const { status, json, text } = await find(server, { limit: 1 });
      if (status === 200 && (json.indexed_to ?? -1) >= json.as_of) return;
      assert.ok(Date.now() < deadline, text);
    }
  }

  /** Exports everything the query finds into a file; resolves with curl's own exit code. */
  function exported(name: string, ...options: string[]): { file: string; code: Promise<number | null> } {
    const file = join(files, name);
    const query = new URLSearchParams({ organisation: 'acme', q: 'event:auth.login', order: 'sequence' });
    const child = spawn(curl, [
      '-sSf',
      ...options,
      '-o',
      file,
      '-H',
      `Authorization: Bearer ${setupKey}`,
      `${server.url}/v1/exports/csv?${query}`,
    ]);
    return { file, code: new Promise((resolve) => child.once('exit', resolve)) };
  }

  const rowsOf = (file: string): number => readFileSync(file, 'utf8').trimEnd().split('\n').length - 1;
  const broken = [18, 56];

  it('ends with 0 and every row when nothing is wrong', async () => {
    const { file, code } = exported('whole.csv');
    assert.equal(await code, 0);
    assert.equal(rowsOf(file), events);
  });

  it('is broken when the engine is killed in the middle', async () => {
    // So slow that the engine is far from its end, however late a busy machine lets this process kill it.
    const { file, code } = exported('killed.csv', '--limit-rate', '4M');
    for (const deadline = Date.now() + 120_000; !existsSync(file) || statSync(file).size < 64 * 1024; await sleep(10))
      assert.ok(Date.now() < deadline, server.log().slice(-2_000));
    process.kill(Number(readFileSync(join(data, 'run', 'engine.pid'), 'utf8')), 'SIGKILL');
    const ended = (await code) ?? 0;
    assert.ok(broken.includes(ended), `curl ended with ${ended}, ${rowsOf(file)} of ${events} rows\n${server.log().slice(-2_000)}`);
    await indexed();
  });

  it('is broken when the index is damaged behind its first rows; the damage is found, mended and on record', async () => {
    // Of each part all but its beginning: which columns lie where is the engine's business.
    for (const file of await settledData(join(data, 'index', 'engine', 'store'))) {
      const handle = await open(file, 'r+');
      const { size } = await handle.stat();
      await handle.write(Buffer.alloc(size, 0xa5), 0, size - Math.floor(size / 8), Math.floor(size / 8));
      await handle.close();
    }
    const { code } = exported('damaged.csv');
    // 22: the engine met the damage before the first byte, which is a status.
    const ended = (await code) ?? 0;
    assert.ok([...broken, 22].includes(ended), `curl ended with ${ended}\n${server.log()}`);
    for (const deadline = Date.now() + 300_000; ; await sleep(500)) {
      const { status, json, text } = await find(server, { q: 'event:annals.index.rebuild', limit: 1 });
      if (status === 200 && json.events.length === 1) break;
      assert.ok(Date.now() < deadline, text);
    }
    await indexed();
    const again = exported('mended.csv');
    assert.equal(await again.code, 0);
    assert.equal(rowsOf(again.file), events);
    assert.match(server.log(), /a part of the index is damaged/);
  });
});

/** The files of the columns, of parts in use and of those that were merged into others, once no merge is under way. */
async function settledData(root: string): Promise<string[]> {
  let before = '';
  for (const deadline = Date.now() + 300_000; ; await sleep(2_000)) {
    const files = columnFiles(root);
    const now = files.join('\n');
    if (now !== '' && now === before && !now.includes('tmp_'))
      return files.map((path) => join(root, path)).filter((path) => statSync(path).size > 100_000);
    assert.ok(Date.now() < deadline, 'the index never came to rest');
    before = now;
  }
}

/** None while a directory vanishes under the look at it. */
function columnFiles(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.bin'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
