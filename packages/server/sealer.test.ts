import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { openCheckpoint } from '@annals/ledger';
import { checkSigned } from './sealer/check-signed.ts';
import { installation, TestDirectory } from './sealer/testing.ts';
import { readKey } from './segments/keys.ts';
import { readList } from './segments/list.ts';
import { checkpointPath, keyPath, listPath, signedPath } from './segments/paths.ts';
import { openLedger } from './segments/stitch.ts';
import { checkLedger } from './verifier.ts';

function directory(t: TestContext): TestDirectory {
  const made = new TestDirectory();
  t.after(() => made.remove());
  return made;
}

async function isWhole(dir: TestDirectory): Promise<void> {
  const check = await checkLedger(dir.data);
  assert.deepEqual(
    check.findings.filter(({ severity }) => severity === 'error'),
    [],
  );
}

async function published(dir: TestDirectory, organisation: string) {
  const key = await readKey(dir.data, installation, organisation);
  return openCheckpoint(readFileSync(checkpointPath(dir.data, organisation)), key!.vkey);
}

/** Every event of the ledger, in order, whatever holds it. */
async function everything(dir: TestDirectory, organisation: string): Promise<string[]> {
  const lines: string[] = [];
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  for await (const batch of ledger.read(organisation, 0, Number.MAX_SAFE_INTEGER)) {
    assert.equal(batch.first, lines.length);
    assert.deepEqual(await ledger.leafHashes(organisation, batch.first, batch.first + batch.lines.length), new Uint8Array(batch.leaves));
    lines.push(...batch.lines);
  }
  return lines;
}

test('new events are under a signed checkpoint after one run, and at most one a second is signed', async (t) => {
  const dir = directory(t);
  const [a, b] = [randomUUID(), randomUUID()];
  const sealer = dir.sealer();
  dir.record(a, 3);
  dir.record(b, 300);
  await dir.run(sealer);
  assert.equal((await published(dir, a)).size, 3);
  assert.deepEqual((await published(dir, b)).root, new Uint8Array(dir.reader.head(b)!.root));
  dir.record(a, 1);
  await sealer.run(new AbortController().signal);
  assert.equal((await published(dir, a)).size, 3, 'too soon');
  await dir.run(sealer);
  assert.equal((await published(dir, a)).size, 4);
  assert.deepEqual(readFileSync(signedPath(dir.data, a)), readFileSync(checkpointPath(dir.data, a)));
  assert.equal(statSync(keyPath(dir.data, a)).mode & 0o777, 0o600);
  assert.equal(statSync(keyPath(dir.data, a)).size, 32);
  await isWhole(dir);
});

test('what came in the last second is signed when the process ends, and no segment is closed for it', async (t) => {
  const dir = directory(t);
  const organisation = randomUUID();
  const sealer = dir.sealer({ segmentBytes: 1 });
  dir.record(organisation, 3);
  await dir.run(sealer);
  const { segments } = sealer.gauges();
  dir.record(organisation, 2);
  await sealer.signLast(AbortSignal.timeout(3000));
  assert.equal((await published(dir, organisation)).size, 5);
  assert.equal(sealer.gauges().segments, segments);
  assert.equal(sealer.gauges().unsignedSinceMs, null);
  await isWhole(dir);
});

test('full segments are closed, the journal forgets only them, and everything reads as before', async (t) => {
  const dir = directory(t);
  const a = randomUUID();
  const sealer = dir.sealer({ segmentBytes: 100_000 });
  let told: string[] = [];
  for (const count of [1, 700, 1, 2500, 77]) {
    dir.record(a, count, `${count}-`);
    const before = await everything(dir, a);
    await dir.run(sealer);
    assert.deepEqual(await everything(dir, a), before);
    assert.deepEqual(before.slice(0, told.length), told, 'a past range never changes');
    told = before;
    await isWhole(dir);
  }
  assert.ok(dir.trims.length > 0);
  const { end, current } = await readList(dir.data, a);
  assert.ok(end > 1024 && end <= 3279);
  assert.ok(current.length > 1 && current.every((entry) => entry.frames.length === Math.ceil(entry.count / 1024)));
  assert.ok(dir.trims.every(([, upTo]) => upTo <= end));
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  for (const sequence of [0, 1023, 1024, end - 1, end, 3278]) {
    if (sequence > 3278) continue;
    const event = await ledger.event(a, sequence);
    assert.equal(event?.line, told[sequence]);
  }
  assert.equal(await ledger.event(a, 3279), null);
  for (const [level, index, width] of [
    [0, 0, 256],
    [0, 12, 207],
    [1, 0, 12],
    [0, 5, 3],
    [1, 0, 1],
  ] as const) {
    assert.equal((await ledger.tile(a, level, index, width)).length, width * 32);
  }
  for (const size of [0, 1, 255, 256, 1000, 2048, 3279]) assert.equal((await ledger.tree(a, size)).size, size);
  assert.ok(Buffer.from((await ledger.tree(a, 3279)).root()).equals(dir.reader.head(a)!.root));
});

test('a reader that knows an older list goes on while the sealer moves events', async (t) => {
  const dir = directory(t);
  const a = randomUUID();
  const sealer = dir.sealer({ segmentBytes: 50_000 });
  dir.record(a, 1100);
  await dir.run(sealer);
  const ledger = openLedger({ data: dir.data, journal: dir.reader });
  await ledger.leafHashes(a, 0, 1000);
  dir.record(a, 1100);
  const seen: string[] = [];
  for await (const batch of ledger.read(a, 0, 2200)) {
    seen.push(...batch.lines);
    await dir.run(sealer);
  }
  assert.equal(new Set(seen).size, 2200);
  assert.equal((await ledger.leafHashes(a, 0, 2200)).length, 2200 * 32);
  assert.ok(Buffer.from((await ledger.tree(a, 2200)).root()).equals(dir.reader.head(a)!.root));
});

test("a quiet organisation is closed at the day's end from 1,000 events on, else after a week", async (t) => {
  const dir = directory(t);
  const [many, few] = [randomUUID(), randomUUID()];
  const sealer = dir.sealer();
  dir.record(many, 1000);
  dir.record(few, 999);
  await dir.run(sealer);
  dir.nowMs += 11 * 3_600_000;
  await dir.run(sealer);
  assert.deepEqual(dir.trims, []);
  dir.nowMs += 2 * 3_600_000;
  await dir.run(sealer);
  assert.deepEqual(dir.trims, [[many, 1000]]);
  dir.nowMs += 7 * 86_400_000;
  await dir.run(dir.sealer());
  assert.deepEqual(dir.trims, [
    [many, 1000],
    [few, 999],
  ]);
  await isWhole(dir);
});

test('a list line that a crash cut off does not count, and is gone after the next closing', async (t) => {
  const dir = directory(t);
  const a = randomUUID();
  dir.record(a, 1500);
  await dir.run(dir.sealer({ segmentBytes: 50_000 }));
  const whole = readFileSync(listPath(dir.data, a), 'utf8');
  appendFileSync(listPath(dir.data, a), whole.split('\n')[0]!.slice(0, 100));
  assert.equal((await everything(dir, a)).length, 1500);
  await isWhole(dir);
  dir.record(a, 1500);
  await dir.run(dir.sealer({ segmentBytes: 50_000 }));
  const after = readFileSync(listPath(dir.data, a), 'utf8');
  assert.ok(after.startsWith(whole) && after.length > whole.length);
  await isWhole(dir);
});

test('a journal behind what was signed, or beside it, is never signed and takes no events until an admin continues', async (t) => {
  const dir = directory(t);
  const [behind, beside, untouched] = [randomUUID(), randomUUID(), randomUUID()];
  dir.record(behind, 10);
  dir.record(beside, 10);
  dir.record(untouched, 10);
  await dir.run(dir.sealer());
  const state = Object.fromEntries(
    [behind, beside].map((organisation) => [organisation, readFileSync(signedPath(dir.data, organisation), 'utf8')]),
  );
  dir.tamper(`DELETE FROM batches WHERE n < 3; DELETE FROM heads WHERE n < 3;`);
  dir.record(behind, 4, 'other');
  dir.record(beside, 12, 'other');
  const early = await checkSigned({ data: dir.data, installation, journal: dir.reader });
  assert.deepEqual([...early.keys()], [behind], 'sizes alone show this');
  const sealer = dir.sealer();
  await dir.run(sealer);
  await dir.run(sealer);
  assert.deepEqual(dir.refusals.map(([organisation]) => organisation).sort(), [behind, beside].sort(), 'said once each');
  for (const [organisation, note] of Object.entries(state)) assert.equal(readFileSync(signedPath(dir.data, organisation), 'utf8'), note);
  const check = await checkLedger(dir.data);
  assert.equal(check.ok, false);
  for (const organisation of [behind, beside])
    assert.ok(check.findings.some((finding) => finding.organisation === organisation && /rolled back|signed was/.test(finding.what)));

  const continued = await sealer.continueFrom(behind);
  assert.equal(continued.abandoned?.size, 10);
  assert.equal(continued.size, 4);
  assert.equal(readFileSync(join(dir.data, continued.kept!), 'utf8'), state[behind]);
  assert.equal((await published(dir, behind)).size, 4);
  dir.record(behind, 1);
  await dir.run(sealer);
  assert.equal((await published(dir, behind)).size, 5);
});

test('signed state, key or checkpoint that is missing or changed is refused, not made anew', async (t) => {
  for (const spoil of [
    (dir: TestDirectory, organisation: string) => rmSync(signedPath(dir.data, organisation)),
    (dir: TestDirectory, organisation: string) => rmSync(keyPath(dir.data, organisation)),
    (dir: TestDirectory, organisation: string) => writeFileSync(keyPath(dir.data, organisation), new Uint8Array(32)),
    (dir: TestDirectory, organisation: string) =>
      writeFileSync(
        signedPath(dir.data, organisation),
        readFileSync(signedPath(dir.data, organisation), 'utf8').replace('\n10\n', '\n9\n'),
      ),
    (dir: TestDirectory, organisation: string) =>
      renameSync(join(dir.data, 'journal', 'journal.db'), join(dir.data, 'journal', organisation)),
  ]) {
    const dir = directory(t);
    const organisation = randomUUID();
    dir.record(organisation, 10);
    await dir.run(dir.sealer());
    spoil(dir, organisation);
    const gone = !existsSync(join(dir.data, 'journal', 'journal.db'));
    if (!gone) {
      assert.ok((await checkSigned({ data: dir.data, installation, journal: dir.reader })).has(organisation));
      dir.record(organisation, 1);
      await dir.run(dir.sealer());
      assert.equal(dir.refusals.length, 1, spoil.toString());
    }
    const check = await checkLedger(dir.data);
    assert.equal(check.ok, false, spoil.toString());
    assert.ok(check.findings[0]!.wayOn.length > 10);
  }
});

test('whatever byte of a segment is changed, the checker says where', async (t) => {
  const dir = directory(t);
  const a = randomUUID();
  dir.record(a, 1500);
  await dir.run(dir.sealer({ segmentBytes: 50_000 }));
  const folder = join(dir.data, 'segments', a);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  assert.ok(files.length > 5);
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 0x10;
      writeFileSync(file, changed);
      const check = await checkLedger(dir.data);
      assert.ok(check.findings.length > 0, `${file} at ${at}`);
      if (!file.endsWith('/checkpoint')) assert.equal(check.ok, false, `${file} at ${at}`);
    }
    writeFileSync(file, bytes);
  }
  await isWhole(dir);
});

test('a changed, moved or missing event in the journal is named', async (t) => {
  for (const [sql, sequence] of [
    ["UPDATE batches SET plaintext = CAST(replace(CAST(plaintext AS TEXT), 'Dana x7 ', 'Eve  x7 ') AS BLOB)", 7],
    ['UPDATE ids SET sequence = 99 WHERE sequence = 5', 5],
    ['DELETE FROM batches', 0],
    ['UPDATE heads SET root = zeroblob(32)', undefined],
    ['UPDATE batches SET leaves = zeroblob(32 * count)', 0],
  ] as const) {
    const dir = directory(t);
    const a = randomUUID();
    dir.record(a, 10);
    dir.tamper(sql);
    const check = await checkLedger(dir.data);
    assert.equal(check.ok, false, sql);
    assert.equal(check.findings[0]!.sequence, sequence, `${sql}: ${check.findings[0]!.what}`);
    assert.equal(check.findings[0]!.organisation, a);
    await dir.run(dir.sealer());
    if (/heads|leaves/.test(sql)) assert.equal(dir.refusals.length, 1, `never signed: ${sql}`);
  }
});
