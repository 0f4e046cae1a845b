import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { categories, type Category, type RetentionPolicy } from '@annals/events';
import fc from 'fast-check';
import type { HoldInForce } from '../retention/due.ts';
import { event, TestDirectory } from '../sealer/testing.ts';
import { decodeFrame, framesCount } from '../segments/bodies.ts';
import { readList } from '../segments/list.ts';
import { openLedger, type StitchedLedger } from '../segments/stitch.ts';
import { checkLedger } from '../verifier.ts';
import type { RetentionWorkerDeps } from './retention.ts';
import { workerOn } from './testing.ts';

const organisation = '0199c0de-0000-7000-8000-00000000000a';
const dayMs = 86_400_000;
const eventNames = ['tag.create', 'auth.login', 'agent.remove'];

/** What the test knows of an event without asking any code of retention. */
interface Known {
  category: Category;
  event: string;
  receivedMs: number;
  occurredMs: number;
  line: string;
  gone: boolean;
}

const days = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }) }, { weight: 1, arbitrary: fc.constant(null) });
const policy: fc.Arbitrary<RetentionPolicy> = fc.record({
  days,
  categories: fc.dictionary(fc.constantFrom(...categories), days, { maxKeys: 2 }),
  events: fc.dictionary(fc.constantFrom(...eventNames), days, { maxKeys: 2 }),
});
/** Times in days from the beginning; a query names a category. */
const hold = fc.record({
  q: fc.constantFrom('', '', ...categories),
  from: fc.option(fc.integer({ min: 0, max: 60 })),
  to: fc.option(fc.integer({ min: 0, max: 90 })),
});
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('record' as const), count: fc.integer({ min: 1, max: 40 }), seed: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('pass' as const), days: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('sweep' as const),
      policies: fc.array(policy, { minLength: 1, maxLength: 2 }),
      holds: fc.array(hold, { maxLength: 2 }),
      archived: fc.option(fc.integer({ min: 0, max: 200 })),
    }),
  },
);

test('whatever policies, holds, archive and clock say, exactly what is due goes from the disk, and everything else stays as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const dir = new TestDirectory();
      const beganMs = dir.nowMs;
      const known: Known[] = [];
      let sealer = dir.sealer({ segmentBytes: 8_000 });
      const ledger = openLedger({ data: dir.data, journal: dir.reader });
      try {
        for (const one of steps) {
          if (one.act === 'pass') dir.nowMs += one.days * dayMs;
          else if (one.act === 'record') {
            await recordSome(dir, ledger, known, one, beganMs);
            await dir.run(sealer);
          } else {
            const inForce = one.holds.map(({ q, from, to }, at) => ({
              id: String(at),
              q,
              fromMs: from === null ? null : beganMs + from * dayMs,
              toMs: to === null ? null : beganMs + to * dayMs,
            }));
            const worker = workerOn(dir, sealer, ledger, heldIn(known));
            const order = { organisation, policies: one.policies, nowMs: dir.nowMs, archivedTo: one.archived, holds: inForce };
            const { summary } = await worker.do({ act: 'plan', order }).then((answer) => answer as { summary: { events: number } });
            const due = known.filter((entry, at) => !entry.gone && mustGo(entry, at, { ...one, inForce, nowMs: dir.nowMs }));
            assert.equal(summary.events, due.length, 'the event tells the number');
            if (due.length > 0) {
              dir.recordAll([event(organisation, `cause ${known.length}`)]);
              await remember(ledger, known);
              const cause = JSON.parse(known.at(-1)!.line) as { skeleton: { id: string } };
              const at = new Date(dir.nowMs).toISOString();
              await worker.do({ act: 'prune', organisation, eventId: cause.skeleton.id, at });
              for (const entry of due) entry.gone = true;
            }
            // Half of the sweeps are followed by a new process.
            if (summary.events % 2 === 1) sealer = dir.sealer({ segmentBytes: 8_000 });
            await dir.run(sealer);
          }
          await holds(dir, ledger, known);
        }
        assert.deepEqual(dir.refusals, []);
      } finally {
        dir.remove();
      }
    }),
    { numRuns: 60 },
  );
});

/** The rule, told once more in other words. */
function mustGo(
  entry: Known,
  sequence: number,
  { policies, inForce, archived, nowMs }: { policies: RetentionPolicy[]; inForce: HoldInForce[]; archived: number | null; nowMs: number },
): boolean {
  if (archived !== null && sequence >= archived) return false;
  for (const { days: rest, categories: byCategory, events: byEvent } of policies) {
    let kept = rest;
    if (entry.category in byCategory) kept = byCategory[entry.category]!;
    if (entry.event in byEvent) kept = byEvent[entry.event]!;
    if (kept === null || entry.receivedMs > nowMs - kept * dayMs) return false;
  }
  return !inForce.some(
    ({ q, fromMs, toMs }) =>
      (q === '' || q === entry.category) && (fromMs === null || fromMs <= entry.occurredMs) && (toMs === null || entry.occurredMs < toMs),
  );
}

async function recordSome(
  dir: TestDirectory,
  ledger: StitchedLedger,
  known: Known[],
  { count, seed }: { count: number; seed: number },
  beganMs: number,
): Promise<void> {
  dir.recordAll(
    Array.from({ length: count }, (_, i) => {
      const at = seed + 7 * i;
      const category = categories[at % categories.length]!;
      return {
        ...event(organisation, `${seed} ${i}`),
        skeletonHead: `"actor_type":"user","category":"${category}","event":"${eventNames[at % eventNames.length]!}"`,
        occurredAt: new Date(beganMs + (at % 80) * dayMs).toISOString(),
      };
    }),
  );
  await remember(ledger, known);
}

/** Reads what was recorded since, before anything of it can have gone. */
async function remember(ledger: StitchedLedger, known: Known[]): Promise<void> {
  for await (const { lines } of ledger.read(organisation, known.length, Number.MAX_SAFE_INTEGER))
    for (const line of lines) {
      const { category, event: name, received_at, occurred_at } = (JSON.parse(line) as { skeleton: Record<string, string> }).skeleton;
      known.push({
        category: category as Category,
        event: name!,
        receivedMs: Date.parse(received_at!),
        occurredMs: Date.parse(occurred_at!),
        line,
        gone: false,
      });
    }
}

/** The query language, as far as the test speaks it: a category. */
const heldIn =
  (known: readonly Known[]): RetentionWorkerDeps['heldByQuery'] =>
  async (_organisation, inForce, from, to) =>
    new Set(
      known.flatMap(({ category, occurredMs }, at) =>
        at >= from &&
        at < to &&
        inForce.some(
          ({ q, fromMs, toMs }) => q === category && (fromMs === null || fromMs <= occurredMs) && (toMs === null || occurredMs < toMs),
        )
          ? [at]
          : [],
      ),
    );

async function holds(dir: TestDirectory, ledger: StitchedLedger, known: readonly Known[]): Promise<void> {
  const check = await checkLedger(dir.data);
  assert.deepEqual(
    check.findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  for (const view of [ledger, openLedger({ data: dir.data, journal: dir.reader })]) {
    const lines: string[] = [];
    for await (const batch of view.read(organisation, 0, known.length)) lines.push(...batch.lines);
    assert.deepEqual(
      lines,
      known.map(({ line, gone }) => (gone ? '' : line)),
    );
    const oldest = known.findIndex(({ gone }) => !gone);
    if (known.length > 0) assert.equal(view.oldestRetained(organisation), oldest < 0 ? known.length : oldest);
  }
  // On the disk itself: no file holds a line of what is gone.
  const folder = join(dir.data, 'segments', organisation, 'bodies');
  const { current } = await readList(dir.data, organisation);
  const files = current.length === 0 ? [] : readdirSync(folder);
  assert.deepEqual(files.toSorted(), current.map(({ file }) => file.slice('bodies/'.length)).toSorted());
  const gone = new Set(known.filter((entry) => entry.gone).map(({ line }) => line));
  for (const entry of current) {
    const bytes = readFileSync(join(folder, entry.file.slice('bodies/'.length)));
    for (let frame = 0; frame < entry.frames.length; frame++) {
      const { lines } = await decodeFrame(
        bytes.subarray(entry.frames[frame], entry.frames[frame + 1] ?? entry.bytes),
        framesCount(entry, frame),
      );
      assert.ok(!lines.some((line) => gone.has(line)));
    }
  }
}
