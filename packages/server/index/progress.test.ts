import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EngineUnavailable } from './engine-errors.ts';
import { IndexProgress } from './progress.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';

describe('what is known of the index', () => {
  it('is waited for while it is opened for the first time', async () => {
    const progress = new IndexProgress();
    const open = progress.whenOpen(5_000);
    progress.set(organisation, 41);
    progress.opened();
    await open;
    assert.equal(progress.indexedTo(organisation), 41);
  });

  it('is refused when the first opening takes too long', async () => {
    await assert.rejects(new IndexProgress().whenOpen(1), EngineUnavailable);
  });

  it('is nothing, and refused at once, from the loss of the engine to the next comparison', async () => {
    const progress = new IndexProgress();
    progress.set(organisation, 41);
    progress.opened();
    progress.lost();
    assert.equal(progress.indexedTo(organisation), null);
    const before = performance.now();
    await assert.rejects(progress.whenOpen(5_000), EngineUnavailable);
    assert.ok(performance.now() - before < 1_000);
    progress.set(organisation, 41);
    await assert.rejects(progress.whenOpen(5_000), EngineUnavailable);
    progress.opened();
    await progress.whenOpen(5_000);
  });

  it('wakes who waits for a sequence, and nobody sooner', async () => {
    const progress = new IndexProgress();
    progress.opened();
    let woken = false;
    const waiting = progress.waitFor(organisation, 10, 5_000).then(() => (woken = true));
    progress.set(organisation, 9);
    await new Promise(setImmediate);
    assert.equal(woken, false);
    progress.set(organisation, 10);
    await waiting;
  });

  it('calls an organisation whole once everything the ledger had at the opening can be found', () => {
    const progress = new IndexProgress();
    assert.equal(progress.isWhole('a'), true, 'nothing is known to be missing');
    progress.opened(new Map([['a', 10]]));
    assert.equal(progress.isWhole('a'), false);
    progress.set('a', 8);
    assert.equal(progress.isWhole('a'), false);
    progress.set('a', 9);
    assert.equal(progress.isWhole('a'), true);
    assert.equal(progress.isWhole('b'), true);
  });
});
