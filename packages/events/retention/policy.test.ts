import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { categories } from '../event/types.ts';
import { daysBetween, keepsAll, keptDays, longestDays, policyText, type RetentionPolicy, retentionPresets, shortens } from './policy.ts';

const days = fc.option(fc.integer({ min: 1, max: 400 }));
const policy: fc.Arbitrary<RetentionPolicy> = fc.record({
  days,
  categories: fc.dictionary(fc.constantFrom(...categories), days, { maxKeys: 3 }),
  events: fc.dictionary(fc.constantFrom('a.b', 'c.d', '__proto__', 'toString'), days, { maxKeys: 3 }),
});
const anyEvent = fc.tuple(fc.constantFrom(...categories), fc.constantFrom('a.b', 'c.d', 'e.f', 'toString', '__proto__', 'constructor'));
const forEver = (kept: number | null): number => kept ?? Infinity;

describe('a retention policy', () => {
  it('lets a type go before its category, and a category before the rest', () => {
    const one: RetentionPolicy = { days: 30, categories: { access: 90, change: null }, events: { 'annals.view': 7 } };
    assert.equal(keptDays(one, 'access', 'annals.view'), 7);
    assert.equal(keptDays(one, 'access', 'auth.login'), 90);
    assert.equal(keptDays(one, 'change', 'tag.create'), null);
    assert.equal(keptDays(one, 'deletion', 'toString'), 30, 'a name that every object has is no rule');
    assert.equal(policyText(one), '30 days; access 90 days; change unlimited; annals.view 7 days');
  });

  it('shortens when, and only when, some event would go earlier', () => {
    fc.assert(
      fc.property(
        fc.array(policy, { minLength: 1, maxLength: 3 }),
        policy,
        fc.array(anyEvent, { minLength: 40, maxLength: 60 }),
        (from, to, events) => {
          const isEarlier = events.some(
            ([category, event]) => forEver(keptDays(to, category, event)) < forEver(longestDays(from, category, event)),
          );
          if (isEarlier) assert.ok(shortens(from, to));
          if (!shortens(from, to)) assert.ok(!isEarlier);
          assert.ok(!shortens([to], to));
        },
      ),
    );
  });

  it('knows its bounds', () => {
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 3 }), anyEvent, (policies, [category, event]) => {
        const kept = forEver(longestDays(policies, category, event));
        const { least, most } = daysBetween(policies);
        assert.ok(kept >= forEver(least) && kept <= forEver(most));
        if (keepsAll(policies)) assert.equal(kept, Infinity);
      }),
    );
  });

  it('has presets that are never short of their months and years', () => {
    const daysOf = (id: string) => retentionPresets.find((preset) => preset.id === id)?.days ?? 0;
    for (let year = 2024; year < 2032; year++) {
      const between = (months: number): number => (Date.UTC(year, months, 1) - Date.UTC(year, 0, 1)) / 86_400_000;
      assert.ok(daysOf('pci') >= between(12));
      assert.ok(daysOf('24m') >= between(24));
      assert.ok(daysOf('7y') >= between(84));
    }
  });
});
