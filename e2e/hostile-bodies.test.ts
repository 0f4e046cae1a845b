import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { call, find, login, post, type Answer, type ReceiptsJson } from './api.ts';
import { checkAll } from './check-all.ts';
import { during, otherKey } from './hostile.ts';
import { memoryOf } from './memory.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

const mib = 1024 * 1024;
const encoders = { gzip: gzipSync, zstd: zstdCompressSync };
const sendAs = (server: Running, encoding: string, body: Uint8Array, headers: Record<string, string> = {}) =>
  post(server, body, { headers: { 'content-type': 'application/json', 'content-encoding': encoding, ...headers } });

describe('bodies that mean no good', () => {
  const data = temporaryData();
  let server: Running;
  let well: string;
  before(async () => {
    server = await start(data);
    well = await otherKey(server, 'well');
  });
  after(async () => {
    const { peakBytes } = memoryOf(server);
    console.log(`  the server held at most ${Math.round(peakBytes / 1e6)} MB`);
    await server.stop();
    await checkAll(data);
    removeData(data);
    assert.ok(peakBytes < 2e9, `the server held ${peakBytes} bytes`);
  });
  const recordedNow = async (): Promise<number> => (await post(server, login())).json.receipts[0]!.sequence;

  it('compressed is as good as plain, and a repeat in another encoding is the same request', async () => {
    const text = JSON.stringify([login(), login({ extra: { note: 'ß€😀' } })]);
    const headers = { 'idempotency-key': randomUUID() };
    const first = await sendAs(server, 'gzip', gzipSync(text), headers);
    assert.equal(first.status, 201, first.text);
    for (const [encoding, body] of [
      ['zstd', zstdCompressSync(text)],
      ['identity', Buffer.from(text)],
      ['X-GZIP', gzipSync(text, { level: 1 })],
    ] as const) {
      const again = await sendAs(server, encoding, body, headers);
      assert.deepEqual([again.status, again.text, again.headers.get('idempotency-replayed')], [201, first.text, 'true']);
    }
    const lines = `${JSON.stringify(login())}\n`.repeat(3);
    const ndjson = await sendAs(server, 'zstd', zstdCompressSync(lines), { 'content-type': 'application/x-ndjson' });
    assert.equal(ndjson.json.recorded, 3);
  });

  it('is taken whole or refused: several members and frames are one body, and nothing is cut off quietly', async () => {
    const text = JSON.stringify(Array.from({ length: 50 }, () => login()));
    const halves = [text.slice(0, 1000), text.slice(1000)];
    const before = await recordedNow();
    for (const [encoding, encode] of Object.entries(encoders)) {
      const whole = encode(text);
      const broken: [string, Uint8Array][] = [
        ['cut off', whole.subarray(0, -5)],
        ['a byte', whole.subarray(0, 1)],
        ['empty', Buffer.alloc(0)],
        ['not compressed', Buffer.from(text)],
        ['followed by garbage', Buffer.concat([whole, Buffer.from('garbage')])],
        ['followed by zeros', Buffer.concat([whole, Buffer.alloc(16)])],
        ['followed by zeros and another', Buffer.concat([whole, Buffer.alloc(16), whole])],
        ['followed by half of another', Buffer.concat([encode(halves[0]!), encode(halves[1]!).subarray(0, 12)])],
        ['of the other encoding', encoding === 'gzip' ? zstdCompressSync(text) : gzipSync(text)],
      ];
      for (const [name, body] of broken) {
        const { status, json } = await sendAs(server, encoding, body);
        assert.deepEqual([status, json.code], [400, 'content_encoding_invalid'], `${encoding}, ${name}: ${json.detail}`);
      }
    }
    assert.equal(await recordedNow(), before + 1, 'nothing of them was recorded');
    for (const [encoding, encode] of Object.entries(encoders)) {
      const { status, json } = await sendAs(server, encoding, Buffer.concat(halves.map((half) => encode(half))));
      assert.deepEqual([status, json.recorded], [201, 50], encoding);
    }
    const damaged = zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    damaged[damaged.length - 1]! ^= 1;
    assert.equal((await sendAs(server, 'zstd', damaged)).json.code, 'content_encoding_invalid');
  });

  it('names what is allowed when an encoding is not', async () => {
    for (const encoding of ['br', 'deflate', 'compress', 'gzip, gzip', 'gzip,zstd', 'aes128gcm', 'x'.repeat(500)]) {
      const { status, json, headers } = await sendAs(server, encoding, gzipSync(gzipSync('{}')));
      assert.deepEqual([status, json.code], [415, 'content_encoding_unsupported'], encoding);
      assert.equal(headers.get('accept-encoding'), 'gzip, zstd, identity');
    }
    const elsewhere = await call(server, '/v1/organisations', {
      body: gzipSync('{"name":"X"}'),
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    });
    assert.deepEqual([elsewhere.status, elsewhere.headers.get('accept-encoding')], [415, 'identity']);
  });

  it('refuses a zstd window over 8 MiB before it is allocated', async () => {
    const before = memoryOf(server).nowBytes;
    const frame = (log: number) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (log - 10) << 3, 1, 0, 0]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => sendAs(server, 'zstd', frame(31))));
    for (const { status, json } of answers) {
      assert.ok([400, 429].includes(status), json.code);
      if (status === 400) assert.match(json.detail, /window/);
    }
    assert.ok(memoryOf(server).nowBytes - before < 300e6);
    const largest = zstdCompressSync(JSON.stringify([login()]), { params: { [constants.ZSTD_c_windowLog]: 23 } });
    assert.equal((await sendAs(server, 'zstd', largest)).status, 201);
  });

  it('takes 16 MiB and 10,000 events, plain or decompressed, and not one more', async () => {
    const padded = (bytes: number): string => JSON.stringify(login()).padEnd(bytes, ' ');
    const answers: [string, Answer<ReceiptsJson>, number][] = [];
    for (const [bytes, wanted] of [
      [16 * mib, 201],
      [16 * mib + 1, 413],
    ] as const) {
      answers.push([`plain ${bytes}`, await post(server, padded(bytes)), wanted]);
      for (const [encoding, encode] of Object.entries(encoders))
        answers.push([`${encoding} ${bytes}`, await sendAs(server, encoding, encode(padded(bytes))), wanted]);
    }
    const many = (count: number): string => `${JSON.stringify(login({ actor: { type: 'system' } }))}\n`.repeat(count);
    const lines = { headers: { 'content-type': 'application/x-ndjson' } };
    answers.push(
      ['10,000 events', await post(server, many(10_000), lines), 201],
      ['10,001 events', await post(server, many(10_001), lines), 413],
    );
    for (const [name, { status, json }, wanted] of answers) {
      assert.equal(status, wanted, name);
      if (wanted === 413) assert.equal(json.code, name.includes('events') ? 'request_too_many_events' : 'request_too_large', name);
    }
  });

  it('takes an event of 64 KiB, depth 16 and 256 keys, and not one more', async () => {
    const sized = (bytes: number): Record<string, unknown> => {
      const empty = JSON.stringify(login({ extra: { note: '' } })).length;
      return login({ extra: { note: 'x'.repeat(bytes - empty) } });
    };
    // The event itself and `extra` are the first two.
    const nested = (depth: number) => login({ extra: { note: JSON.parse('['.repeat(depth - 2) + ']'.repeat(depth - 2)) as unknown } });
    const keyed = (keys: number) => login({ extra: { note: Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i])) } });
    const { status, json } = await post(server, [sized(65_536), sized(65_537), nested(16), nested(17), keyed(256), keyed(257)]);
    assert.equal(status, 207);
    assert.deepEqual(
      json.receipts.map((receipt) => receipt.problem?.errors[0]?.code ?? receipt.status),
      ['recorded', 'event_too_large', 'recorded', 'too_deep', 'recorded', 'too_many_keys'],
    );
  });

  it('takes a query of 4 KiB, and not a byte more', async () => {
    const q = (bytes: number): string => `actor:${'ä'.repeat((bytes - 6) / 2)}`.padEnd((bytes - 6) / 2 + 6 + (bytes % 2), 'x');
    assert.equal((await find(server, { q: q(4096) })).status, 200);
    const refused = await find(server, { q: q(4097) });
    assert.deepEqual([refused.status, refused.json.code], [400, 'query_too_large']);
  });

  it('200 bombs at once are refused, hold little, and others are served meanwhile', async () => {
    const zeros = Buffer.alloc(64 * mib, 32);
    const gzip = gzipSync(zeros, { level: 9 });
    const bombs = {
      gzip: Buffer.concat(Array.from({ length: 8 }, () => gzip)),
      zstd: zstdCompressSync(zeros),
      // Each byte of input is work, none is output.
      nothing: Buffer.concat(Array.from({ length: 20_000 }, () => gzipSync(''))),
    };
    const beforeBytes = memoryOf(server).peakBytes;
    const codes = await during('200 bombs', server, well, () =>
      Promise.all(
        Array.from({ length: 200 }, async (_, i) => {
          const bomb = (['gzip', 'zstd', 'nothing'] as const)[i % 3]!;
          const { status, json } = await sendAs(server, bomb === 'zstd' ? 'zstd' : 'gzip', bombs[bomb]);
          return `${status} ${json.code}`;
        }),
      ),
    );
    const allowed = ['413 request_too_large', '429 too_many_requests', '503 queue_full', '400 json_invalid'];
    for (const code of codes) assert.ok(allowed.includes(code), code);
    assert.ok(codes.includes('413 request_too_large') && codes.includes('400 json_invalid'));
    const grownBytes = memoryOf(server).peakBytes - beforeBytes;
    console.log(`  ${Math.round(grownBytes / 1e6)} MB more at the peak`);
    assert.ok(grownBytes < 600e6, `${grownBytes} bytes more`);
  });

  it('JSON made to be costly holds up nobody', async () => {
    const size = 16 * mib - 64;
    const rows = (row: string): string => `[${Array.from({ length: 250 }, () => row).join(',')}]`;
    const hostile: Record<string, string> = {
      'nested arrays': '['.repeat(size / 2) + ']'.repeat(size / 2),
      'open brackets': '['.repeat(size),
      'empty objects': `[${'{},'.repeat(size / 3)}{}]`,
      'arrays in each event': rows(`{"event":"auth.login","actor":{"type":"user"},"extra":{"a":[${'[],'.repeat(21_000)}1]}}`),
      'the same key': rows(`{${'"a":1,'.repeat(10_000)}"a":1}`),
      'one long number': `{"event":"auth.login","actor":{"type":"user"},"extra":{"a":${'9'.repeat(size)}}}`,
      escapes: rows(`{"event":"auth.login","actor":{"type":"user"},"extra":{"a":"${'\\u0041'.repeat(10_000)}"}}`),
      __proto__:
        '[{"event":"auth.login","actor":{"type":"user"},"__proto__":{"polluted":true},"extra":{"__proto__":{"a":1},"constructor":{"prototype":1}}}]',
    };
    const answers = await during('hostile JSON', server, well, () =>
      Promise.all(Object.entries(hostile).flatMap(([name, body]) => [1, 2].map(async () => ({ name, answer: await post(server, body) })))),
    );
    for (const { name, answer } of answers) {
      if (name === '__proto__') continue;
      assert.ok([201, 207, 400, 413, 422, 429, 503].includes(answer.status), `${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('readers wait in turn: a flood of one is told to come back, another is answered', async () => {
    const flood = await otherKey(server, 'flood');
    const statuses = await during('300 questions at once', server, well, () =>
      Promise.all(
        Array.from({ length: 300 }, async (_, i) => {
          const { status, json } = await find(server, { q: `extra~"${i}x"`, total: 'exact', limit: 1000 }, { key: flood });
          return status === 429 ? json.code : status;
        }),
      ),
    );
    assert.ok(statuses.includes(200) && statuses.includes('too_many_requests'), [...new Set(statuses)].join());
    for (const status of statuses) assert.ok(status === 200 || status === 'too_many_requests', String(status));
  });

  it('the largest pages of the largest events, 8 at once, hold little', async () => {
    const large = Array.from({ length: 150 }, () => login({ extra: { note: 'large'.padEnd(64_000, 'x') } }));
    let last = 0;
    for (let i = 0; i < 2; i++) last = (await post(server, large)).json.receipts[149]!.sequence;
    await find(server, { wait_for: last, limit: 1 });
    const beforeBytes = memoryOf(server).peakBytes;
    const answers = await during('8 large pages', server, well, () =>
      Promise.all(Array.from({ length: 8 }, () => find(server, { limit: 1000 }))),
    );
    for (const { status } of answers) assert.ok(status === 200 || status === 429, String(status));
    assert.ok(answers.some(({ status, json }) => status === 200 && json.events.length === 1000));
    const grownBytes = memoryOf(server).peakBytes - beforeBytes;
    console.log(`  ${Math.round(grownBytes / 1e6)} MB more at the peak`);
    assert.ok(grownBytes < 700e6, `${grownBytes} bytes more`);
  });

  it('exports that nobody reads do not stop anybody, and HEAD of one leaves nothing behind', async () => {
    for (let i = 0; i < 6; i++) assert.equal((await call(server, '/v1/exports/csv?organisation=acme', { method: 'HEAD' })).status, 200);
    const { status, text } = await call(server, '/v1/exports/csv?organisation=acme&q=extra.note:well');
    assert.equal(status, 200);
    assert.ok(text.split('\r\n').length > 2);
  });
});
