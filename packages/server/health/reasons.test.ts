import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { statusBody } from '@annals/events';
import type { HealthFacts } from './facts.ts';
import { degraded, parts, unavailable } from './reasons.ts';
import { readinessOf, statusOf } from './show.ts';

const nowMs = Date.parse('2026-11-24T12:00:00Z');
const mb = 1_000_000;
const organisation = '019aa0f0-0000-7000-8000-000000000001';

const well: HealthFacts = {
  version: '1.2.3',
  nowMs,
  startedMs: nowMs - 3_600_000,
  journal: { queueBytes: 0, queueLimitBytes: 64 * mb, queueRequests: 0, silentMs: 20, failed: null },
  disk: { full: false, freeBytes: 50_000 * mb, totalBytes: 100_000 * mb, watermarkBytes: 512 * mb },
  engine: { state: 'ready', starts: 1, lastError: null, residentBytes: 300 * mb, silentMs: 0 },
  background: {
    sealer: {
      checkpoints: 9,
      segments: 1,
      lastSignedMs: nowMs - 500,
      unsignedSinceMs: nowMs - 700,
      unsealedEvents: 12,
      unsealedSinceMs: nowMs - 40_000_000,
    },
    index: { events: 3, sinceMs: nowMs - 300 },
    heardMsAgo: 400,
  },
  organisations: 4,
  refused: [],
  ownEvents: { waiting: 1, oldestMs: nowMs - 90 },
  controlError: null,
  clock: { jumps: 1, last: { atMs: nowMs - 3_600_000, byMs: 7_200_000 } },
  serverBytes: 200 * mb,
  tasks: [
    {
      name: 'sealer',
      everyMs: 500,
      runs: 7,
      failures: 0,
      lastStartedAt: '2026-11-24T11:59:59.000Z',
      lastSucceededAt: '2026-11-24T11:59:59.020Z',
      lastDurationMs: 20,
      lastError: null,
      report: {},
    },
  ],
};

const but = (change: (facts: HealthFacts) => Partial<HealthFacts>): HealthFacts => ({ ...well, ...change(well) });
const [task] = well.tasks;
assert.ok(task && well.background);
const { background } = well;

const faults: { what: string; facts: HealthFacts; part: string; says: RegExp; capture?: false }[] = [
  {
    what: 'full disk',
    facts: but(({ disk }) => ({ disk: { ...disk, full: true, freeBytes: 100 * mb } })),
    part: 'disk',
    says: /100 MB.*512 MB.*507/,
    capture: false,
  },
  {
    what: 'journal that failed',
    facts: but(({ journal }) => ({ journal: { ...journal, failed: 'disk I/O error' } })),
    part: 'journal',
    says: /no longer/,
    capture: false,
  },
  {
    what: 'disk that does not finish a commit',
    facts: but(({ journal }) => ({ journal: { ...journal, silentMs: 45_000 } })),
    part: 'journal',
    says: /45 s/,
    capture: false,
  },
  {
    what: 'control store that cannot be read',
    facts: but(() => ({ controlError: `disk I/O error ${organisation}` })),
    part: 'control',
    says: /nobody can be admitted/,
    capture: false,
  },
  {
    what: 'disk below twice the watermark',
    facts: but(({ disk }) => ({ disk: { ...disk, freeBytes: 1000 * mb } })),
    part: 'disk',
    says: /1000 MB/,
  },
  {
    what: 'engine that is down',
    facts: but(({ engine }) => ({ engine: { ...engine, state: 'down' } })),
    part: 'engine',
    says: /down.*503/,
  },
  {
    what: 'engine that does not answer',
    facts: but(({ engine }) => ({ engine: { ...engine, silentMs: 16_000 } })),
    part: 'engine',
    says: /not answered for 16 s/,
  },
  {
    what: 'machine without an engine',
    facts: but(({ engine }) => ({ engine: { ...engine, state: 'unsupported' } })),
    part: 'engine',
    says: /cannot run on this machine/,
  },
  {
    what: 'index that is behind',
    facts: but(() => ({ background: { ...background, index: { events: 5_000, sinceMs: nowMs - 61_000 } } })),
    part: 'index',
    says: /5000 events.*61 s/,
  },
  {
    what: 'sealing that is late',
    facts: but(() => ({ background: { ...background, sealer: { ...background.sealer, unsignedSinceMs: nowMs - 120_000 } } })),
    part: 'sealing',
    says: /120 s/,
  },
  {
    what: 'background thread that is silent',
    facts: but(() => ({ background: { ...background, heardMsAgo: 31_000 } })),
    part: 'background',
    says: /31 s/,
  },
  {
    what: 'refused organisation',
    facts: but(() => ({ refused: [{ organisation, name: 'Acme', reason: `journal of ${organisation} is older` }] })),
    part: 'ledger',
    says: /One organisation takes no events/,
  },
  {
    what: 'damage that the verifier found',
    facts: but(() => ({ tasks: [task, { ...task, name: 'verifier', report: { damaged: 2 } }] })),
    part: 'ledger',
    says: /damaged in 2 places/,
  },
  {
    what: 'own events that wait',
    facts: but(() => ({ ownEvents: { waiting: 7, oldestMs: nowMs - 90_000 } })),
    part: 'own-events',
    says: /7 events.*90 s/,
  },
  {
    what: 'clock that was set back',
    facts: but(() => ({ clock: { jumps: 2, last: { atMs: nowMs - 10_000, byMs: -3_600_000 } } })),
    part: 'clock',
    says: /back by 3600 s/,
  },
  {
    what: 'task that failed',
    facts: but(() => ({ tasks: [{ ...task, lastError: `EACCES segments/${organisation}` }] })),
    part: 'sealer',
    says: /sealer failed/,
  },
];

describe('readiness', () => {
  it('is ready while the parts work as they do: a little behind, a little waiting', () => {
    assert.deepEqual(readinessOf(well), { status: 'ready', reasons: [] });
  });

  for (const { what, facts, part, says, capture = true } of faults)
    it(`names the ${what}, ${capture ? 'and goes on recording' : 'for nothing can be recorded'}`, () => {
      const { status, reasons } = readinessOf(facts);
      assert.equal(status, capture ? 'degraded' : 'unavailable');
      assert.deepEqual(
        reasons.map((reason) => reason.part),
        [part],
      );
      assert.match(reasons[0]?.detail ?? '', says);
      assert.ok((reasons[0]?.action.length ?? 0) > 20, 'says what to do');
      assert.ok(!JSON.stringify(reasons).includes(organisation), 'everybody may ask: no organisation is named');
    });

  it('says everything at once, what stops capture first', () => {
    const all = but(({ disk, engine }) => ({
      disk: { ...disk, full: true, freeBytes: 0 },
      engine: { ...engine, state: 'down' },
      ownEvents: { waiting: 1, oldestMs: 0 },
      tasks: [{ ...task, name: 'own-events', lastError: 'x' }],
    }));
    assert.deepEqual(
      [unavailable(all).map(({ part }) => part), degraded(all).map(({ part }) => part)],
      [['disk'], ['engine', 'own-events']],
    );
    assert.deepEqual(
      readinessOf(all).reasons.map(({ part }) => part),
      ['disk', 'engine', 'own-events'],
    );
  });

  it('does not take a clock that was put back for work that is late', () => {
    const back = but(() => ({ ownEvents: { waiting: 1, oldestMs: nowMs + 3_600_000 } }));
    assert.equal(readinessOf(back).status, 'ready');
  });

  it('is told by docs/operations.md part by part', () => {
    const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    for (const part of parts) assert.ok(page.includes(`\`${part}\``), part);
  });
});

describe('status', () => {
  it('is what the contract says, before the first word of the background thread too', () => {
    for (const { facts } of faults) statusBody.parse(statusOf(facts));
    const early = statusOf(but(() => ({ background: null, tasks: [] })));
    statusBody.parse(early);
    assert.equal(early.status, 'ready');
  });
});
