import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { Verdict } from '../packages/server/archives/verify.ts';
import { startRadosgw, type Radosgw } from '../test/servers/radosgw.ts';
import { annals } from './annals.ts';
import { clientOf, DatedServer, daysAgo, download, makeBucket, placeOf, skipArchives, verifyBucket, versionsOf } from './archive-scene.ts';
import { call, find } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, temporaryData } from './server.ts';

/** What goes wrong on the way to a bucket: each time the archive is whole in the end, and no object was written twice. */
describe('archiving that is interrupted', { skip: skipArchives }, () => {
  const data = temporaryData('annals-archiving-');
  const dated = new DatedServer(data);
  let s3: Radosgw;
  /** With room for days that are over too soon to be caught; locks reach beyond them. */
  let day = 9;
  const set = (changes: Record<string, unknown>) =>
    call(dated.server, '/v1/archives', { method: 'PUT', body: { organisation: 'acme', ...changes } });
  const whole = async (bucket: string): Promise<Verdict> => {
    const { code, out, err } = await verifyBucket(s3, bucket);
    assert.equal(code, 0, out + err);
    return JSON.parse(out) as Verdict;
  };
  const onceEach = async (bucket: string): Promise<void> => {
    for (const [key, count] of await versionsOf(s3, bucket))
      if (!key.includes('/test/')) assert.equal(count, 1, `${key} was written ${count} times`);
  };
  /** A day of many events, and then the next day. */
  const nextDay = async (events: number): Promise<string> => {
    await dated.record(events);
    const of = daysAgo(day--);
    await dated.moveTo(day);
    await sleep(1_500);
    return of;
  };
  /** A day whose delivery is under way and stands still; on a fast machine one may be over before it is caught. */
  const caughtInUpload = async (): Promise<string> => {
    for (let tries = 0; tries < 5; tries++) {
      const of = await nextDay(30_000);
      await dated.demand(of);
      const isOf = (state: string) => (one: { day: string; state: string }) => one.day === of && one.state === state;
      await dated.until((all) => all.some(isOf('in_progress')) || all.some(isOf('delivered')));
      await sleep(200);
      s3.pause();
      await sleep(500);
      if ((await dated.until(() => true)).some(isOf('in_progress'))) return of;
      s3.resume();
    }
    throw new Error('Each delivery was over before it could be stopped.');
  };
  before(async () => {
    s3 = await startRadosgw();
    // Object Lock brings versions with it: a second writing of a key would be seen.
    for (const name of ['first', 'locked']) await makeBucket(s3, `faults-${name}`, true);
    await dated.start(day);
  });
  after(async () => {
    await dated.server.kill();
    await s3.stop();
    for (const path of [data, `${data}.offset`]) removeData(path);
  });

  it('by kill -9 of the server goes on where it was', { timeout: 180_000 }, async () => {
    const of = await nextDay(30_000);
    await set(placeOf(s3, 'faults-first'));
    await dated.demand(of);
    await dated.until((all) => all.some(({ state }) => state === 'in_progress'));
    await sleep(700);
    await dated.server.kill();
    await checkAll(data);
    await dated.start(day, false);
    await dated.until((all) => all.some((one) => one.day === of && one.state === 'delivered'));
    await whole('faults-first');
    await onceEach('faults-first');
    const { Uploads } = await clientOf(s3).send(new ListMultipartUploadsCommand({ Bucket: 'faults-first' }));
    assert.equal(Uploads?.length ?? 0, 0, 'no upload is left open');
  });

  it('by the end of the S3 server is told, and goes on when that is back', { timeout: 180_000 }, async () => {
    const of = await caughtInUpload();
    await s3.kill();
    const failed = (await dated.until((all) => all.some((one) => one.day === of && one.state === 'failed'), 'acme', 120_000)).find(
      (one) => one.day === of,
    )!;
    assert.match(failed.error ?? '', /Nothing answers at the endpoint|took too long|busy/);
    const { json } = await call<{ tasks: { name: string; last_error: string | null }[] }>(dated.server, '/v1/status');
    assert.match(json.tasks.find(({ name }) => name === 'archiver')?.last_error ?? '', /s3:\/\/faults-first/);
    await s3.restart();
    await dated.demand(of);
    await dated.until((all) => all.some((one) => one.day === of && one.state === 'delivered'), 'acme', 120_000);
    await whole('faults-first');
    await onceEach('faults-first');
    const told = await find(dated.server, { q: 'event:annals.archive.failure', wait_for: 1 });
    assert.equal(told.json.events.length, 1, 'the failure is an event, once');
  });

  it('by somebody else who wrote where it wants to write gets a place of its own', { timeout: 120_000 }, async () => {
    const of = await nextDay(200);
    const { organisation } = (await whole('faults-first')).organisations[0]!;
    const key = `annals/${organisation}/${of.replaceAll('-', '/')}/0/bodies.0.zst`;
    await clientOf(s3).send(new PutObjectCommand({ Bucket: 'faults-first', Key: key, Body: 'not ours' }));
    await dated.demand(of);
    await dated.until((all) => all.some((one) => one.day === of && one.state === 'delivered'));
    const { strangers } = await whole('faults-first');
    assert.ok(
      strangers.some((path) => path.endsWith(`${of.replaceAll('-', '/')}/0/bodies.0.zst`)),
      'what is not ours is told, and stays',
    );
    await onceEach('faults-first');
  });

  it('is locked where that is asked for: proofs and ciphertext, never clear text or keys', { timeout: 180_000 }, async () => {
    const of = await nextDay(1_500);
    await set({ ...placeOf(s3, 'faults-locked'), lock: { mode: 'compliance', days: 30 } });
    await dated.demand(of);
    await dated.until((all) => all.some((one) => one.day === of && one.state === 'delivered'));
    await whole('faults-locked');
    const client = clientOf(s3);
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: 'faults-locked', Prefix: 'annals/' }));
    const locked = new Map<string, boolean>();
    for (const { Key = '', VersionId = '' } of Versions.filter((one) => one.Key?.includes(`${of.replaceAll('-', '/')}/`))) {
      const retention = await client.send(new GetObjectRetentionCommand({ Bucket: 'faults-locked', Key })).catch(() => null);
      locked.set(Key.split('/').at(-1)!, retention?.Retention?.Mode === 'COMPLIANCE');
      if (locked.get(Key.split('/').at(-1)!))
        await assert.rejects(client.send(new DeleteObjectCommand({ Bucket: 'faults-locked', Key, VersionId })), { name: 'AccessDenied' });
    }
    assert.deepEqual(Object.fromEntries([...locked].sort(([a], [b]) => (a < b ? -1 : 1))), {
      'bodies.sealed': true,
      checkpoint: true,
      'entries.ndjson.gz': true,
      'keys.0.bin': false,
      'manifest.json': true,
      'manifest.sig': true,
      'syslog.log.gz': false,
      'tiles.tar': true,
    });
    const copy = mkdtempSync(join(tmpdir(), 'annals-locked-'));
    try {
      await download(s3, 'faults-locked', copy);
      assert.equal((await annals(['archive', 'verify', copy])).code, 0);
      const { organisations } = await whole('faults-locked');
      const folder = join(copy, organisations[0]!.organisation, of.replaceAll('-', '/'), '0');
      assert.ok(!readFileSync(join(folder, 'bodies.sealed')).includes('dana@example.com'), 'what is locked says nothing without its keys');
    } finally {
      removeData(copy);
    }
  });
});
