import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { TestDirectory } from '../sealer/testing.ts';
import type { Finding } from './findings.ts';
import { isBefore, type Item, placeOf, planOf } from './plan.ts';
import { Verifier } from './task.ts';

const one = '0199c0de-0000-7000-8000-00000000000a';
const two = '0199c0de-0000-7000-8000-00000000000b';
const dayMs = 86_400_000;

describe('the verifier', () => {
  let dir: TestDirectory;
  let told: Finding[];
  let mended: Finding[];
  beforeEach(async () => {
    dir = new TestDirectory();
    mkdirSync(join(dir.data, 'run'));
    told = [];
    mended = [];
    const sealer = dir.sealer({ segmentBytes: 1 });
    for (let round = 0; round < 3; round++) {
      for (const organisation of [one, two]) dir.record(organisation, 200, `r${round}`);
      await dir.run(sealer);
    }
    for (const organisation of [one, two]) dir.record(organisation, 5, 'tail');
    await dir.run(dir.sealer());
  });
  afterEach(() => dir.remove());

  const verifier = () =>
    new Verifier({
      data: dir.data,
      journal: dir.reader,
      nowMs: () => dir.nowMs,
      onDamage: (finding) => void told.push(finding),
      onMended: (finding) => void mended.push(finding),
    });

  /** Runs it until nothing waits; answers how many items it checked. */
  async function runOut(task: Verifier): Promise<number> {
    for (;;) {
      const report = await task.run(new AbortController().signal);
      if (report['waiting'] === 0) return Number(report['checked']);
    }
  }

  it('reads every segment and every tail once in a pass, goes on where it was after a restart, and begins again within a week', async () => {
    assert.equal(await runOut(verifier()), 8);
    assert.equal(await runOut(verifier()), 0, 'the pass is over');
    const sealer = dir.sealer({ segmentBytes: 1 });
    dir.record(one, 100, 'new');
    await dir.run(sealer);
    assert.equal(await runOut(verifier()), 2, 'what was closed since, of both');
    dir.nowMs += 6.5 * dayMs;
    assert.equal(await runOut(verifier()), 10);
    assert.deepEqual(told, []);
  });

  it('tells a damage once, over restarts too, keeps looking at it, and tells when it is whole again', async () => {
    const file = `segments/${one}/bodies/000000000200.0.zst`;
    const whole = readFileSync(join(dir.data, file));
    const changed = Buffer.from(whole);
    changed[40]! ^= 1;
    writeFileSync(join(dir.data, file), changed);
    const first = verifier();
    await runOut(first);
    assert.deepEqual(
      told.map((finding) => [finding.organisation, finding.file, finding.sequence]),
      [[one, file, 200]],
    );
    assert.equal((await first.run(new AbortController().signal))['damaged'], 1);
    await runOut(verifier());
    dir.nowMs += dayMs;
    await runOut(first);
    assert.equal(told.length, 1);
    assert.ok(readFileSync(join(dir.data, file)).equals(changed), 'nothing is repaired');
    writeFileSync(join(dir.data, file), whole);
    const last = verifier();
    await runOut(last);
    assert.equal(mended.length, 1);
    assert.equal((await last.run(new AbortController().signal))['damaged'], 0);
  });

  it('begins anew without its memory, or with one that it cannot read', async () => {
    await runOut(verifier());
    writeFileSync(join(dir.data, 'run', 'verifier.json'), '{"passAt":');
    assert.equal(await runOut(verifier()), 8);
  });
});

describe('a pass', () => {
  const items = fc.uniqueArray(
    fc.record({
      organisation: fc.constantFrom(one, two),
      first: fc.option(fc.nat(5), { nil: null }),
      at: fc.nat(9).map((day) => `2026-11-0${day}`),
    }),
    { selector: (item: Item) => `${item.organisation} ${item.first}` },
  );

  it('comes to every item once, newest first, wherever it is interrupted', () => {
    fc.assert(
      fc.property(items, fc.nat(20), (all, stop) => {
        const plan = planOf(all, '2026-12-01', null, []);
        assert.equal(plan.length, all.length);
        assert.ok(plan.every((item, i) => i === 0 || isBefore(placeOf(plan[i - 1]!), placeOf(item))));
        const done = plan.slice(0, Math.min(stop, plan.length));
        const after = done.at(-1);
        const rest = planOf(all, '2026-12-01', after ? placeOf(after) : null, []);
        assert.deepEqual([...done, ...rest], plan);
      }),
    );
  });
});
