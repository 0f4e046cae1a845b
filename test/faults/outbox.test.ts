import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { openControl } from '../../packages/server/control/open.ts';
import { openJournal } from '../../packages/server/journal/open.ts';
import { openJournalReader } from '../../packages/server/journal/open-reader.ts';
import { journalPath } from '../../packages/server/segments/paths.ts';
import { ownEventsDrain } from '../../packages/server/own-events.ts';
import { Recorder } from '../../packages/server/recorder.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import { inMemory, withFault, type Record } from './trial.ts';
import type { When } from './inject.ts';

inMemory();

const faults: { name: string; fault: { number: number; when: When } | null; loseReceipt: boolean }[] = [
  { name: 'nothing fails', fault: null, loseReceipt: false },
  { name: 'the removal fails, without effect', fault: { number: 0, when: 'before' }, loseReceipt: false },
  { name: 'the removal fails, with effect', fault: { number: 0, when: 'after' }, loseReceipt: false },
  { name: 'the second removal fails, without effect', fault: { number: 1, when: 'before' }, loseReceipt: false },
  { name: 'the receipts are lost after the commit', fault: null, loseReceipt: true },
];

for (const { name, fault, loseReceipt } of faults) {
  test(`each event of the outbox is in the ledger exactly once: ${name}`, async () => {
    const data = mkdtempSync(join(tmpdir(), 'annals-outbox-'));
    mkdirSync(join(data, 'journal'));
    try {
      const ids: string[] = [];
      let lose = loseReceipt;
      // The first life ends where it failed; the second one drains what is left.
      for (const life of ['first', 'second']) {
        const control = await openControl(join(data, 'control.db'));
        const journal = await openJournal({ path: journalPath(data), queueBytes: 1e6, onFatal: (detail) => assert.fail(detail) });
        const organisation = (await control.organisations.builtIn()).id;
        const append: typeof journal.append = async (request) => {
          const answer = await journal.append(request);
          if (!lose) return answer;
          lose = false;
          throw new Error('died before it heard of the commit');
        };
        const recorder = new Recorder({
          journal: { append },
          recorded: () => undefined,
        } as unknown as ConstructorParameters<typeof Recorder>[0]);
        try {
          if (life === 'first') {
            await control.transaction(async (trx) => {
              for (let n = 0; n < 150; n++)
                ids.push(
                  await trx.ownEvents.add(organisation, {
                    event: 'annals.start',
                    outcome: 'success',
                    occurred_at: control.now(),
                    actor: { type: 'system' },
                    producer: { name: 'annals' },
                  }),
                );
            });
          }
          const record: Record = { steps: [], failed: null };
          const run = () => ownEventsDrain(control.ownEvents, recorder).run(new AbortController().signal);
          if (life === 'first') {
            const isHurt = fault !== null || loseReceipt;
            const failed = await withFault(record, data, fault, run).catch(() => true);
            assert.equal(Boolean(failed), isHurt, 'a failure is told, not swallowed');
          } else {
            await run();
            assert.deepEqual(await control.ownEvents.pending(1000), []);
            const reader = openJournalReader(journalPath(data));
            assert.deepEqual(
              ids.map((id) => reader.sequenceOf(organisation, id)),
              ids.map((_, n) => n),
              'in the order of their commits',
            );
            assert.equal(reader.head(organisation)?.size, ids.length);
            reader.close();
          }
        } finally {
          await journal.close();
          await control.close();
        }
      }
      assert.equal((await checkLedger(data)).ok, true);
    } finally {
      rmSync(data, { recursive: true });
    }
  });
}
