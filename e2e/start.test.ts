import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, ServerEnded, start, temporaryData } from './server.ts';

function directory(t: TestContext): string {
  const data = temporaryData('annals-start-');
  t.after(() => removeData(data));
  return data;
}

/** Starts, expects an end before ready, and gives its code and what it said. */
async function refused(data: string, env: Record<string, string>): Promise<{ code: number | null; log: string }> {
  try {
    const server = await start(data, env, { setup: false });
    await server.stop();
  } catch (error) {
    if (error instanceof ServerEnded) return { code: error.code, log: error.log };
    throw error;
  }
  throw new Error('The server started.');
}

const oneLine = (log: string): void =>
  assert.equal(
    log
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('{')).length,
    1,
    log,
  );

test('an unknown and a half-set variable are one line with the name, and exit code 2', async (t) => {
  const unknown = await refused(directory(t), { ANNALS_LISTN: '127.0.0.1:0' });
  assert.equal(unknown.code, 2);
  assert.match(unknown.log, /ANNALS_LISTN is not a variable of Annals; did you mean ANNALS_LISTEN\?/);
  oneLine(unknown.log);
  const half = await refused(directory(t), { ANNALS_SETUP_EMAIL: 'dana@example.com' });
  assert.equal(half.code, 2);
  assert.match(half.log, /ANNALS_SETUP_ORGANISATION is missing/);
  oneLine(half.log);
  const wrong = { ANNALS_SETUP_ORGANISATION: 'Acme', ANNALS_SETUP_EMAIL: 'dana', ANNALS_SETUP_PASSWORD: 'correct horse battery' };
  const noEmail = await refused(directory(t), wrong);
  assert.equal(noEmail.code, 2);
  assert.match(noEmail.log, /ANNALS_SETUP_EMAIL is not valid: Must be an e-mail address\.\n/);
  oneLine(noEmail.log);
});

test('a port in use and a directory that cannot be made are one line each, and exit code 1', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const address = other.address();
  assert.ok(address !== null && typeof address === 'object');
  const inUse = await refused(directory(t), { ANNALS_LISTEN: `127.0.0.1:${address.port}` });
  assert.equal(inUse.code, 1);
  assert.match(inUse.log, new RegExp(`127.0.0.1:${address.port} is in use`));
  oneLine(inUse.log);
  const file = join(directory(t), 'file');
  writeFileSync(file, '');
  const noDirectory = await refused(join(file, 'data'), {});
  assert.equal(noDirectory.code, 1);
  assert.match(noDirectory.log, /is a file: choose another with ANNALS_DATA/);
  oneLine(noDirectory.log);
  const nowhere = await refused('/proc/self/data', {});
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.log, /\/proc\/self\/data cannot be made, .* choose another with ANNALS_DATA/);
  oneLine(nowhere.log);
  const isFile = await refused(file, {});
  assert.equal(isFile.code, 1);
  assert.match(isFile.log, /it is a file: choose another with ANNALS_DATA/);
});

test('a second server on the directory names the first and ends with 3; the first goes on and stops clean', async (t) => {
  const data = directory(t);
  const first = await start(data);
  const before = await post(first, login());
  for (let tries = 0; tries < 2; tries++) {
    const second = await refused(data, {});
    assert.equal(second.code, 3);
    assert.match(second.log, new RegExp(`held by process ${first.child.pid} \\(Annals at ${first.url}\\)`));
    oneLine(second.log);
  }
  const after = await post(first, login());
  assert.deepEqual([after.status, after.json.receipts[0]!.sequence], [201, before.json.receipts[0]!.sequence + 1]);
  assert.equal((await find(first, { wait_for: after.json.receipts[0]!.sequence, limit: 1 })).status, 200);
  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  assert.deepEqual(await once(first.child, 'exit'), [0, null]);
  await checkAll(data);
});

test('of two that start at once on an empty directory one serves, the other ends with 3', async (t) => {
  const data = directory(t);
  const both = await Promise.allSettled([start(data), start(data)]);
  const servers = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const ended = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  try {
    assert.equal(servers.length, 1, String(ended));
    assert.ok(ended[0] instanceof ServerEnded && ended[0].code === 3, String(ended));
    oneLine(ended[0].log);
    assert.equal((await post(servers[0]!, login())).status, 201);
  } finally {
    for (const server of servers) assert.equal(await server.stop(), 0, server.log());
  }
  await checkAll(data);
});

test('the ready line is the only line on stdout', async (t) => {
  const data = directory(t);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ANNALS_')));
  const main = join(import.meta.dirname, '..', 'packages', 'server', 'main.ts');
  const child = spawn(process.execPath, [main], {
    env: { ...inherited, ANNALS_DATA: data, ANNALS_LISTEN: '127.0.0.1:0', ANNALS_LOG: 'json' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child.stdout, 'data');
  const ready = JSON.parse(out) as { event: string; url: string; setup_url: string };
  assert.equal(ready.event, 'ready');
  assert.ok(ready.setup_url.startsWith(`${ready.url}/`), 'an empty directory has a setup link');
  await fetch(`${ready.url}/v1/events`);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.equal(out.split('\n').length, 2);
});
