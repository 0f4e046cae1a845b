import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { AnnalsClient } from '@annals/client';
import { removeData, setupKey, start, temporaryData, type Running } from './server.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^curl[^]*?(?=\n```|\n\n)/gm)].map(([command]) => command);

/** Runs a command of the README in a shell, with nothing of it changed. */
async function shell(command: string, url: string, key: string): Promise<unknown> {
  const env = { PATH: process.env['PATH'], ANNALS_URL: url, ANNALS_KEY: key };
  const { stdout } = await promisify(execFile)('sh', ['-ec', command], { env, encoding: 'utf8' });
  return JSON.parse(stdout);
}

describe('the commands of the README', () => {
  let server: Running;
  let key: string;
  const data = temporaryData('annals-readme-');
  before(async () => {
    server = await start(data);
    const client = new AnnalsClient({ url: server.url, key: setupKey });
    key = (await client.keys.create({ name: 'README', organisation: 'acme', scopes: ['events:write', 'events:read'] })).token;
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  test('the first event is recorded, and found by the next command', async () => {
    const [send, find] = commands;
    assert.equal(commands.length, 2);
    const answer = (await shell(send ?? '', server.url, key)) as { receipts: { status: string; sequence: number; leaf_hash: string }[] };
    assert.equal(answer.receipts[0]?.status, 'recorded', JSON.stringify(answer));
    await new AnnalsClient({ url: server.url, key }).find({ wait_for: answer.receipts[0].sequence });
    const found = (await shell(find ?? '', server.url, key)) as {
      events: { event: string; actor: { name: string } }[];
    };
    assert.equal(found.events[0]?.event, 'auth.login', JSON.stringify(found));
    assert.equal(found.events[0].actor.name, 'Dana Reyes');
  });
});

test('every file the README links to is there', () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '').filter((path) => !path.startsWith('http'));
  assert.deepEqual(
    links.filter((path) => !existsSync(join(root, path))),
    [],
  );
});
