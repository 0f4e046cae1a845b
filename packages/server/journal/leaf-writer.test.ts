import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { groupNames } from '@annals/events';
import { leafOf } from '@annals/ledger';
import fc from 'fast-check';
import { digestsOf, leafHashOf, lineOf } from './leaf-writer.ts';

describe('leaf writer', () => {
  it('writes the line and the leaf that the ledger computes from the line', () => {
    const text = fc
      .dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { minKeys: 1, maxKeys: 2 })
      .map((value) => JSON.stringify(value));
    const groups = fc.tuple(...groupNames.map(() => fc.option(text, { nil: '' })));
    fc.assert(
      fc.property(groups, fc.nat(), (groupTexts, sequence) => {
        const secret = randomBytes(16);
        const skeleton = {
          head: '"actor_type":"user","category":"change","event":"a.b"',
          id: randomUUID(),
          organisation: randomUUID(),
          occurredAt: '2026-11-24T00:00:00.000Z',
          receivedAt: '2026-11-24T00:00:01.000Z',
          outcome: 'success',
          recordedBy: `key:${randomUUID()}`,
          sequence,
          targetTypes: '["action"]',
        };
        const leaf = leafOf(lineOf(skeleton, groupTexts), secret, { organisation: skeleton.organisation, sequence });
        assert.equal(leafHashOf(skeleton, digestsOf(groupTexts, secret, 0)), Buffer.from(leaf).toString('base64'));
      }),
    );
  });
});
