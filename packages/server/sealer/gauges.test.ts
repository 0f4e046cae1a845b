import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { signedPath } from '../segments/paths.ts';
import { TestDirectory } from './testing.ts';

function directory(t: TestContext): TestDirectory {
  const made = new TestDirectory();
  t.after(() => made.remove());
  return made;
}

test('gauges say what waits for a checkpoint and for a segment, and since when', async (t) => {
  const dir = directory(t);
  const sealer = dir.sealer();
  assert.deepEqual(sealer.gauges(), {
    checkpoints: 0,
    segments: 0,
    lastSignedMs: null,
    unsignedSinceMs: null,
    unsealedEvents: 0,
    unsealedSinceMs: null,
  });
  dir.record(randomUUID(), 3);
  dir.record(randomUUID(), 5);
  await dir.run(sealer);
  const { unsealedSinceMs, ...signed } = sealer.gauges();
  assert.deepEqual(signed, { checkpoints: 2, segments: 0, lastSignedMs: dir.nowMs, unsignedSinceMs: null, unsealedEvents: 8 });
  assert.ok(unsealedSinceMs !== null && unsealedSinceMs <= dir.nowMs);
});

test('while signing fails, the age of the event that waits longest grows; once it works nothing waits', async (t) => {
  const dir = directory(t);
  const organisation = randomUUID();
  const sealer = dir.sealer();
  dir.record(organisation, 1);
  await dir.run(sealer);
  const signed = signedPath(dir.data, organisation);
  renameSync(signed, join(dir.data, 'aside'));
  mkdirSync(signed);
  dir.record(organisation, 1);
  const sinceMs = dir.nowMs + 1000;
  await assert.rejects(dir.run(sealer), /EISDIR/);
  dir.record(organisation, 1);
  await assert.rejects(dir.run(sealer), /EISDIR/);
  assert.equal(sealer.gauges().unsignedSinceMs, sinceMs, 'the first failure, not the last');
  rmdirSync(signed);
  renameSync(join(dir.data, 'aside'), signed);
  await dir.run(sealer);
  assert.deepEqual([sealer.gauges().unsignedSinceMs, sealer.gauges().checkpoints], [null, 2]);
});

test('an organisation that is refused waits for nobody', async (t) => {
  const dir = directory(t);
  const organisation = randomUUID();
  dir.record(organisation, 4);
  await dir.run(dir.sealer());
  dir.tamper(`DELETE FROM batches; DELETE FROM heads`);
  dir.record(organisation, 1);
  const sealer = dir.sealer();
  await dir.run(sealer);
  assert.equal(dir.refusals.length, 1);
  assert.equal(sealer.gauges().unsignedSinceMs, null);
});
