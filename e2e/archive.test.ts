import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Restored } from '../packages/server/archives/restore.ts';
import type { Verdict } from '../packages/server/archives/verify.ts';
import { startRadosgw, type Radosgw } from '../test/servers/radosgw.ts';
import { annals } from './annals.ts';
import { DatedServer, daysAgo, download, makeBucket, objectsOf, placeOf, skipArchives, verifyBucket } from './archive-scene.ts';
import { call, find, login, post } from './api.ts';
import { until } from './damaged-directory.ts';
import { removeData, start, temporaryData } from './server.ts';

/** The day three days ago, one without events, yesterday, today: archived to a real S3 server, copied, damaged. */
describe('an archive', { skip: skipArchives }, () => {
  const data = temporaryData('annals-archive-');
  const home = mkdtempSync(join(tmpdir(), 'annals-copies-'));
  const whole = join(home, 'whole');
  const dated = new DatedServer(data);
  let s3: Radosgw;
  let organisation = '';
  before(async () => {
    s3 = await startRadosgw();
    await makeBucket(s3, 'archive');
    await dated.start(3);
    await call(dated.server, '/v1/organisations', { body: { name: 'Beta' } });
    await dated.record(3_000);
    await dated.record(20, 'beta');
    await dated.moveTo(1);
    await dated.record(40);
    await dated.moveTo(0);
    await dated.record(300);
  });
  after(async () => {
    await dated.server.kill();
    await s3.stop();
    for (const path of [data, `${data}.offset`, home]) removeData(path);
  });

  it('is tried before it is kept, and what fails is named', async () => {
    const place = placeOf(s3, 'archive');
    const tried = async (changes: Record<string, unknown>) => {
      const { json, text } = await call<{ ok: boolean; steps: { step: string; ok: boolean; reason: string | null; detail: string }[] }>(
        dated.server,
        '/v1/archives/test',
        { body: { organisation: 'acme', ...place, ...changes } },
      );
      assert.ok(!text.includes(place.secret_access_key), text);
      return [json.ok, json.steps.at(-1)?.step, json.steps.at(-1)?.reason];
    };
    assert.deepEqual(await tried({}), [true, 'delete', null]);
    assert.deepEqual(await tried({ bucket: 'another' }), [false, 'write', 'bucket_missing']);
    assert.deepEqual(await tried({ secret_access_key: 'wrong-secret' }), [false, 'write', 'secret_wrong']);
    assert.deepEqual(await tried({ access_key_id: 'nobody' }), [false, 'write', 'key_unknown']);
    assert.deepEqual(await tried({ endpoint: 'http://127.0.0.1:9' }), [false, 'write', 'endpoint_unreachable']);
    assert.deepEqual(await tried({ endpoint: s3.endpoint.replace('http:', 'https:') }), [false, 'write', 'certificate']);
    assert.deepEqual(await tried({ lock: { mode: 'compliance', days: 1 } }), [false, 'lock', 'lock_unsupported']);
    assert.deepEqual((await objectsOf(s3, 'archive')).size, 0, 'nothing is left of the tries');
  });

  it('gets every day that is over, those without events too, in order', { timeout: 120_000 }, async () => {
    await sleep(1_500);
    for (const slug of ['acme', 'beta'])
      assert.equal(
        (await call(dated.server, '/v1/archives', { method: 'PUT', body: { organisation: slug, ...placeOf(s3, 'archive') } })).status,
        200,
      );
    const days = await dated.until((all) => all.some(({ day, state }) => day === daysAgo(1) && state === 'delivered'));
    await dated.until((all) => all.some(({ day, state }) => day === daysAgo(1) && state === 'delivered'), 'beta');
    assert.deepEqual(
      days.map(({ day, state, deliveries }) => [day, state, deliveries]),
      [
        [daysAgo(3), 'delivered', 1],
        [daysAgo(2), 'delivered', 1],
        [daysAgo(1), 'delivered', 1],
        [daysAgo(0), 'waiting', 0],
      ],
    );
    assert.ok(days[0]!.events >= 3_000 && days[1]!.events === 0 && days[2]!.events >= 40);
    const verified = await verifyBucket(s3, 'archive');
    assert.equal(verified.code, 0, verified.out + verified.err);
    const { organisations, strangers } = JSON.parse(verified.out) as Verdict;
    assert.equal(organisations.length, 2);
    assert.deepEqual(strangers, []);
    organisation = (await call<{ archives: { organisation: string }[] }>(dated.server, '/v1/archives?organisation=acme')).json.archives[0]!
      .organisation;
    await download(s3, 'archive', whole);
  });

  it('gets a day that is asked for, and what comes later in files of its own; nothing is overwritten', { timeout: 120_000 }, async () => {
    const before = await objectsOf(s3, 'archive');
    await dated.demand(daysAgo(0));
    await dated.until((all) => all.at(-1)?.state === 'partial' && all.at(-1)!.events >= 300);
    const between = await objectsOf(s3, 'archive');
    await dated.record(17);
    await sleep(1_500);
    await dated.demand(daysAgo(0));
    const days = await dated.until((all) => all.at(-1)!.deliveries === 2);
    assert.match(days.at(-1)!.manifest ?? '', /\/1\/manifest\.json$/);
    const now = await objectsOf(s3, 'archive');
    for (const earlier of [before, between]) for (const [key, state] of earlier) assert.equal(now.get(key), state, key);
    const { code, out } = await verifyBucket(s3, 'archive');
    assert.equal(code, 0, out);
  });

  it('keeps organisations apart', () => {
    const everything = readdirSync(whole, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = everything
      .filter(({ name }) => name === 'syslog.log.gz')
      .map(({ parentPath, name }) => [parentPath, gunzipSync(readFileSync(join(parentPath, name))).toString()] as const);
    assert.ok(texts.length >= 3);
    for (const [path, text] of texts) {
      const mine = path.includes(organisation) ? 'acme' : 'beta';
      assert.ok(text.includes(`${mine}-`) && !text.includes(mine === 'acme' ? 'beta-' : 'acme-'), path);
    }
  });

  it('is whole wherever it is copied: above, below, one organisation alone', async () => {
    const first = JSON.parse((await annals(['archive', 'verify', whole, '--json'])).out) as Verdict;
    const { vkey } = first.organisations.find((one) => one.organisation === organisation)!;
    for (const [args, code] of [
      [[whole], 0],
      [[home], 0],
      [[join(whole, organisation)], 0],
      [[whole, '--organisation', organisation, '--vkey', vkey], 0],
      [[whole, '--vkey', vkey], 1],
      [[join(whole, 'nothing')], 3],
      [[whole, '--no-such'], 2],
      [['s3://archive/annals', '--endpoint', 'http://127.0.0.1:9'], 3],
    ] as const) {
      const ran = await annals(['archive', 'verify', ...args], { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
      assert.equal(ran.code, code, `${args.join(' ')}: ${ran.out}${ran.err}`);
    }
  });

  /** Each copy is damaged in one way; the first bad thing is named with its key. */
  const place = (name: string) => (copy: string, day: number) => join(copy, organisation, daysAgo(day).replaceAll('-', '/'), '0', name);
  const flip = (path: string): void => {
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(path, bytes);
  };
  const damages: Record<string, { damage: (copy: string) => void; kind: string; key: RegExp }> = {
    ...Object.fromEntries(
      ['bodies.0.zst', 'syslog.log.gz', 'tiles.tar', 'checkpoint'].map((name) => [
        `a byte of ${name} is flipped`,
        { damage: (copy: string) => flip(place(name)(copy, 3)), kind: 'changed', key: new RegExp(`0/${name}$`) },
      ]),
    ),
    'a byte of a manifest is flipped': {
      damage: (copy) => flip(place('manifest.json')(copy, 3)),
      kind: 'manifest|chain',
      key: /manifest\.json$/,
    },
    'a word of the last manifest is another': {
      damage: (copy) => {
        const path = place('manifest.json')(copy, 1);
        writeFileSync(path, readFileSync(path, 'utf8').replace(/"kept_from":"20\d\d/, '"kept_from":"2099'));
      },
      kind: 'signature',
      key: /manifest\.json$/,
    },
    'a signature is removed': { damage: (copy) => rmSync(place('manifest.sig')(copy, 1)), kind: 'missing', key: /manifest\.sig$/ },
    'a file is removed': { damage: (copy) => rmSync(place('bodies.0.zst')(copy, 1)), kind: 'missing', key: /bodies\.0\.zst$/ },
    'a line is doubled': {
      damage: (copy) => {
        const path = place('syslog.log.gz')(copy, 3);
        const lines = gunzipSync(readFileSync(path)).toString().split('\n');
        lines.splice(10, 0, lines[10]!);
        writeFileSync(path, gzipSync(lines.join('\n')));
      },
      kind: 'changed',
      key: /syslog\.log\.gz$/,
    },
    'a day is missing': {
      damage: (copy) => rmSync(join(place('')(copy, 2), '..'), { recursive: true }),
      kind: 'day_missing',
      key: /0\/manifest\.json$/,
    },
    'the first day is missing': {
      damage: (copy) => rmSync(join(place('')(copy, 3), '..'), { recursive: true }),
      kind: 'day_missing',
      key: /0\/manifest\.json$/,
    },
    'a manifest is put elsewhere': {
      damage: (copy) => cpSync(place('manifest.json')(copy, 3), place('manifest.json')(copy, 2).replace('/0/', '/7/'), { recursive: true }),
      kind: 'manifest',
      key: /manifest\.json$/,
    },
  };
  for (const [name, { damage, kind, key }] of Object.entries(damages)) {
    it(`of which ${name} is named`, async () => {
      const copy = mkdtempSync(join(home, 'damaged-'));
      cpSync(whole, copy, { recursive: true });
      damage(copy);
      const ran = await annals(['archive', 'verify', copy, '--json']);
      assert.equal(ran.code, 1, ran.out + ran.err);
      const { bad } = JSON.parse(ran.out) as Verdict;
      assert.match(bad?.kind ?? '', new RegExp(`^(${kind})$`), JSON.stringify(bad));
      assert.match(bad?.key ?? '', key);
      rmSync(copy, { recursive: true });
    });
  }

  it('brings days back for search in a place of their own, as they were recorded, read-only', { timeout: 180_000 }, async () => {
    const restored = join(home, 'restored');
    const [from, to] = [daysAgo(3), daysAgo(1)];
    const args = ['archive', 'restore', whole, '--organisation', organisation, '--day', from, '--to', to];
    const made = await annals([...args, '--data', restored, '--json']);
    assert.equal(made.code, 0, made.out + made.err);
    const { organisation: id, name, events, first } = JSON.parse(made.out) as Restored;
    assert.equal(first, 0);
    assert.match(name, /^Restored: /);
    assert.equal((await annals([...args, '--data', restored])).code, 2, 'a directory that is used is refused');
    const doctor = await annals(['doctor', '--data', restored]);
    assert.equal(doctor.code, 0, doctor.out + doctor.err);
    const server = await start(restored);
    try {
      await until(async () => (await find(server, { organisation: id, limit: 1 })).json.indexed_to! >= events - 1, 'the index', 60_000);
      const found = await find(server, { organisation: id, order: 'sequence', limit: 50, total: 'exact' });
      // Looking at them is itself recorded, behind them.
      assert.ok(found.json.total!.value >= events);
      const original = await find(dated.server, { order: 'sequence', limit: 50 });
      const facts = ({ id: event, sequence, received_at, recorded_by, extra }: (typeof found.json.events)[number]) => ({
        event,
        sequence,
        received_at,
        recorded_by,
        extra,
      });
      assert.deepEqual(found.json.events.map(facts), original.json.events.map(facts));
      const refused = await post(server, login(), { organisation: id });
      assert.equal(refused.json.recorded ?? 0, 0, refused.text);
    } finally {
      await server.stop();
    }
    assert.equal((await annals(['doctor', '--data', restored])).code, 0, 'also when it was sealed');
    const copy = mkdtempSync(join(home, 'damaged-'));
    cpSync(whole, copy, { recursive: true });
    flip(place('bodies.0.zst')(copy, 3));
    const failed = await annals(['archive', 'restore', copy, '--organisation', organisation, '--day', from, '--data', join(home, 'not')]);
    assert.deepEqual([failed.code, /NOT WHOLE: .*bodies\.0\.zst/.test(failed.err)], [1, true], failed.err);
    assert.ok(!existsSync(join(home, 'not', 'control.db')), 'nothing is left that would start');
  });

  it('shows its secret nowhere', async () => {
    const { secretAccessKey } = s3;
    const answers = [
      await call(dated.server, '/v1/archives?organisation=acme'),
      await call(dated.server, '/v1/archives/days?organisation=acme'),
      await call(dated.server, '/v1/events?organisation=acme&q=event:annals.archive.change'),
      await call(dated.server, '/v1/status'),
    ];
    for (const { text } of answers) assert.ok(!text.includes(secretAccessKey), text);
    assert.ok(!dated.server.log().includes(secretAccessKey));
    for (const name of readdirSync(data).filter((one) => one.startsWith('control.db')))
      assert.ok(!readFileSync(join(data, name)).includes(secretAccessKey), name);
    const moved = await call(dated.server, '/v1/archives', {
      method: 'PUT',
      body: { organisation: 'acme', ...placeOf(s3, 'archive'), secret_access_key: undefined, endpoint: 'http://127.0.0.1:9' },
    });
    assert.equal(moved.json.code, 'archive_secret_required', 'a kept secret is not sent to another place');
  });
});
