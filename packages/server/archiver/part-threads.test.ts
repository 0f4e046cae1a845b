import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { TestDirectory } from '../sealer/testing.ts';
import { eventsInFrame } from '../segments/list.ts';
import { openLedger } from '../segments/stitch.ts';
import { type DayPart, PartMaker, partsOf } from './day-part.ts';
import type { DeliveryPlan } from './job.ts';
import { partsByThreads } from './part-threads.ts';

const organisation = randomUUID();
const count = 5 * eventsInFrame + 17;
const plan: DeliveryPlan = {
  organisation,
  day: '2026-11-24',
  generation: 0,
  first: 3,
  count: count - 3,
  checkpoint: '',
  vkey: '',
  previous: null,
  keptFrom: null,
  madeAt: '2026-11-25T00:10:00.000Z',
  annals: '0.0.0',
  profile: 'rfc5424',
  compression: 'none',
  enterpriseNumber: 32_473,
  host: 'test',
  pid: 1,
  lock: null,
};

describe('the parts of a day', () => {
  const directory = new TestDirectory();
  const { data } = directory;
  before(async () => {
    directory.record(organisation, count);
    await directory.run(directory.sealer({ segmentBytes: 64 * 1024 }));
  });
  after(() => directory.remove());

  const bytesOf = (parts: readonly DayPart[]): unknown[] =>
    parts.map(({ leaves, syslog, bodies, beside, ...rest }) => ({
      ...rest,
      bytes: [leaves, syslog, bodies, ...(beside ? [beside.keys, beside.entries] : [])].map((bytes) =>
        Buffer.from(bytes).toString('base64'),
      ),
    }));

  const all = async (own: DeliveryPlan): Promise<DayPart[]> => {
    const parts: DayPart[] = [];
    for await (const part of partsByThreads(data, own)) parts.push(part);
    return parts;
  };

  for (const lock of [null, { mode: 'governance', until: '2027-11-24T00:00:00.000Z' }] as const)
    it(`are the same by threads and without, in order${lock ? ', under a lock' : ''}`, async () => {
      const own: DeliveryPlan = { ...plan, lock };
      const maker = new PartMaker(openLedger({ data, journal: directory.reader }), own);
      const made: DayPart[] = [];
      for (const [from, to] of partsOf(own)) made.push(await maker.make(from, to));
      const byThreads = await all(own);
      assert.equal(made.length, 6);
      assert.equal(
        made.reduce((sum, { leaves }) => sum + leaves.length / 32, 0),
        plan.count,
      );
      assert.deepEqual(bytesOf(byThreads), bytesOf(made));
    });

  it('name what is wrong with an event, and nothing after it is made up', async () => {
    const parts: DayPart[] = [];
    await assert.rejects(
      async () => {
        for await (const part of partsByThreads(data, { ...plan, day: '2026-11-23' })) parts.push(part);
      },
      { name: 'LedgerDamaged', message: /received at 2026-11-24.*, not on 2026-11-23/ },
    );
    assert.equal(parts.length, 0);
    await assert.rejects(all({ ...plan, count: plan.count + 1 }), /ends before what its checkpoint covers/);
  });

  it('end their threads with a loop that is left', async () => {
    const threads = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;
    const before = threads();
    for await (const part of partsByThreads(data, plan)) {
      assert.equal(part.leaves.length, 32 * eventsInFrame);
      assert.ok(threads() > before);
      break;
    }
    assert.equal(threads(), before);
  });
});
