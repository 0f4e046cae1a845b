import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { openWorld } from '../../packages/server/http/test-world.ts';
import { acts, contentsOf, firstStart, openScene, setUpFromEnvironment } from './acts.ts';
import type { DurableWrite } from './durable-writes.ts';
import { allReached, inMemory, tryEachStep, withFault } from './trial.ts';

inMemory();

const reached = new Set<DurableWrite>();

for (const [name, act] of Object.entries(acts)) {
  test(`${name}: the change and its event are there together or not at all, whatever write fails`, async (t) => {
    await tryEachStep(t, 'control', reached, async (record, failAt) => {
      const scene = await openScene();
      const { world, key } = scene;
      try {
        const before = contentsOf(world.directory);
        let status: number | undefined;
        const failed = await withFault(record, world.directory, failAt, async () => {
          status = (await act.run(scene))?.status;
        });
        const after = contentsOf(world.directory);
        const isHint = record.failed !== null && /^update .*last_(used|seen)_at/.test(record.steps[record.failed.number]!.target);
        if (record.failed && !isHint) {
          assert.ok(failed !== null || status === 500, 'the caller learns of it');
          if (status === 500) assert.match(JSON.stringify(world.logged, errors), /injected/, 'and the log says why');
        } else assert.ok(failed === null && status !== 500);
        together(before, after, act.event, 'exactly');
        // Only a commit that took effect leaves something behind; a failed try has its event and no change.
        if (record.failed?.when === 'before') {
          const step = record.steps[record.failed.number]!;
          if (step.call === 'commit' && record.steps.filter(({ call }) => call === 'commit').length === 1) assert.deepEqual(after, before);
        }
        if (
          JSON.parse(after.state).some?.((rows: { id?: string; revoked_at?: string | null }[]) =>
            rows.some((row) => row.id === key.id && row.revoked_at),
          )
        )
          assert.equal((await world.call('GET', '/v1/me', { key: key.token })).status, 401, 'a key that is revoked on disk opens nothing');
        await world.restart();
        assert.deepEqual(contentsOf(world.directory), after);
        // The same again: done now, or refused because it was done; either way together with its event.
        const retried = (await act.run(scene))?.status;
        assert.ok(retried === undefined || retried !== 500);
        together(after, contentsOf(world.directory), act.event, 'at least');
      } finally {
        await world.close();
      }
    });
  });
}

test('the first start names the installation once, whatever write fails', async (t) => {
  await tryEachStep(t, 'control', reached, async (record, failAt) => {
    const directory = mkdtempSync(join(tmpdir(), 'annals-first-'));
    try {
      const failed = await withFault(record, directory, failAt, () => firstStart(directory));
      assert.equal(failed !== null, failAt !== null);
      await firstStart(directory);
      const [organisations] = JSON.parse(contentsOf(directory).state) as object[][];
      assert.equal(organisations?.length, 1);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

test('the first administrator by environment is made whole, with the events, or not at all', async (t) => {
  await tryEachStep(t, 'control', reached, async (record, failAt) => {
    const world = await openWorld();
    try {
      const before = contentsOf(world.directory);
      await withFault(record, world.directory, failAt, () => setUpFromEnvironment(world));
      together(before, contentsOf(world.directory), 'annals.setup', 'exactly');
      await world.restart();
      await setUpFromEnvironment(world);
      const { state, events } = contentsOf(world.directory);
      assert.deepEqual(events, [
        'annals.setup success',
        'annals.organisation.create success',
        'user.create success',
        'annals.key.create success',
      ]);
      const counts = (JSON.parse(state) as object[][]).map((rows) => rows.length);
      assert.deepEqual(counts.slice(0, 9), [2, 1, 1, 0, 1, 0, 0, 0, 1]);
      assert.ok(
        counts.slice(9).every((count) => count === 0),
        'a first start makes nothing else',
      );
    } finally {
      await world.close();
    }
  });
});

test('the first administrator by link is made whole, with the events, or not at all', async (t) => {
  await tryEachStep(t, 'control', reached, async (record, failAt) => {
    const world = await openWorld();
    try {
      const before = contentsOf(world.directory);
      let failed = false;
      await withFault(record, world.directory, failAt, () => world.setUp().catch(() => (failed = true)));
      assert.equal(failed, failAt !== null, 'the caller learns of it');
      together(before, contentsOf(world.directory), 'annals.setup', 'exactly');
    } finally {
      await world.close();
    }
  });
});

test('every write of control.db was tried', () => {
  allReached('control', reached);
});

type Contents = ReturnType<typeof contentsOf>;

/** `at least`: doing again what is done already changes nothing and is recorded all the same. */
function together(before: Contents, after: Contents, event: string | null, how: 'exactly' | 'at least'): void {
  const said = after.events.slice(before.events.length).filter((one) => one.endsWith(' success'));
  const isChanged = before.state !== after.state;
  if (event === null) return assert.ok(!isChanged || said.length === 0);
  const isSaid = said.includes(`${event} success`);
  assert.ok(how === 'exactly' ? isSaid === isChanged : isSaid || !isChanged, JSON.stringify({ isChanged, said }));
}

const errors = (_key: string, value: unknown): unknown => (value instanceof Error ? `${value.message} ${String(value.cause)}` : value);
