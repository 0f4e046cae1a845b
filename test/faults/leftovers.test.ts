import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import test, { type TestContext } from 'node:test';
import { prepareDataDirectory } from '../../packages/server/base/data-directory.ts';
import { checkSigned } from '../../packages/server/sealer/check-signed.ts';
import { installation, TestDirectory } from '../../packages/server/sealer/testing.ts';
import { checkpointPath, keyPath, listPath, signedPath } from '../../packages/server/segments/paths.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import { inMemory, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';

function directory(t: TestContext): TestDirectory {
  const dir = new TestDirectory();
  t.after(() => dir.remove());
  return dir;
}

async function isWhole(dir: TestDirectory): Promise<void> {
  const { findings } = await checkLedger(dir.data);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
}

test('files that a killed process left half written do not count, and are gone after the next start and writing', async (t) => {
  const dir = directory(t);
  dir.record(organisation, 300);
  await dir.run(dir.sealer({ segmentBytes: 5_000 }));
  const written = [signedPath, checkpointPath, listPath].map((path) => `${path(dir.data, organisation)}.tmp`);
  const left = [...written, `${keyPath(dir.data, organisation)}.0.tmp`];
  for (const path of left) writeFileSync(path, 'half');
  appendFileSync(listPath(dir.data, organisation), '{"bytes":1');
  await isWhole(dir);
  assert.equal((await checkSigned({ data: dir.data, installation, journal: dir.reader })).size, 0);
  await prepareDataDirectory(dir.data);
  dir.record(organisation, 300, 'more');
  await dir.run(dir.sealer({ segmentBytes: 5_000 }));
  assert.deepEqual(
    left.filter((path) => existsSync(path)),
    [],
  );
  assert.equal(readFileSync(listPath(dir.data, organisation), 'utf8').split('\n').length, 3, 'two whole lines');
  await isWhole(dir);
});

test('a checkpoint that was signed and not published before a crash is published byte for byte, never another of its size', async (t) => {
  const dir = directory(t);
  dir.record(organisation, 10);
  await dir.run(dir.sealer());
  dir.record(organisation, 10);
  // The first step of publishing is the opening of its file: what was signed is on disk then.
  const steps = { steps: [], failed: null };
  await withFault(steps, dir.data, null, () => dir.run(dir.sealer()));
  const opened = (steps.steps as { call: string; target: string }[]).findIndex(
    ({ call, target }) => call === 'open' && target.endsWith('/checkpoint.tmp'),
  );
  dir.record(organisation, 10);
  assert.ok(await withFault({ steps: [], failed: null }, dir.data, { number: opened, when: 'before' }, () => dir.run(dir.sealer())));
  const signed = readFileSync(signedPath(dir.data, organisation));
  assert.notDeepEqual(readFileSync(checkpointPath(dir.data, organisation)), signed);
  await dir.run(dir.sealer());
  assert.deepEqual(readFileSync(signedPath(dir.data, organisation)), signed);
  assert.deepEqual(readFileSync(checkpointPath(dir.data, organisation)), signed);
  await isWhole(dir);
});
