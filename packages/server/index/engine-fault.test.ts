import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { constants, getPriority, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { EngineClient, type Select } from './client.ts';
import { EngineFailed, EngineUnavailable } from './engine-errors.ts';
import { Engine } from './engine.ts';
import { forgetAside, putBack, setAside } from './set-aside.ts';

const dir = mkdtempSync(join(tmpdir(), 'annals-engine-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const open: Engine[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.stop();
});

interface Opened {
  engine: Engine;
  client: EngineClient;
  logs: string[];
}

function start(name: string, options: { pingMs?: number; runPath?: string; memoryBytes?: number } = {}): Opened {
  const logs: string[] = [];
  const engine = new Engine({
    path: join(dir, name, 'index'),
    runPath: join(dir, name, 'run'),
    log: (message, details) => void logs.push(`${message} ${JSON.stringify(details)}`),
    ...options,
  });
  open.push(engine);
  return { engine, client: new EngineClient(() => engine.endpoint()), logs };
}

async function until(condition: () => boolean, ms = 30_000): Promise<void> {
  for (const deadline = Date.now() + ms; !condition();) {
    assert.ok(Date.now() < deadline, `not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/status`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
const one: Select = { columns: 'toUInt8(1)', rest: '', parameters: {} };

test('an engine that hangs is killed and started again; one that works hard is left alone', async () => {
  const { engine, client, logs } = start('hung', { pingMs: 250 });
  await engine.ready();
  const hard: Select = {
    columns: 'count()',
    rest: 'FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))',
    parameters: {},
    limits: { seconds: 4 },
  };
  await Promise.all(Array.from({ length: 12 }, () => assert.rejects(client.rows(hard), EngineFailed)));
  assert.equal(engine.starts, 1, logs.join('\n'));
  const pid = engine.pid ?? 0;
  const asked = client.rows(one);
  process.kill(pid, 'SIGSTOP');
  const waiting = client.rows(one);
  waiting.catch(() => undefined /* looked at below */);
  const impatient = new EngineClient(
    () => engine.endpoint(),
    undefined,
    undefined,
    () => engine.pulse.isSilent,
  );
  const givenUp = assert.rejects(impatient.rows(one), EngineUnavailable).then(() => engine.starts);
  await asked.catch(() => undefined /* before or after it stopped */);
  await until(() => engine.starts === 2 && engine.state === 'ready');
  await assert.rejects(waiting);
  assert.equal(await givenUp, 1, 'told before the process was ended');
  await impatient.close();
  assert.ok(!isAlive(pid));
  assert.ok(logs.some((line) => line.includes('the engine hangs')));
  assert.deepEqual(await client.rows(one), [[1]]);
  await client.close();
});

test('a stopped engine that outlived its server is ended by the next one, and no other process is', async () => {
  const path = join(dir, 'orphan', 'index');
  const runPath = join(dir, 'orphan', 'run');
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { Engine } from ${JSON.stringify(new URL('./engine.ts', import.meta.url).href)};
      const engine = new Engine({ path: ${JSON.stringify(path)}, runPath: ${JSON.stringify(runPath)}, log: () => {} });
      await engine.ready();
      console.log(engine.pid);
      setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))));
  process.kill(pid, 'SIGSTOP');
  parent.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(isAlive(pid));
  assert.equal(readFileSync(join(runPath, 'engine.pid'), 'utf8').trim(), String(pid));
  const { engine, logs } = start('orphan');
  await engine.ready();
  await until(() => !isAlive(pid));
  assert.ok(logs.some((line) => line.includes('outlived its server')));
  await engine.stop();
  const other = spawn('sleep', ['60']);
  writeFileSync(join(runPath, 'engine.pid'), `${other.pid}\n`);
  const next = start('orphan');
  await next.engine.ready();
  assert.ok(isAlive(other.pid ?? 0));
  other.kill();
});

test('a second engine on the same directory is refused with a reason, the first goes on, and its index is not set aside', async () => {
  const { engine, client } = start('two');
  await engine.ready();
  const second = new Engine({ path: join(dir, 'two', 'index'), runPath: join(dir, 'two', 'run-2'), log: () => undefined });
  open.push(second);
  await until(() => second.starts > 5, 60_000);
  assert.match(second.lastError ?? '', /Another server instance in same directory is already running/);
  assert.deepEqual(await client.rows(one), [[1]]);
  assert.ok(!existsSync(join(dir, 'two', 'index', 'engine.unreadable')));
  await client.close();
  await engine.stop();
  await second.ready();
});

test('the directory for engine.pid cannot be written: the engine works, and it is said', async () => {
  mkdirSync(join(dir, 'pidless'));
  writeFileSync(join(dir, 'pidless', 'run'), '');
  const { engine, client, logs } = start('pidless');
  await engine.ready();
  assert.deepEqual(await client.rows(one), [[1]]);
  await client.close();
  await engine.stop();
  assert.ok(logs.some((line) => line.includes('engine.pid could not be written')));
});

test('the engine has nothing of the server’s environment, listens on loopback only, and its configuration counts half of its memory', async () => {
  process.env['ANNALS_TEST_SECRET'] = 'must-not-be-inherited';
  const { engine, client } = start('bare', { memoryBytes: 987_654_321 });
  const { url } = await engine.ready();
  delete process.env['ANNALS_TEST_SECRET'];
  const names = readFileSync(`/proc/${engine.pid}/environ`, 'utf8')
    .split('\0')
    .map((line) => line.split('=')[0])
    .filter((name) => name !== '' && name !== 'NODE_CHANNEL_FD' && name !== 'NODE_CHANNEL_SERIALIZATION_MODE');
  assert.deepEqual(new Set(names), new Set(['JE_MALLOC_CONF', 'PATH', 'TZ', 'UV_THREADPOOL_SIZE']));
  assert.deepEqual(
    await client.row({
      columns: 'value',
      rest: "FROM system.server_settings WHERE name = 'max_server_memory_usage'",
      parameters: {},
    }),
    ['493827160'],
  );
  assert.equal(getPriority(engine.pid ?? 0), constants.priority.PRIORITY_BELOW_NORMAL, 'recording goes first');
  const outside = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of outside)
    await assert.rejects(
      new Promise((resolve, reject) => {
        const socket = connect(Number(new URL(url).port), address, () => resolve(socket.destroy()));
        socket.once('error', reject);
      }),
    );
  await client.close();
});

test('a local process without the secret gets nothing and breaks nothing', async () => {
  const { engine, client } = start('hostile');
  const { url } = await engine.ready();
  const port = Number(new URL(url).port);
  const said = (bytes: string | Buffer): Promise<string> =>
    new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', () => resolve(Buffer.concat(chunks).toString()));
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    });
  const answers = await Promise.all([
    said('GET // HTTP/1.1\r\nHost: x\r\n\r\n'),
    said('GET /?query=SELECT%201 HTTP/1.1\r\nHost: x\r\nAuthorization: Basic \r\n\r\n'),
    said('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n' + 'x'.repeat(8_000_000)),
    said('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n' + 'x'.repeat(8_000_000)),
    said(`GET /${'a'.repeat(600_000)} HTTP/1.1\r\n\r\n`),
    said('CONNECT annals:1 HTTP/1.1\r\nHost: x\r\n\r\n'),
    said(Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, 0, 0, 0, 0, 13, 10, 13, 10])),
  ]);
  for (const answer of answers) assert.match(answer, /^$|^HTTP\/1\.1 4\d\d /);
  const idle = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  assert.deepEqual(await client.rows(one), [[1]]);
  for (const socket of idle) socket.destroy();
  assert.equal(engine.starts, 1);
  await client.close();
});

test('thirty engines opened and closed leave no process, no open file and no memory behind', async () => {
  const openFiles = (): number => readdirSync('/proc/self/fd').length;
  const children = (): string => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  let before = 0;
  let memoryBefore = 0;
  for (let round = 0; round < 30; round += 1) {
    const { engine, client } = start('again');
    await engine.ready();
    const pid = engine.pid ?? 0;
    assert.equal(readFileSync(join(dir, 'again', 'run', 'engine.pid'), 'utf8').trim(), String(pid));
    assert.deepEqual(await client.rows(one), [[1]]);
    await client.close();
    await engine.stop();
    open.length = 0;
    assert.ok(!isAlive(pid));
    assert.ok(!existsSync(join(dir, 'again', 'run', 'engine.pid')));
    if (round === 4) [before, memoryBefore] = [openFiles(), process.memoryUsage.rss()];
  }
  assert.equal(children(), '');
  await until(() => openFiles() <= before + 2);
  assert.ok(process.memoryUsage.rss() < memoryBefore + 64e6, `${memoryBefore} → ${process.memoryUsage.rss()} bytes`);
});

test('an index that was set aside can be put back as it was, and at most one is kept', async () => {
  const path = join(dir, 'aside', 'index');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'x'), 'first');
  await setAside(path);
  assert.deepEqual(readdirSync(join(dir, 'aside')), ['index.unreadable']);
  mkdirSync(path);
  writeFileSync(join(path, 'x'), 'second');
  await putBack(path);
  assert.equal(readFileSync(join(path, 'x'), 'utf8'), 'first');
  await setAside(path);
  mkdirSync(path);
  await setAside(path);
  assert.deepEqual(readdirSync(join(dir, 'aside')), ['index.unreadable']);
  await putBack(path);
  await putBack(path);
  assert.deepEqual(readdirSync(join(dir, 'aside')), ['index']);
  await forgetAside(path);
});
