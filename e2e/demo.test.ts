import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { AnnalsClient } from '@annals/client';
import { removeData, setupKey, start, temporaryData } from './server.ts';

const demo = join(import.meta.dirname, '..', 'examples', 'demo', 'main.ts');

/** The rows of the original page, as queries; where a row has two outcomes both must be there. */
const rows = [
  'event:action.create outcome:success actor.type:user',
  'event:action.create outcome:success actor.type:agent',
  'event:action.create outcome:failure',
  'event:user.create outcome:success actor.type:user',
  'event:user.create outcome:success actor.type:system',
  'event:user.create outcome:failure',
  'event:user.delete outcome:success',
  'event:agent.register outcome:success',
  'event:agent.register outcome:failure',
  'event:agent.remove outcome:success',
  'event:integration.create',
  'event:system.exception_limit_reached',
  'event:organisation.rename outcome:success',
  'event:organisation.rename outcome:failure',
  'event:tag.create',
  'event:auth.login client:portal',
];

test('the demo plays every row of the original page through the public API, in both organisations', { timeout: 120_000 }, async (t) => {
  const data = temporaryData('annals-demo-');
  const server = await start(data);
  t.after(async () => {
    await server.stop();
    removeData(data);
  });
  const child = spawn(process.execPath, [demo, '--once'], {
    env: { PATH: process.env['PATH'], ANNALS_URL: server.url, ANNALS_KEY: setupKey },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  assert.deepEqual(await once(child, 'exit'), [0, null], complaints);
  assert.equal(complaints, '');

  const client = new AnnalsClient({ url: server.url, key: setupKey });
  const { organisations } = await client.organisations.list();
  const played = organisations.filter(({ name }) => name === 'Northwind Robotics' || name === 'Fjord Health');
  assert.equal(played.length, 2);
  for (const { id } of played) {
    const newest = await client.find({ organisation: id, limit: 1 });
    await client.find({ organisation: id, limit: 1, wait_for: newest.as_of ?? 0 });
    for (const q of rows) {
      const { events } = await client.find({ organisation: id, q, limit: 1 });
      assert.equal(events.length, 1, q);
      assert.equal(events[0]?.unlisted, false, q);
    }
  }
});
