import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EngineFailed, EngineUnavailable } from './engine-errors.ts';
import type { Select } from './client.ts';
import { eventsTable } from './schema.ts';
import { openIndex, record, type IndexUnderTest } from './testing.ts';

/** Whatever happened to a query, the next one on the same Session sees nothing of it: rows, parameters or settings. */

const a = '0193a000-aaaa-7000-8000-00000000000a';
const b = '0193a000-bbbb-7000-8000-00000000000b';
let index: IndexUnderTest;
before(async () => {
  index = await openIndex();
  for (const organisation of [a, b])
    index.ledger.append(organisation, ...Array.from({ length: 2000 }, () => record({ groups: { actor: { id: organisation } } })));
  await index.settle();
});
after(() => index.close());

async function ask(text: string, parameters: Record<string, string> = {}, body = ''): Promise<{ status: number; text: string }> {
  const { url, password } = await index.engine.ready();
  const search = new URLSearchParams({ ...(text === '' ? {} : { query: text }), ...parameters });
  const response = await fetch(`${url}/?${search}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`annals:${password}`).toString('base64')}` },
    body,
  });
  return { status: response.status, text: await response.text() };
}

test('a thousand good, failing, slow, aborted and broken-off queries at once: each gets its own answer and nothing else', async () => {
  let good = 0;
  let failed = 0;
  const job = async (at: number): Promise<void> => {
    const mark = `mark-${at}-${'\\\'"\t{x:String}'.slice(0, at % 14)}`;
    const organisation = at % 2 === 0 ? a : b;
    const rows: Select = {
      columns: '{mark:String}, toString(organisation), actor_id, sequence',
      rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} ORDER BY sequence LIMIT {limit:UInt32}`,
      parameters: { mark, organisation, limit: 1 + (at % 50) },
    };
    switch (at % 10) {
      // Fails after output: enough rows that the first blocks are written before the bad one is met.
      case 1:
        await assert.rejects(
          index.client.rows({
            columns: "{mark:String}, repeat('x', 100), throwIf(number = 70000)",
            rest: 'FROM numbers(100000)',
            parameters: { mark },
          }),
        );
        failed += 1;
        return;
      case 3:
        await assert.rejects(index.client.rows({ ...rows, columns: `${rows.columns}, nonsense` }), EngineFailed);
        failed += 1;
        return;
      case 5: {
        const stop = new AbortController();
        const asked = index.client.rows(
          { columns: '{mark:String}, number', rest: 'FROM numbers(500000)', parameters: { mark } },
          stop.signal,
        );
        setTimeout(() => stop.abort(), at % 40);
        await asked.catch((error: unknown) => assert.ok(error instanceof EngineUnavailable, String(error)));
        failed += 1;
        return;
      }
      case 7: {
        // Reads the first piece of a long stream, then goes away.
        const line = `${mark.replaceAll(/[\t'"\\{}]/g, '')}\n`;
        for await (const chunk of index.client.texts(
          { columns: '{line:String}', rest: 'FROM numbers(200000)', parameters: { line } },
          () => undefined,
        )) {
          assert.ok(chunk.toString().startsWith(line));
          break;
        }
        failed += 1;
        return;
      }
      default: {
        const found = await index.client.rows(rows);
        assert.deepEqual(
          found,
          Array.from({ length: 1 + (at % 50) }, (_, sequence) => [mark, organisation, organisation, sequence]),
        );
        good += 1;
      }
    }
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      while (next < 1000) await job(next++);
    }),
  );
  assert.deepEqual([good, failed], [600, 400]);
  assert.equal(index.engine.starts, 1);
});

test('a parameter of an earlier caller is nobody’s: any unbound substitution is refused, however it is written', async () => {
  for (let round = 0; round < 12; round += 1)
    assert.equal((await ask('SELECT {secret:String}', { param_secret: `of an earlier caller ${round}` })).status, 200);
  for (const text of [
    'SELECT {secret:String}',
    'SELECT { secret : String }',
    'SELECT {/* a comment */secret:String}',
    'SELECT {`secret`:String}',
    'SELECT {"secret":String}',
    'SELECT {\nsecret\n:\nString}',
    'SELECT {other:String}, {secret:String}',
    'SELECT 1 -- {secret:String}',
    'ALTER TABLE x DELETE WHERE y = {secret:String}',
    'WITH {secret:String} AS s SELECT s',
  ])
    for (let round = 0; round < 8; round += 1) {
      const answer = await ask(text, { param_other: 'x' });
      assert.equal(answer.status, 400, text);
      assert.ok(!answer.text.includes('earlier caller'), answer.text);
    }
  assert.equal((await ask('SELECT 1', { 'param_x}, {y': 'z' })).status, 400);
});

test('a setting of an earlier caller is nobody’s: none is taken from the address, none by SET, and those of a query end with it', async () => {
  assert.equal((await ask('SELECT 1', { max_execution_time: '1' })).status, 400);
  for (const text of ['SET max_execution_time = 1', ' set max_threads=1', "SET param_secret = 'x'", 'USE system', '(SET x = 1)'])
    assert.equal((await ask(text)).status, 400, text);
  const settings = "SELECT name, value FROM system.settings WHERE changed AND name NOT IN ('log_comment') ORDER BY name";
  const fresh = await ask(settings);
  for (let round = 0; round < 16; round += 1) {
    await ask(`SELECT ${round} SETTINGS max_block_size = ${1000 + round}, max_result_rows = 5, readonly = 2`);
    await ask(`SELECT throwIf(1) SETTINGS max_block_size = ${1000 + round}, max_result_rows = 5`);
    assert.deepEqual(await ask(settings), fresh);
  }
});

test('a statement that is too long, an insert in an unknown form and rows that do not fit insert nothing and leave the engine well', async () => {
  const count = async (): Promise<unknown> =>
    (await index.client.row({ columns: 'count()', rest: `FROM ${eventsTable}`, parameters: {} }))[0];
  const whole = await count();
  assert.notEqual((await ask('', {}, `SELECT '${'x'.repeat(300 * 1024)}'`).catch(() => ({ status: 0 }))).status, 200);
  for (const text of [
    `INSERT INTO ${eventsTable} SELECT * FROM ${eventsTable}`,
    `INSERT INTO ${eventsTable} VALUES (1)`,
    `INSERT INTO ${eventsTable} (sequence) FORMAT JSONEachRow`,
    `INSERT INTO FUNCTION file('/tmp/annals-must-not-be', 'CSV') SELECT 1`,
    `INSERT INTO ${eventsTable} (sequence) SETTINGS async_insert=1 FORMAT TabSeparated`,
  ])
    assert.equal((await ask(text, {}, '1\n')).status, 400, text);
  const columns = `INSERT INTO ${eventsTable} (organisation, sequence) FORMAT TabSeparated`;
  assert.equal((await ask(columns, {}, `${a}\t5000\n${a}\tnot a number\n`)).status, 500);
  assert.equal(await count(), whole);
});
