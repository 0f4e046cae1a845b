import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../base/problem.ts';
import { BodyBudget, smallBodyBytes, type BodyShare } from './body-budget.ts';

const mib = 1024 * 1024;
const limit = 64 * mib;
const codeOf = (take: () => void): string => {
  try {
    take();
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Problem && error.details.retryAfterSeconds !== undefined);
    return error.code;
  }
};

test('one sender holds half of the budget to the byte, and no byte more', () => {
  const budget = new BodyBudget(limit);
  const other = budget.open('other');
  other.take(1);
  const shares = [budget.open('a'), budget.open('a')];
  shares[0]!.take(limit / 2 - mib);
  shares[1]!.take(mib);
  assert.equal(
    codeOf(() => shares[1]!.take(1)),
    'too_many_requests',
  );
  shares[0]!.close();
  shares[0]!.close();
  assert.equal(
    codeOf(() => shares[1]!.take(mib)),
    'taken',
  );
  assert.equal(budget.heldBytes, 2 * mib + 1);
});

test('large bodies leave the last quarter to small ones, to the byte', () => {
  const budget = new BodyBudget(limit);
  for (const owner of ['a', 'b', 'c']) budget.open(owner).take(limit / 4 - (owner === 'c' ? 1 : 0));
  const large = budget.open('d');
  large.take(1);
  assert.equal(
    codeOf(() => large.take(smallBodyBytes)),
    'queue_full',
  );
  for (let taken = 1; taken < limit / 4; taken += smallBodyBytes) {
    const small = budget.open(`small ${taken}`);
    small.take(Math.min(smallBodyBytes, limit - budget.heldBytes));
  }
  assert.equal(budget.heldBytes, limit);
  assert.equal(
    codeOf(() => budget.open('e').take(1)),
    'queue_full',
  );
});

test('a body is taken when nothing else is held, whatever the limit', () => {
  const budget = new BodyBudget(1);
  const share = budget.open('a');
  share.take(1000);
  share.take(1000);
  assert.equal(
    codeOf(() => budget.open('b').take(1)),
    'queue_full',
  );
  share.close();
  assert.equal(
    codeOf(() => budget.open('b').take(5)),
    'taken',
  );
});

test('whatever is opened, taken, refused and closed: the sum is what is held, and everything comes back', () => {
  const step = fc.record({
    act: fc.constantFrom('open', 'take', 'close'),
    owner: fc.constantFrom('a', 'b', 'c'),
    bytes: fc.nat(400),
    which: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const budget = new BodyBudget(1000);
      const open: { share: BodyShare; bytes: number }[] = [];
      for (const { act, owner, bytes, which } of steps) {
        const one = open[which % Math.max(1, open.length)];
        if (act === 'open') open.push({ share: budget.open(owner), bytes: 0 });
        else if (act === 'close' && one) {
          one.share.close();
          open.splice(open.indexOf(one), 1);
        } else if (one && codeOf(() => one.share.take(bytes)) === 'taken') one.bytes += bytes;
        assert.equal(
          budget.heldBytes,
          open.reduce((sum, held) => sum + held.bytes, 0),
        );
        assert.ok(budget.heldBytes <= 1000 || open.filter((held) => held.bytes > 0).length === 1);
      }
      for (const { share } of open) share.close();
      assert.equal(budget.heldBytes, 0);
    }),
  );
});
