import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find, login, post, signIn } from './api.ts';
import { checkAll } from './check-all.ts';
import { during, open, otherKey, say } from './hostile.ts';
import { memoryOf } from './memory.ts';
import { removeData, setupEmail, setupKey, start, temporaryData, type Running } from './server.ts';
import { until } from './tail-reader.ts';

const headerSeconds = 3;
const requestSeconds = 6;
const auth = `authorization: Bearer ${setupKey}\r\n`;
const event = JSON.stringify(login({ extra: { note: 'smuggled' } }));
const request = (head: string, body = ''): string =>
  `POST /v1/events?organisation=acme HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${auth}${head}\r\n\r\n${body}`;
const smuggled = request(`content-length: ${event.length}`, event);
const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0);

/** Descriptors this process may open. */
const openFiles = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024);

function socketsOf({ child }: Running): number {
  const directory = `/proc/${child.pid}/fd`;
  return readdirSync(directory).filter((fd) => {
    try {
      return readlinkSync(`${directory}/${fd}`).startsWith('socket:');
    } catch {
      return false; // Closed meanwhile.
    }
  }).length;
}

describe('connections that mean no good', () => {
  const data = temporaryData();
  let server: Running;
  let well: string;
  before(async () => {
    server = await start(data, {
      ANNALS_LIMIT_HEADER_SECONDS: String(headerSeconds),
      ANNALS_LIMIT_REQUEST_SECONDS: String(requestSeconds),
      ANNALS_LIMIT_IDLE_SECONDS: '4',
    });
    well = await otherKey(server, 'well');
  });
  after(async () => {
    const { peakBytes } = memoryOf(server);
    console.log(`  the server held at most ${Math.round(peakBytes / 1e6)} MB`);
    await server.stop();
    await checkAll(data);
    removeData(data);
    assert.ok(peakBytes < 1.2e9, `the server held ${peakBytes} bytes`);
  });
  const smuggledEvents = async (): Promise<number> => {
    const { json } = await post(server, login());
    return (await find(server, { q: 'extra.note:smuggled', total: 'exact', limit: 1, wait_for: json.receipts[0]!.sequence })).json.total!
      .value;
  };

  it('what is no HTTP, or could be read in two ways, is refused and its connection closed: nothing can be smuggled', async () => {
    const chunked = `${event.length.toString(16)}\r\n${event}\r\n0\r\n\r\n`;
    const hostile: Record<string, string> = {
      'length and chunks': request(`content-length: ${chunked.length + smuggled.length}\r\ntransfer-encoding: chunked`, chunked) + smuggled,
      'chunks and length': request('transfer-encoding: chunked\r\ncontent-length: 4', chunked) + smuggled,
      'two lengths': request('content-length: 0\r\ncontent-length: 5', event) + smuggled,
      'a list of lengths': request('content-length: 0, 5', event) + smuggled,
      'a signed length': request(`content-length: +${event.length}`, event),
      'a negative length': request('content-length: -1', event),
      'a length beyond all numbers': request(`content-length: ${'9'.repeat(40)}`, event),
      'a length in hex': request('content-length: 0x10', event),
      'chunks in other clothes': request('transfer-encoding: xchunked', chunked) + smuggled,
      'chunks twice': request('transfer-encoding: chunked, chunked', chunked) + smuggled,
      'chunks before identity': request('transfer-encoding: chunked, identity', chunked) + smuggled,
      'a space before the colon': request(`content-length : ${event.length}`, event),
      'a folded header': request(`content-length: 0\r\nx-a: b\r\n c: d`, ''),
      'a line feed alone': `GET /healthz HTTP/1.1\nhost: a\n\n${smuggled}`,
      'a null in a header': request('x-a: b\u0000c\r\ncontent-length: 0'),
      'a broken chunk size': request('transfer-encoding: chunked', `zz\r\n${event}\r\n0\r\n\r\n`),
      'a chunk size beyond all numbers': request('transfer-encoding: chunked', `${'f'.repeat(40)}\r\n${event}`),
      'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
      'two hosts': 'GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
      'HTTP of another number': 'GET /healthz HTTP/9.9\r\nhost: a\r\n\r\n',
      'no version': 'GET /healthz\r\n\r\n',
      'an unknown method': 'HACK /healthz HTTP/1.1\r\nhost: a\r\n\r\n',
      'a path without a slash': 'GET healthz HTTP/1.1\r\nhost: a\r\n\r\n',
      'TLS where there is none': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
      'HTTP/2 without being asked': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'another protocol': 'EHLO mail.example.com\r\n',
      'bytes of nothing': '\u0000'.repeat(1000),
    };
    const answers = await during('hostile HTTP', server, well, () =>
      Promise.all(Object.entries(hostile).map(async ([name, bytes]) => ({ name, text: await say(server, Buffer.from(bytes, 'latin1')) }))),
    );
    const wrong = answers.filter(({ text }) => {
      // What is a request by its first line only may be answered as one, but nothing behind it.
      const refused = [400, 404, 405, 408, 501, 505].includes(statusOf(text)) && text.split('HTTP/1.1 ').length === 2;
      return !refused || (text.includes('request_malformed') && !text.includes('\r\nconnection: close'));
    });
    assert.deepEqual(
      wrong.map(({ name, text }) => `${name}: ${text.slice(0, 60)}`),
      [],
    );
    assert.ok(answers.filter(({ text }) => text.includes('"code":"request_malformed"')).length > 15);
    assert.equal(await smuggledEvents(), 0);
  });

  it('bytes at random crash nothing', async () => {
    const noise = Array.from({ length: 200 }, (_, i) =>
      Buffer.from(Array.from({ length: 300 }, (_, at) => (at * 7919 + i * 104_729 + ((at * i) % 251)) % 256)),
    );
    const starts = ['', 'GET /', 'POST /v1/events HTTP/1.1\r\nhost: a\r\n', request('transfer-encoding: chunked')];
    await during('noise', server, well, () =>
      Promise.all(noise.map((bytes, i) => say(server, Buffer.concat([Buffer.from(starts[i % 4]!), bytes]), 500))),
    );
    assert.equal((await call(server, '/healthz', { key: null })).status, 200);
  });

  it('takes 16 KiB of header and 100 fields, and not more', async () => {
    const get = (fields: string): string => `GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${fields}\r\n`;
    const many = (count: number): string => Array.from({ length: count - 2 }, (_, i) => `x-${i}: 1\r\n`).join('');
    assert.equal(statusOf(await say(server, get(many(100)))), 200);
    const tooMany = await say(server, get(many(101)));
    assert.deepEqual([statusOf(tooMany), tooMany.includes('"code":"header_too_large"')], [431, true]);
    const sized = (bytes: number): string => {
      const rest = get('x-a: \r\n').length;
      return get(`x-a: ${'a'.repeat(bytes - rest)}\r\n`);
    };
    assert.equal(statusOf(await say(server, sized(15 * 1024))), 200);
    const tooLarge = await say(server, sized(17 * 1024));
    assert.deepEqual([statusOf(tooLarge), tooLarge.includes('"code":"header_too_large"')], [431, true]);
    const url = (bytes: number): string => `GET /v1/events?q=${'a'.repeat(bytes)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`;
    assert.equal(statusOf(await say(server, url(12_000))), 401);
    assert.equal(statusOf(await say(server, url(100_000))), 431);
  });

  it('a flood of large headers and addresses holds little, and others are served', async () => {
    const beforeBytes = memoryOf(server).nowBytes;
    await during('header flood', server, well, async () => {
      for (let round = 0; round < 5; round++)
        await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            say(
              server,
              i % 2 === 0 ? `GET /${'a'.repeat(500_000)} HTTP/1.1\r\n` : `GET / HTTP/1.1\r\nhost: a\r\n${'x-a: b\r\n'.repeat(60_000)}`,
              300,
            ),
          ),
        );
    });
    const grownBytes = memoryOf(server).nowBytes - beforeBytes;
    assert.ok(grownBytes < 300e6, `${grownBytes} bytes more`);
  });

  it('who is slow is cut off in time: in the header, in the body, or after half of it', async () => {
    const before = await smuggledEvents();
    const startedMs = Date.now();
    const ends = await during('300 slow ones', server, well, async () => {
      const slow = Array.from({ length: 300 }, (_, i) => {
        const kind = (['header', 'silent', 'body'] as const)[i % 3]!;
        const raw = open(
          server,
          kind === 'header'
            ? 'POST /v1/events HTTP/1.1\r\nhost: a\r\n'
            : kind === 'silent'
              ? ''
              : request(`content-length: ${event.length}`),
        );
        let at = 0;
        const dribble = setInterval(
          () => kind !== 'silent' && raw.socket.writable && raw.socket.write(kind === 'header' ? `x-${at++}: 1\r\n` : event[at++]!),
          1_000,
        );
        return raw.closed.then(() => (clearInterval(dribble), { kind, text: raw.text(), ms: Date.now() - startedMs }));
      });
      return Promise.all(slow);
    });
    for (const { kind, text, ms } of ends) {
      assert.ok(text === '' || statusOf(text) === 408, `${kind}: ${text.slice(0, 100)}`);
      assert.ok(ms < (requestSeconds + 30) * 1_000, `${kind} lasted ${ms} ms`);
    }
    for (const kind of ['header', 'body'])
      assert.ok(
        ends.some((end) => end.kind === kind && end.text.includes('"code":"request_timeout"')),
        kind,
      );
    // Half a body, then gone: nothing of it counts, and it is no failure of the server.
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const raw = open(server, request(`content-length: ${event.length}`, event.slice(0, -10)));
        await sleep(50);
        raw.socket.destroy();
      }),
    );
    await until('they are logged as incomplete', () => server.log().split('"status":400').length > 50);
    assert.ok(!server.log().includes('a request failed'), 'nothing is an error of the server');
    assert.equal(await smuggledEvents(), before);
  });

  it('connections that do nothing are let go, and 10,000 of them keep nobody out', async (t) => {
    const count = Math.min(10_000, Math.floor(openFiles * 0.7));
    t.diagnostic(`${count} connections`);
    const beforeBytes = memoryOf(server).nowBytes;
    await during(`${count} idle connections`, server, well, async () => {
      const idle = [];
      let most = 0;
      for (let i = 0; i < count; i++) {
        idle.push(open(server));
        if (i % 250 !== 249) continue;
        await sleep(20);
        most = Math.max(most, socketsOf(server));
      }
      // A slow machine opens them more slowly than the server lets them go.
      console.log(`  ${most} open at a time`);
      assert.ok(most > count / 20, `the server had ${most} sockets at most`);
      // Where the queue of the system overflows a client may believe in a connection that the server never had.
      await until('the server let them go', () => socketsOf(server) < 200);
      for (const { socket } of idle) socket.destroy();
    });
    const grownBytes = memoryOf(server).nowBytes - beforeBytes;
    assert.ok(grownBytes < 600e6, `${grownBytes} bytes more`);
  });

  it('20 connections with 2,000 requests each that read no answer hold little', async () => {
    const beforeBytes = memoryOf(server).nowBytes;
    await during('pipelined flood', server, well, async () => {
      const line = 'GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(2_000);
      const flood = Array.from({ length: 20 }, () => {
        const raw = open(server);
        raw.socket.pause();
        raw.socket.write(line);
        return raw;
      });
      await sleep(3_000);
      for (const { socket } of flood) socket.destroy();
    });
    const grownBytes = memoryOf(server).nowBytes - beforeBytes;
    console.log(`  ${Math.round(grownBytes / 1e6)} MB more`);
    assert.ok(grownBytes < 500e6, `${grownBytes} bytes more`);
  });

  it('the tenth wrong password is answered 401, the eleventh 429, and keys work on', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await signIn(server, setupEmail, `wrong ${i}`)).status);
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429, 429]);
    assert.equal((await find(server, { limit: 1 })).status, 200);
  });
});

describe('more connections than there may be', () => {
  const data = temporaryData();
  let server: Running;
  before(async () => {
    server = await start(data, { ANNALS_LIMIT_CONNECTIONS: '50' });
  });
  after(async () => {
    await server.stop();
    await checkAll(data);
    removeData(data);
  });

  it('the one that is idle longest gives way, and who asks something is served', async () => {
    const well = await otherKey(server, 'well');
    const idle = Array.from({ length: 500 }, () => open(server));
    await during('500 idle ones for 50 places', server, well, () => sleep(2_000));
    await until('all but 50 are gone', () => idle.filter(({ socket }) => socket.destroyed).length >= 450);
    for (const { socket } of idle) socket.destroy();
  });
});
