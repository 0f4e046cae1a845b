import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EngineFailed, EngineLied, EngineUnavailable } from './engine-errors.ts';
import { EngineClient, type Select } from './client.ts';
import { eventsTable } from './schema.ts';
import { openIndex, record, type IndexUnderTest } from './testing.ts';

const a = '0193a000-aaaa-7000-8000-00000000000a';
const b = '0193a000-bbbb-7000-8000-00000000000b';
let index: IndexUnderTest;

before(async () => {
  index = await openIndex();
  for (const organisation of [a, b])
    index.ledger.append(organisation, ...Array.from({ length: 3000 }, () => record({ groups: { actor: { id: organisation } } })));
  await index.settle();
});
after(() => index.close());

const one: Select = { columns: 'toUInt8(1)', rest: '', parameters: {} };
const slow: Select = { columns: 'count()', rest: 'FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))', parameters: {} };

async function until(condition: () => Promise<boolean> | boolean, ms: number): Promise<number> {
  const startMs = Date.now();
  while (!(await condition())) {
    assert.ok(Date.now() - startMs < ms, `not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return Date.now() - startMs;
}

test('nothing is answered without the secret, and the secret is in no argument, variable or file of the child', async () => {
  const { url, password } = await index.engine.ready();
  for (const path of ['/ping', '/?query=SELECT%201']) assert.equal((await fetch(url + path)).status, 401);
  const wrong = await fetch(`${url}/ping`, { headers: { authorization: `Basic ${Buffer.from('annals:wrong').toString('base64')}` } });
  assert.equal(wrong.status, 401);
  const pid = index.engine.pid;
  for (const file of ['cmdline', 'environ']) assert.ok(!readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(password));
  assert.equal(readFileSync(join(index.dir, 'run', 'engine.pid'), 'utf8').trim(), String(pid));
  assert.ok(!readFileSync(join(index.dir, 'index', 'engine.xml'), 'utf8').includes(password));
});

test('a text that names a parameter nobody bound is refused', async () => {
  await index.client.row({ columns: '{left:String}', rest: '', parameters: { left: 'behind' } });
  for (let round = 0; round < 8; round += 1)
    await assert.rejects(
      index.client.row({ columns: '{left:String}', rest: '', parameters: {} }),
      (error: unknown) => error instanceof EngineFailed && error.code === 456,
    );
});

test('values come back as they were sent', async () => {
  for (const value of ["it's", '\\', "\\'", 'tab\tline\nreturn\r', '', '\\N', '{x:String}', '\u{1f600}', "') --"]) {
    assert.deepEqual(await index.client.row({ columns: '{value:String}', rest: '', parameters: { value } }), [value]);
  }
});

test('a row without the nonce of its query is a lie', async () => {
  const client = new EngineClient(() => index.engine.endpoint());
  await assert.rejects(client.rows({ columns: "1 UNION ALL SELECT 'foreign', 2", rest: '', parameters: {} }), EngineLied);
  await assert.rejects(async () => {
    for await (const chunk of client.texts({ columns: "'x' UNION ALL SELECT 'foreign', 'y'", rest: '', parameters: {} }, () => undefined))
      void chunk;
  }, EngineLied);
  await client.close();
});

test('what a failed query had produced is in nobody’s result', async () => {
  const failing: Select = { columns: 'number, throwIf(number = 300000)', rest: 'FROM numbers(1000000)', parameters: {} };
  for (let round = 0; round < 12; round += 1) {
    await assert.rejects(index.client.rows(failing));
    for (let next = 0; next < 8; next += 1) assert.deepEqual(await index.client.rows(one), [[1]]);
  }
});

test('an error in mid-stream breaks the stream', async () => {
  await assert.rejects(async () => {
    for await (const chunk of index.client.texts(
      { columns: "concat(toString(number), toString(throwIf(number = 5000000)), '\\n')", rest: 'FROM numbers(100000000)', parameters: {} },
      () => undefined,
    ))
      void chunk;
  }, EngineUnavailable);
});

test('an abort stops the engine’s work', async () => {
  const stop = new AbortController();
  const asked = index.client.rows(slow, stop.signal);
  await new Promise((resolve) => setTimeout(resolve, 300));
  stop.abort();
  await assert.rejects(asked, EngineUnavailable);
  await until(
    async () =>
      (
        await index.client.rows({
          columns: 'query',
          rest: "FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%system.processes%'",
          parameters: {},
        })
      ).length === 0,
    2000,
  );
});

test('a query has its time', async () => {
  await assert.rejects(
    index.client.rows({ ...slow, limits: { seconds: 1 } }),
    (error: unknown) => error instanceof EngineFailed && error.code === 159,
  );
});

test('two organisations at once, with timeouts, failures and aborts between them: every row is the asker’s', async () => {
  const jobs = Array.from({ length: 200 }, async (_, at) => {
    const organisation = at % 2 === 0 ? a : b;
    const mine = {
      rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} ORDER BY sequence DESC LIMIT 200`,
      parameters: { organisation },
    };
    if (at % 10 === 3) return assert.rejects(index.client.rows({ ...slow, limits: { seconds: 1 } }));
    if (at % 10 === 6) return assert.rejects(index.client.rows({ ...mine, columns: 'body, throwIf(sequence = 2900)' }));
    if (at % 10 === 8) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 5 + at);
      return assert.rejects(index.client.rows(slow, stop.signal));
    }
    const rows = await index.client.rows({ ...mine, columns: 'toString(organisation), actor_id, body' });
    assert.equal(rows.length, 200);
    for (const [owner, actor, body] of rows) {
      assert.equal(owner, organisation);
      assert.equal(actor, organisation);
      assert.ok(String(body).includes(organisation));
    }
  });
  await Promise.all(jobs);
});

test('killed under load, the engine is back within 10 s with every row; what was asked meanwhile failed as a whole', async () => {
  let answered = 0;
  let refused = 0;
  let stop = false;
  const load = Array.from({ length: 8 }, async () => {
    while (!stop) {
      try {
        assert.equal(
          (
            await index.client.rows({
              columns: 'sequence',
              rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID}`,
              parameters: { organisation: a },
            })
          ).length,
          3000,
        );
        answered += 1;
      } catch (error) {
        assert.ok(error instanceof EngineUnavailable, String(error));
        refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const pid = index.engine.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await until(() => index.engine.endpoint() === null, 2000);
  await until(async () => {
    try {
      return Number((await index.client.row({ columns: 'count()', rest: `FROM ${eventsTable}`, parameters: {} }))[0]) === 6000;
    } catch {
      return false;
    }
  }, 10_000);
  stop = true;
  await Promise.all(load);
  assert.ok(answered > 0 && refused > 0);
  assert.notEqual(index.engine.pid, pid);
});

test('the child is gone within a second of its parent', async () => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { Engine } from ${JSON.stringify(new URL('./engine.ts', import.meta.url).href)};
    const engine = new Engine({ path: process.argv[1], runPath: process.argv[1] + '-run', log: () => {} });
    await engine.ready();
    console.log(engine.pid);
    setInterval(() => {}, 1000);
  `,
      join(index.dir, 'orphan'),
    ],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))));
  parent.kill('SIGKILL');
  const tookMs = await until(() => {
    try {
      process.kill(pid, 0);
      return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return true;
    }
  }, 3000);
  assert.ok(tookMs <= 1000, `${tookMs} ms`);
});
