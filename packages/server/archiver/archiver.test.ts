import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { radosgwIsMissing, startRadosgw, type Radosgw } from '../../../test/servers/radosgw.ts';
import { mostManifestBytes, parseManifest } from '../archives/manifest.ts';
import { verifyArchive } from '../archives/verify.ts';
import type { Archive } from '../control/archives.ts';
import { archivedToOf } from '../control/archive-days.ts';
import { openControl, type Control } from '../control/open.ts';
import { readObject } from '../destinations/destination.ts';
import { openS3, type S3Settings } from '../destinations/s3.ts';
import { installation, TestDirectory } from '../sealer/testing.ts';
import { readKey } from '../segments/keys.ts';
import { readList } from '../segments/list.ts';
import { listGenerations, writeGeneration } from '../segments/rewrite.ts';
import { openLedger, type StitchedLedger } from '../segments/stitch.ts';
import { Archiver } from './archiver.ts';
import { DeliveryThread } from './worker.ts';

const skip = radosgwIsMissing && !process.env['CI'] ? radosgwIsMissing : false;
const dayMs = 86_400_000;
const [first, second] = ['0199c0de-0000-7000-8000-00000000000a', '0199c0de-0000-7000-8000-00000000000b'] as const;

/** The archiver on a real ledger, control.db and S3 server, with a clock that the test moves. */
describe('the archiver', { skip, timeout: 180_000 }, () => {
  const directory = new TestDirectory();
  const { data } = directory;
  const recorded: string[] = [];
  let s3: Radosgw;
  let control: Control;
  let ledger: StitchedLedger;
  let archiver: Archiver;
  const sealer = directory.sealer({ segmentBytes: 64 * 1024 });
  const placeOf = (bucket: string): S3Settings => ({
    bucket,
    prefix: '',
    region: 'us-east-1',
    endpoint: s3.endpoint,
    pathStyle: true,
    credentials: { accessKeyId: s3.accessKeyId, secretAccessKey: s3.secretAccessKey },
  });
  const archiveOf = (organisation: string, bucket: string, changes: Partial<Archive['settings']> = {}): Archive => ({
    id: organisation,
    organisation,
    chain: `${organisation.slice(0, -1)}${bucket.length % 10}`,
    settings: {
      ...placeOf(bucket),
      accessKeyId: s3.accessKeyId,
      profile: 'lightrun',
      enterpriseNumber: 32_473,
      compression: 'zstd',
      lock: null,
      keepMonths: 24,
      ...changes,
    },
    secret: null,
    enabled: true,
    createdAt: '2026-11-24T10:00:00.000Z',
    updatedAt: '2026-11-24T10:00:00.000Z',
  });
  const verdict = async (bucket: string) => {
    const source = await openS3(placeOf(bucket));
    const found = await verifyArchive(source, { vkey: null, organisation: null, onDay: () => undefined });
    source.close();
    return found;
  };
  const run = () => archiver.run(new AbortController().signal);
  before(async () => {
    s3 = await startRadosgw();
    const client = new S3Client({
      ...placeOf(''),
      region: 'us-east-1',
      endpoint: s3.endpoint,
      forcePathStyle: true,
      credentials: placeOf('').credentials!,
    });
    for (const Bucket of ['archiver-days', 'archiver-elsewhere', 'archiver-holes']) await client.send(new CreateBucketCommand({ Bucket }));
    control = await openControl(join(data, 'control.db'), { clock: { nowMs: () => directory.nowMs } });
    for (const id of [first, second]) await control.organisations.create({ id, name: id, createdAt: control.now() });
    ledger = openLedger({ data, journal: directory.reader });
    archiver = new Archiver({
      control,
      get ledger() {
        return ledger;
      },
      deliverer: new DeliveryThread(data),
      organisations: () => [first, second],
      verifierKey: async (organisation) => (await readKey(data, installation, organisation))?.vkey ?? null,
      destinationOf: async ({ settings }) => placeOf(settings.bucket),
      record: async (_organisation, event) => void recorded.push(event),
      soon: () => undefined,
      about: { version: '0.0.0', host: 'test', pid: 1 },
      log: { info: () => undefined, warn: () => undefined },
    });
    directory.record(first, 700);
    await directory.run(sealer);
  });
  after(async () => {
    await control.close();
    await s3.stop();
    directory.remove();
  });

  it('does nothing without an archive, and retention waits for nothing', async () => {
    assert.partialDeepStrictEqual(await run(), { archives: 0, delivered: 0 });
    assert.equal(await archivedToOf(control).archivedTo(first), null);
  });

  it('leaves a day alone until it is over, and delivers it once', async () => {
    await control.archives.put(archiveOf(first, 'archiver-days', { keepMonths: 1 }));
    assert.partialDeepStrictEqual(await run(), { delivered: 0 });
    assert.equal(await archivedToOf(control).archivedTo(first), 0, 'retention removes nothing yet');
    directory.nowMs += dayMs;
    directory.record(first, 5);
    await directory.run(sealer);
    assert.partialDeepStrictEqual(await run(), { delivered: 1, delivered_events: 700 });
    assert.partialDeepStrictEqual(await run(), { delivered: 0 });
    assert.equal(await archivedToOf(control).archivedTo(first), 700);
    assert.partialDeepStrictEqual(await verdict('archiver-days'), { ok: true, organisations: [{ first: 0, end: 700 }] });
  });

  it('finds what it had delivered when control.db does not know of it', async () => {
    const days = (await control.archiveDays.between(archiveOf(first, 'archiver-days').chain, first, '2026-11-24', '2026-11-24'))[0]!;
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(join(data, 'control.db'));
    db.prepare('DELETE FROM archive_days').run();
    db.close();
    assert.partialDeepStrictEqual(await run(), { delivered: 1 });
    const again = (await control.archiveDays.between(days.chain, first, '2026-11-24', '2026-11-24'))[0]!;
    assert.deepEqual([again.manifest_sha256, again.count], [days.manifest_sha256, days.count]);
  });

  it('removes days after their months, oldest first, and what is left is whole', async () => {
    directory.nowMs += 40 * dayMs;
    directory.record(first, 3);
    await directory.run(sealer);
    const report = await run();
    assert.partialDeepStrictEqual(report, { delivered: 40 });
    assert.ok(Number(report['removed']) > 5);
    assert.deepEqual(recorded, ['annals.archive.sweep']);
    const found = await verdict('archiver-days');
    assert.partialDeepStrictEqual(found, { ok: true, bad: null, strangers: [] });
    assert.ok(found.organisations[0]!.firstDay > '2026-11-25', JSON.stringify(found));
    assert.equal(await archivedToOf(control).archivedTo(first), 705);
  });

  it('begins anew at another place, with everything that is retained', async () => {
    await control.archives.put(archiveOf(first, 'archiver-elsewhere'));
    assert.equal(await archivedToOf(control).archivedTo(first), 0);
    assert.partialDeepStrictEqual(await run(), { delivered: 41 });
    assert.partialDeepStrictEqual(await verdict('archiver-elsewhere'), { ok: true, organisations: [{ first: 0, end: 705 }] });
  });

  it('archives what retention left before it, and says what it removed', async () => {
    directory.record(second, 2_500, 'long enough to fill a few segments of the ledger ');
    await directory.run(sealer);
    directory.nowMs += 2 * dayMs;
    directory.record(second, 1_500);
    await directory.run(sealer);
    const list = await readList(data, second);
    const made = [];
    for (const entry of list.current.slice(0, 2)) {
      const removed = [
        [entry.first, entry.first + 3],
        [entry.first + 7, entry.first + Math.min(entry.count, 40)],
      ] as const;
      made.push(await writeGeneration(data, second, { entry, removed }, { eventId: first, at: control.now() }));
    }
    assert.equal((await listGenerations(data, second, made)).length, 2);
    ledger = openLedger({ data, journal: directory.reader });
    await control.archives.put(archiveOf(second, 'archiver-holes'));
    const oldest = ledger.oldestRetained(second);
    assert.equal(oldest, 3);
    // Two days of it, without the three that are gone from its beginning; and two of the other organisation, with three events.
    assert.partialDeepStrictEqual(await run(), { delivered: 4, delivered_events: 2_497 + 3 });
    const found = await verdict('archiver-holes');
    assert.partialDeepStrictEqual(found, { ok: true, organisations: [{ first: 3, end: 2_500 }] });
    const source = await openS3(placeOf('archiver-holes'));
    const [row] = await control.archiveDays.between(archiveOf(second, 'archiver-holes').chain, second, '2000-01-01', '2100-01-01');
    const { removed } = parseManifest((await readObject(source, row!.manifest_key!, mostManifestBytes)).toString());
    source.close();
    assert.deepEqual(removed[0], [7, 40]);
  });

  it('keeps what is asked for while a run is at work for the next one', async () => {
    directory.record(first, 5);
    await directory.run(sealer);
    await run();
    const today = new Date(directory.nowMs).toISOString().slice(0, 10);
    const real = ledger;
    let asked = false;
    // The run has looked for demands already when it asks what retention removed.
    ledger = new Proxy(real, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]): unknown => {
          if (name === 'removed' && !asked) {
            asked = true;
            archiver.demand(first, today);
          }
          return Reflect.apply(member, target, given);
        };
      },
    });
    try {
      assert.partialDeepStrictEqual(await run(), { delivered: 0 });
      assert.ok(asked);
    } finally {
      ledger = real;
    }
    assert.partialDeepStrictEqual(await run(), { delivered: 1, delivered_events: 5 });
  });
});
