import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { annals } from './annals.ts';
import { removeData, setupEmail, setupKey, start, temporaryData, type Running } from './server.ts';

describe('annals, without a server', () => {
  test('called wrongly ends with 2, no server with 3, help with 0', async () => {
    assert.equal((await annals(['--help'])).code, 0);
    const version = await annals(['--version']);
    assert.equal(version.code, 0);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
    assert.equal((await annals(['nonsense'])).code, 2);
    assert.equal((await annals(['query', '--limit', '0'])).code, 2);
    assert.equal((await annals(['query'])).code, 2, 'without a key');
    assert.equal((await annals(['doctor', '--data', '/nonexistent'])).code, 2);
    const unreachable = await annals(['query'], { ANNALS_URL: 'http://127.0.0.1:9', ANNALS_KEY: 'ann_x' });
    assert.equal(unreachable.code, 3);
    assert.equal(unreachable.err.split('\n').length, 2, 'one line');
    const bent = await annals(
      ['record'],
      { ANNALS_URL: 'http://127.0.0.1:9', ANNALS_KEY: 'ann_x' },
      '{"event":"x","extra":{"n":9007199254740993}}',
    );
    assert.equal(bent.code, 2, 'a number that JavaScript would bend is not sent');
  });
});

describe('annals, with a server', () => {
  const data = temporaryData('annals-cli-');
  let server: Running;
  let env: Record<string, string>;
  before(async () => {
    server = await start(data);
    env = { ANNALS_URL: server.url, ANNALS_KEY: setupKey };
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  test('a key that is not known, or no longer, is told from no key at all', async () => {
    const wrong = await annals(['query'], { ...env, ANNALS_KEY: `ann_${'x'.repeat(43)}` });
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /^annals: The key is not known here, has expired or was revoked\. \(unauthenticated, /);
  });

  test('records, says which was rejected, and finds what it recorded', async () => {
    const good = { organisation: 'acme', event: 'auth.login', actor: { type: 'user', email: 'cli@example.com', name: 'a\u001b[31mb' } };
    const recorded = await annals(['record', '--json'], env, `${JSON.stringify(good)}\n${JSON.stringify({ ...good, outcome: 'nope' })}\n`);
    assert.equal(recorded.code, 1);
    const [first, second] = recorded.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { index: number; status: string; sequence: number });
    assert.equal(first?.status, 'recorded');
    assert.deepEqual([second?.index, second?.status], [1, 'rejected']);
    for (let tries = 0; ; tries++) {
      const found = await annals(['query', 'actor:cli@example.com', '--organisation', 'acme'], env);
      assert.equal(found.code, 0, found.err);
      assert.ok(!found.out.includes('\u001b'));
      if (/auth login success/.test(found.out)) break;
      assert.ok(tries < 20, 'not found within its time');
    }
    const malformed = await annals(['query', 'outcome:nope', '--organisation', 'acme'], env);
    assert.equal(malformed.code, 1);
    assert.match(malformed.err, /success, failure, unknown/);
  });

  test('makes a key whose token is alone on stdout, and resets a password through the door of the data directory', async () => {
    const made = await annals(['keys', 'create', '--name', 'reader', '--organisation', 'acme', '--scopes', 'events:read'], env);
    assert.match(made.out, /^ann_[A-Za-z0-9_-]{43}\n$/);
    assert.equal((await annals(['query', '--limit', '1'], { ...env, ANNALS_KEY: made.out.trim() })).code, 0);
    const reset = await annals(['users', 'reset', setupEmail, '--data', data]);
    assert.equal(reset.code, 0, reset.err);
    const { email, password } = { email: setupEmail, password: reset.out.trim() };
    const signedIn = await fetch(`${server.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email, password }),
    });
    assert.equal(signedIn.status, 201);
    assert.equal((await annals(['users', 'reset', 'nobody@example.com', '--data', data])).code, 1);
  });

  test('the directory of a running server is left alone', async () => {
    for (const command of [['doctor'], ['index', 'rebuild']]) {
      const refused = await annals([...command, '--data', data]);
      assert.equal(refused.code, 3);
      assert.match(refused.err, new RegExp(`process ${server.child.pid} .*${server.url}`));
    }
  });

  test('doctor finds a stopped server whole, an index that was thrown away is made anew, a changed byte is named', async () => {
    await server.stop();
    assert.equal((await annals(['users', 'reset', setupEmail, '--data', data])).code, 3);
    const whole = await annals(['doctor', '--json', '--data', data]);
    assert.equal(whole.code, 0, whole.out + whole.err);
    assert.equal((JSON.parse(whole.out) as { ok: boolean }).ok, true);
    assert.equal((await annals(['index', 'rebuild', '--data', data])).code, 0);
    assert.ok(!existsSync(join(data, 'index')));
    assert.equal((await annals(['doctor', '--data', data])).code, 0);

    const journal = join(data, 'journal');
    for (const name of readdirSync(journal)) {
      const bytes = readFileSync(join(journal, name));
      const at = bytes.indexOf('cli@example.com');
      if (at < 0) continue;
      bytes[at] = 'x'.charCodeAt(0);
      writeFileSync(join(journal, name), bytes);
    }
    const changed = await annals(['doctor', '--json', '--data', data]);
    assert.equal(changed.code, 1, changed.out);
    assert.equal((JSON.parse(changed.out) as { ok: boolean }).ok, false);
  });
});
