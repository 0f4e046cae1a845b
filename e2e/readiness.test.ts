import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { statusBody, type AnswerOf, type getStatus, type readyz } from '@annals/events';
import { call, login, post, signIn, type Answer } from './api.ts';
import { checkAll } from './check-all.ts';
import { scrape } from './scrape.ts';
import { removeData, setupEmail, setupKey, setupPassword, start, temporaryData, type Running } from './server.ts';

const cli = fileURLToPath(new URL('../packages/cli/annals.mjs', import.meta.url));

type Readiness = AnswerOf<typeof readyz, 200>;
type Status = AnswerOf<typeof getStatus, 200>;

const ready = (server: Running): Promise<Answer<Readiness>> => call<Readiness>(server, '/readyz', { key: null });
const partsOf = ({ json }: Answer<Readiness>): string[] => json.reasons.map(({ part }) => part);

/** Asks until it holds, at most half a minute; the last answer either way. */
async function readyUntil(server: Running, holds: (answer: Answer<Readiness>) => boolean): Promise<Answer<Readiness>> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ready(server);
    if (holds(answer) || Date.now() > deadline) return answer;
    await sleep(20);
  }
}

describe('/readyz, /healthz and /v1/status', () => {
  const data = temporaryData();
  let server: Running;
  let acme: string;
  before(async () => {
    server = await start(data);
    acme = (await post(server, login())).json.receipts[0]!.organisation;
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  it('is ready, and alive', async () => {
    const answer = await readyUntil(server, ({ json }) => json.status === 'ready');
    assert.deepEqual([answer.status, answer.json], [200, { status: 'ready', reasons: [] }]);
    assert.deepEqual((await call(server, '/healthz', { key: null })).json, { status: 'alive' });
  });

  it('names an engine that ends, records meanwhile, and is ready again', async () => {
    process.kill(Number(readFileSync(join(data, 'run', 'engine.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    const down = await readyUntil(server, (answer) => partsOf(answer).includes('engine'));
    assert.deepEqual([down.status, down.json.status, partsOf(down)], [200, 'degraded', ['engine']]);
    assert.equal((await post(server, login())).status, 201);
    const up = await readyUntil(server, ({ json }) => json.status === 'ready');
    assert.equal(up.json.status, 'ready', up.text);
  });

  it('names a sealer that cannot write, shows its error to administrators only, and is ready again', async () => {
    const signed = join(data, 'signed', acme);
    await readyUntil(server, ({ json }) => json.status === 'ready');
    renameSync(signed, `${data}/aside`);
    mkdirSync(signed);
    try {
      assert.equal((await post(server, login())).status, 201);
      const failing = await readyUntil(server, (answer) => partsOf(answer).includes('sealer') || partsOf(answer).includes('ledger'));
      assert.deepEqual([failing.status, failing.json.status, partsOf(failing)], [200, 'degraded', ['sealer']], failing.text);
      assert.ok(!failing.text.includes(acme) && !failing.text.includes(data), failing.text);
      const { json } = await call<Status>(server, '/v1/status');
      const sealer = json.tasks.find(({ name }) => name === 'sealer');
      assert.ok(sealer && sealer.failures > 0 && sealer.last_error?.includes('EISDIR'), JSON.stringify(sealer));
      const figures = await scrape(server);
      assert.equal(figures.of('annals_task_failing{task="sealer"}'), 1);
      assert.equal(figures.of('annals_degraded{part="sealer"}'), 1);
      assert.ok(figures.of('annals_unsigned_age_seconds') > 0);
      assert.equal(figures.of('annals_capture_available'), 1);
    } finally {
      rmdirSync(signed);
      renameSync(`${data}/aside`, signed);
    }
    const again = await readyUntil(server, ({ json }) => json.status === 'ready');
    assert.equal(again.json.status, 'ready', again.text);
    assert.equal((await scrape(server)).of('annals_degraded{part="sealer"}'), 0, 'what is over is no longer shown');
  });

  it('is told by annals status: to everybody how it is, to a key that may know also the tasks', () => {
    const status = (key: string, ...args: string[]) =>
      spawnSync(process.execPath, [cli, 'status', ...args], {
        encoding: 'utf8',
        env: { ...process.env, ANNALS_URL: server.url, ANNALS_KEY: key },
      });
    for (const key of ['', 'ann_notAKeyThatAnybodyHasMade00000']) {
      const { status: code, stdout, stderr } = status(key);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^(ready|degraded): /);
      assert.doesNotMatch(stdout, /sealer {2,}works/);
    }
    const known = status(setupKey);
    assert.equal(known.status, 0, known.stderr);
    assert.match(known.stdout, /^ready: events are recorded and found\n\ntask +state +last success +error\n/);
    assert.match(known.stdout, /^sealer +works +\d{4}-\d\d-\d\dT/m);
    statusBody.parse(JSON.parse(status(setupKey, '--json').stdout));
  });

  it('shows the whole installation to those who answer for it, and to nobody else', async () => {
    const status = await call<Status>(server, '/v1/status');
    assert.equal(status.status, 200, status.text);
    statusBody.parse(status.json);
    const names = status.json.tasks.map(({ name }) => name);
    for (const name of ['indexer', 'own-events', 'sealer', 'sessions']) assert.ok(names.includes(name), names.join(', '));
    assert.ok(Date.parse(status.json.started_at) < Date.parse(status.json.now));
    const admin = await signIn(server, setupEmail, setupPassword);
    assert.equal((await call(server, '/v1/status', { cookie: admin.cookie })).status, 200);

    const user = { email: 'otto@example.com', name: 'Otto', password: 'a long first password', organisation: acme, role: 'admin' };
    assert.equal((await call(server, '/v1/users', { body: user })).status, 201);
    const otto = await signIn(server, user.email, user.password);
    assert.equal((await call(server, '/v1/status', { cookie: otto.cookie })).status, 403, 'an admin of one organisation');
    const keyWith = async (organisation: string | null, scopes: string[]): Promise<string> =>
      (await call<{ token: string }>(server, '/v1/keys', { body: { name: 'k', organisation, scopes } })).json.token;
    assert.equal(
      (await call(server, '/v1/status', { key: await keyWith(acme, ['settings:manage']) })).status,
      403,
      'a key of one organisation',
    );
    assert.equal((await call(server, '/v1/status', { key: await keyWith(null, ['events:write']) })).status, 403, 'a producer');
    assert.equal((await call(server, '/v1/status', { key: await keyWith(null, ['settings:manage']) })).status, 200);
    assert.equal((await call(server, '/v1/status', { key: null })).status, 401);
  });
});

describe('an old journal under a newer ledger', () => {
  it('is named with the way on; own events of that organisation wait and are kept; all is well after it was continued', async () => {
    const data = temporaryData();
    const old = temporaryData('annals-old-');
    let server = await start(data);
    try {
      const acme = (await post(server, login())).json.receipts[0]!.organisation;
      await readyUntil(server, ({ json }) => json.status === 'ready');
      await server.stop();
      cpSync(join(data, 'journal'), old, { recursive: true });
      server = await start(data, {}, { setup: false });
      const signed = (await scrape(server)).of('annals_checkpoints_total');
      await post(server, [login(), login()]);
      const deadline = Date.now() + 30_000;
      while ((await scrape(server)).of('annals_checkpoints_total') === signed && Date.now() < deadline) await sleep(50);
      await server.stop();
      rmSync(join(data, 'journal'), { recursive: true });
      cpSync(old, join(data, 'journal'), { recursive: true });

      server = await start(data, {}, { setup: false });
      assert.equal((await signIn(server, setupEmail, setupPassword)).status, 201, 'one can still sign in to see what is wrong');
      const refused = await readyUntil(server, (answer) => partsOf(answer).includes('own-events') && !partsOf(answer).includes('engine'));
      assert.deepEqual([refused.status, refused.json.status], [200, 'degraded']);
      assert.deepEqual(partsOf(refused).toSorted(), ['ledger', 'own-events'], refused.text);
      assert.ok(!refused.text.includes(acme), refused.text);
      const { json } = await call<Status>(server, '/v1/status');
      assert.deepEqual(
        json.ledger.refused.map(({ organisation, name }) => [organisation, name]),
        [[acme, 'Acme']],
      );
      assert.ok(json.own_events.waiting > 0 && json.own_events.oldest_at !== null);
      const figures = await scrape(server);
      assert.deepEqual([figures.of('annals_organisations_refused'), figures.of('annals_capture_available')], [1, 1]);
      assert.ok(figures.of('annals_own_events_waiting') > 0 && figures.of('annals_own_events_age_seconds') > 0);
      assert.ok(!figures.text.includes(acme));

      const continued = await call(server, `/v1/organisations/${acme}/ledger/continue`, { body: { reason: 'only the old copy is left' } });
      assert.equal(continued.status, 200, continued.text);
      const well = await readyUntil(server, ({ json: { status } }) => status === 'ready');
      assert.equal(well.json.status, 'ready', well.text);
      assert.equal((await scrape(server)).of('annals_own_events_waiting'), 0);
    } finally {
      await server.stop();
      removeData(data);
      removeData(old);
    }
  });
});

describe('a disk that fills', () => {
  const mountBytes = 256 * 1024 * 1024;
  const mount = temporaryData('annals-tmpfs-');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mountBytes}`, 'annals-test', mount]).status === 0;
  const skip = mounted ? false : 'a tmpfs cannot be mounted here';
  after(() => {
    if (mounted) assert.equal(spawnSync('umount', [mount]).status, 0);
    removeData(mount);
  });

  it('is named before it stops capture, stops it with 503, and capture resumes', { skip }, async () => {
    const data = join(mount, 'data');
    mkdirSync(data);
    const server = await start(data);
    const leave = (bytes: number): void => {
      rmSync(join(mount, 'filler'), { force: true });
      const { bavail, bsize } = statfsSync(mount);
      writeFileSync(join(mount, 'filler'), Buffer.alloc(bavail * bsize - bytes));
    };
    try {
      await readyUntil(server, ({ json }) => json.status === 'ready');
      const watermark = (await scrape(server)).of('annals_disk_watermark_bytes');
      assert.equal(watermark, Math.floor(mountBytes / 20));
      leave(watermark * 1.5);
      const low = await readyUntil(server, (answer) => partsOf(answer).includes('disk'));
      assert.deepEqual([low.status, low.json.status, partsOf(low)], [200, 'degraded', ['disk']]);
      assert.equal((await post(server, login())).status, 201);
      leave(watermark * 0.8);
      const full = await readyUntil(server, ({ status }) => status === 503);
      assert.deepEqual([full.status, full.json.status, full.json.reasons[0]?.part], [503, 'unavailable', 'disk']);
      const figures = await scrape(server);
      assert.deepEqual([figures.of('annals_capture_available'), figures.of('annals_degraded{part="disk"}')], [0, 1]);
      assert.equal((await post(server, login())).status, 507);
      assert.equal((await scrape(server)).of('annals_problems_total{code="disk_full"}'), 1);
      rmSync(join(mount, 'filler'));
      const resumed = await readyUntil(server, ({ json }) => json.status === 'ready');
      assert.equal(resumed.json.status, 'ready', resumed.text);
      assert.equal((await post(server, login())).status, 201);
    } finally {
      await server.stop();
    }
    await checkAll(data);
  });
});
