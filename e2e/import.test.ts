import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { lineFormats, type RecordedEvent } from '../packages/events/index.ts';
import { annals } from './annals.ts';
import { removeData, setupKey, start, temporaryData, type Running } from './server.ts';

const files = temporaryData('annals-import-');
after(() => removeData(files));
const file = (name: string, text: string | Buffer): string => {
  writeFileSync(join(files, name), text);
  return join(files, name);
};

const header = 'Date,Actor type,Actor,ID,Agent Pool,Event Type,Result,EXTRA DATA';
const row = (id: number): string =>
  `2022-08-29T12:19:51Z,User,dana@example.com,${id},,auth login success,success,"{""user_id"":""${id}"",""own"":""=1+1""}"`;
const removed = [
  '1 2022-08-29T12:19:51Z 10.50.29.9 Lightrun 72850 ',
  '[actorId=d885cc7b-344f-44aa-a853-0a261a844d8d eventType=delete event=REMOVED_AGENT_SUCCESS outcome=success]',
  '[runtime_environment=Java agent_id=d885cc7b-344f-44aa-a853-0a261a844d8d agent_name=shiran-Latitude-7410 (pid 72850) api_version=1.7 log_piping=BOTH agent_os=linux agent_pid=72850 agent_version=1.7.0-rc4.de87b07b3]',
].join('\n');

describe('annals import, without a server', () => {
  const nowhere = { ANNALS_URL: 'http://127.0.0.1:9', ANNALS_KEY: 'ann_x' };

  test('called wrongly ends with 2, no server with 3', async () => {
    const csv = file('a.csv', `${header}\n${row(1)}\n`);
    assert.equal((await annals(['import', csv], nowhere)).code, 2, 'without a format');
    assert.equal((await annals(['import', '--format', 'nonsense', csv], nowhere)).code, 2);
    assert.equal((await annals(['import', '--format', 'lightrun-csv', '--zone', 'Nowhere', csv], nowhere)).code, 2);
    const missing = await annals(['import', '--format', 'lightrun-csv', csv, `${csv}.missing`], nowhere);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /a\.csv\.missing cannot be read/);
    const unreachable = await annals(['import', '--format', 'lightrun-csv', csv], nowhere);
    assert.equal(unreachable.code, 3);
    assert.match(unreachable.err, /Broken off after 0 records\. Run the same again/);
  });

  test('a dry run asks nobody, prints what would be recorded, and tells what would not', async () => {
    const csv = file('b.csv', `${header}\n${row(1)}\nnonsense\n${row(2)}\n`);
    const tried = await annals(['import', '--format', 'lightrun-csv', '--dry-run', '--json', csv], {});
    assert.equal(tried.code, 1);
    const events = tried.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(events.length, 2);
    assert.equal(events[0]?.['event'], 'auth.login');
    assert.match(String(events[0]?.['id']), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(tried.err, /b\.csv, record 2 \(line 3\) is damaged: it has 1 cells, the header has 8/);
    assert.match(tried.err, /3 records: 2 could be recorded, 0 would be rejected, 1 damaged; nothing was sent/);
    assert.match(tried.err, /Not mapped, kept in extra: own \(2\)/);
    const bytes = await annals(['import', '--format', 'lightrun-csv', '--dry-run'], {}, Buffer.from(`${header}\n\xff`, 'latin1'));
    assert.match(bytes.err, /^-, record 1 is damaged: from here on the file is not UTF-8/);
    const packed = gzipSync(`${header}\n${row(1)}\n`);
    const plain = ['import', '--format', 'lightrun-csv', '--dry-run'];
    assert.match((await annals(plain, {}, packed)).out, /^1 records: 1 could be recorded/);
    const cut = await annals(plain, {}, packed.subarray(0, -9));
    assert.equal(cut.code, 1);
    assert.match(cut.err, /is damaged: from here on the gzip is damaged or cut off/);
  });
});

describe('annals import, with a server', () => {
  const data = temporaryData('annals-imported-');
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
  const found = async (query: string): Promise<Record<string, unknown>[]> => {
    await annals(['query', '--organisation', 'acme', '--limit', '1'], env);
    for (let tries = 0; ; tries += 1) {
      const answer = await annals(['query', query, '--organisation', 'acme', '--json', '--limit', '100'], env);
      assert.equal(answer.code, 0, answer.err);
      const events = answer.out.split('\n').filter((line) => line !== '');
      if (events.length > 0 || tries === 50) return events.map((line) => JSON.parse(line) as Record<string, unknown>);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  test('records every row once, in any number of runs, and names what is damaged', async () => {
    const rows = Array.from({ length: 2_500 }, (_, at) => row(at));
    const csv = file('c.csv', [header, ...rows.slice(0, 1_200), 'damaged', ...rows.slice(1_200), ''].join('\r\n'));
    const args = ['import', '--format', 'lightrun-csv', '--organisation', 'acme', csv];
    const first = await annals(args, env);
    assert.equal(first.code, 1);
    assert.match(first.err, /c\.csv, record 1201 \(line 1202\) is damaged/);
    assert.match(first.out, /^2501 records: 2500 recorded, 0 recorded before, 0 rejected, 1 damaged$/m);
    const second = await annals(args, env);
    assert.match(second.out, /^2501 records: 0 recorded, 2500 recorded before, 0 rejected, 1 damaged$/m);
    const [event] = await found('extra.own:"=1+1" metadata.user.user_id:2499');
    assert.equal(event?.['occurred_at'], '2022-08-29T12:19:51.000Z');
    assert.partialDeepStrictEqual(event, { producer: { name: 'lightrun', event_id: '2499' }, extra: { own: '=1+1' } });
  });

  test("the page's Syslog is the event that prints it again", async () => {
    const log = file('d.log', `${removed}\n${removed}\n`);
    const imported = await annals(['import', '--format', 'lightrun-syslog', '--organisation', 'acme', log], env);
    assert.equal(imported.code, 0, imported.err);
    assert.match(imported.out, /^2 records: 2 recorded/, 'the same twice happened twice');
    assert.match(
      (await annals(['import', '--format', 'lightrun-syslog', '--organisation', 'acme', log], env)).out,
      /0 recorded, 2 recorded before/,
    );
    const [event] = await found('event:agent.remove');
    const record = lineFormats['syslog-lightrun']
      .writer()
      .line({ ...(event as unknown as RecordedEvent), received_at: '2022-08-29T12:19:51.000Z' });
    assert.equal(
      createHash('sha256').update(record.slice(0, -1)).digest('hex'),
      '67de06368acfc01cf831159fd22f844e4e29da4324b7498d47049f460730267b',
    );
  });

  test('bodies of the webhook are taken from stdin', async () => {
    const body = {
      actor_id: 'dana@example.com',
      actor_type: 'user',
      event_data: '{"operation_type":"logout","executor_ip":"10.0.0.1"}',
      event_id: 12,
      event_timestamp: 1_721_037_600_123,
      event_type: 'auth logout success',
    };
    const text = `${JSON.stringify(body)}\n`;
    const imported = await annals(['import', '--format', 'lightrun-siem', '--organisation', 'acme'], env, text + text);
    assert.equal(imported.code, 0, imported.err);
    assert.match(imported.out, /^2 records: 1 recorded, 1 recorded before/, 'delivered twice is one');
    const [event] = await found('event:auth.logout');
    assert.partialDeepStrictEqual(event, {
      occurred_at: '2024-07-15T10:00:00.123Z',
      outcome: 'success',
      metadata: { system: { operation_type: 'logout', executor_ip: '10.0.0.1' } },
    });
  });

  test('what the server refuses is named by file and record', async () => {
    const refused = await annals(
      ['import', '--format', 'lightrun-csv', '--organisation', 'nobody', file('e.csv', `${header}\n${row(1)}\n`)],
      env,
    );
    assert.equal(refused.code, 1);
    assert.match(refused.err, /e\.csv, record 1 \(line 2\) is rejected: \/organisation There is no such organisation/);
  });
});
